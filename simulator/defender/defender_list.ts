// GET /api/indicators: returns the indicators of the tenant that the app may see.
import type { PrincipalHandler } from "../entra/bearer.js";
import { rowsFor } from "./defender_rows.js";
import { created } from "./indicator.js";
import { type Entity, listed } from "../core/odata.js";

const ENTITY: Entity = {
  name: "Indicator",
  set: "Indicators",
  // "$filter on" (List Indicators API).
  filterable: new Set([
    "application",
    "createdByDisplayName",
    "expirationTime",
    "generateAlert",
    "title",
    "rbacGroupNames",
    "rbacGroupIds",
    "indicatorValue",
    "indicatorType",
    "creationTimeDateTimeUtc",
    "createdBy",
    "action",
    "severity",
  ]),
  properties: new Set(Object.keys(created({}, { tenant: "", name: "", displayName: "", now: 0 }, 0))),
};

export const handleList: PrincipalHandler = (call, state, principal) =>
  listed(rowsFor(principal, state), ENTITY, call, state.settings);
