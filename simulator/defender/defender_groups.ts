// GET /api/exposureScore/ByMachineGroups: returns the device groups of the tenant, each with an invented score.
import type { PrincipalHandler } from "../entra/bearer.js";
import { type Entity, listed } from "../core/odata.js";

interface GroupScore {
  time: string;
  score: number;
  rbacGroupName: string;
  rbacGroupId: number;
}

const ENTITY: Entity = {
  name: "ExposureScore",
  set: "ExposureScore",
  filterable: new Set(),
  properties: new Set(["time", "score", "rbacGroupName", "rbacGroupId"]),
};

const scoreOf = (rbacGroupName: string, rbacGroupId: number, now: number): GroupScore => ({
  time: new Date(now).toISOString(),
  score: 30 + ((rbacGroupId * 7) % 60),
  rbacGroupName,
  rbacGroupId,
});

export const handleGroups: PrincipalHandler = (call, state) => {
  const now = state.now();
  const rows = state.settings.deviceGroups.map((name, id) => scoreOf(name, id, now));
  return listed(rows, ENTITY, call, state.settings);
};
