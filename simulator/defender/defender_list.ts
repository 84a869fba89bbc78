// GET /api/indicators: what the tenant holds and the app may see.
import type { HolderHandler } from "../entra/bearer.js";
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

/** Lists the active indicators, page by page. */
export const handleList: HolderHandler = (call, state, holder) =>
  listed(rowsFor(holder, state), ENTITY, call, state.settings);
