// The routes of Defender for Endpoint and the permissions that they require.
import { type Access, guarded, type PrincipalHandler } from "../entra/bearer.js";
import type { Route } from "../core/call.js";
import { handleBatchDelete } from "./defender_batch_delete.js";
import { handleDelete } from "./defender_delete.js";
import { handleGet } from "./defender_get.js";
import { handleGroups } from "./defender_groups.js";
import { handleImport } from "./defender_import.js";
import { handleList } from "./defender_list.js";
import { handleSubmit } from "./defender_submit.js";
import { defenderErrors } from "../core/errors.js";
import { RESOURCES } from "../core/resources.js";
import type { Endpoint } from "../core/types.js";

const WRITE: Access = {
  errorFormat: defenderErrors,
  audiences: RESOURCES.defender.audiences,
  roles: ["Ti.ReadWrite", "Ti.ReadWrite.All"],
  scopes: ["Ti.ReadWrite"],
};
// The documentation of both deletes lists application permissions only.
const DELETE: Access = { ...WRITE, scopes: [] };
const SCORE: Access = { ...WRITE, roles: ["Score.Read.All"], scopes: ["Score.Read"] };

// "/api/v1.0/…" pins the version, "/api/…" is the latest one.
const path = (rest: string) => new RegExp(`^/api(?:/v1\\.0)?${rest}$`);
const INDICATORS = path("/indicators");
// Matches any single segment, so that a malformed id gets the response of an unknown id.
const BY_ID = path("/indicators/(?!(?:import|BatchDelete)$)[^/]+");

const route = (
  endpoint: Endpoint,
  method: string,
  pattern: RegExp,
  access: Access,
  handle: PrincipalHandler,
): Route => ({ service: "defender", endpoint, method, path: pattern, handle: guarded(access, handle) });

/** The routes of Defender. */
export const defenderRoutes: readonly Route[] = [
  route("import", "POST", path("/indicators/import"), WRITE, handleImport),
  route("submit", "POST", INDICATORS, WRITE, handleSubmit),
  route("list", "GET", INDICATORS, WRITE, handleList),
  route("get", "GET", BY_ID, WRITE, handleGet),
  route("delete", "DELETE", BY_ID, DELETE, handleDelete),
  route("batchDelete", "POST", path("/indicators/BatchDelete"), DELETE, handleBatchDelete),
  route("machineGroups", "GET", path("/exposureScore/ByMachineGroups"), SCORE, handleGroups),
];
