// Searches of MISP: filters, pages and the header with a count.
import { type Call, header, type Response, type SimulatorState } from "../core/call.js";
import { isObject, type JsonObject, jsonOf } from "../core/json.js";
import type { MispAttribute, MispEvent } from "./misp_store.js";

type Found = MispAttribute & { readonly event: MispEvent };

/** Returns the filters. Without the media type of JSON, MISP does not read them, and returns everything. */
export function filtersOf(call: Call): JsonObject {
  const mediaType = header(call, "content-type")?.split(";")[0]?.trim().toLowerCase();
  const body = mediaType === "application/json" ? jsonOf(call.body) : {};
  return isObject(body) ? body : {};
}

/** Responds to a search for attributes. */
export function searchAttributes(call: Call, state: SimulatorState): Response {
  const filters = filtersOf(call);
  const all = state.misp.all().flatMap((event) => event.Attribute.map((one) => ({ ...one, event })));
  const { rows, size } = pageOf(
    all.filter((one) => isWanted(one, filters)),
    filters,
  );
  // Values of warning lists are removed after the page was counted.
  const shown = filters["enforceWarninglist"] === undefined ? rows : rows.filter((one) => !isBenign(one));
  call.record.rows = shown.length;
  const isFull = rows.length === size;
  const count = rows.length === 0 ? 1 : rows.length + Number(isFull);
  const skipped = { "X-Skipped-Elements-Count": String(rows.length - shown.length) };
  return {
    status: 200,
    headers: { ...counted(count, state), ...skipped },
    json: { response: { Attribute: shown.map(attributeOf) } },
  };
}

/** Responds to a search for events. */
export function searchEvents(call: Call, state: SimulatorState): Response {
  const filters = filtersOf(call);
  const wanted = state.misp
    .all()
    .filter((event) => isEqual(filters["published"], event.published))
    .map((event) => ({ event, rows: event.Attribute.filter((one) => isWanted({ ...one, event }, filters)) }))
    .filter(({ rows }) => rows.length > 0);
  const { rows: page } = pageOf(wanted, filters);
  call.record.rows = page.length;
  const events = page.map(({ event, rows }) => ({ Event: { ...event, Attribute: rows } }));
  return { status: 200, headers: counted(wanted.length, state), json: { response: events } };
}

const counted = (count: number, { settings }: SimulatorState): Record<string, string> =>
  settings.mispCounts ? { "X-Result-Count": String(count) } : {};

function pageOf<Row>(rows: readonly Row[], filters: JsonObject): { rows: Row[]; size: number } {
  const size = Number(filters["limit"] ?? 0);
  const page = Number(filters["page"] ?? 1);
  return { rows: size === 0 ? [...rows] : rows.slice((page - 1) * size, page * size), size };
}

function isWanted(found: Found, filters: JsonObject): boolean {
  const { type, tags: _tags, to_ids, published, deleted = 0, timestamp } = filters;
  return (
    isEqual(to_ids, found.to_ids) &&
    isEqual(published, found.event.published) &&
    isEqual(deleted === "only" ? 1 : deleted, found.deleted) &&
    (type === undefined || [type].flat().includes(found.type)) &&
    (timestamp === undefined || Number(found.timestamp) >= Number(timestamp))
  );
}

/** MISP writes true as 1. A list means any of its values. */
const isEqual = (wanted: unknown, value: boolean) =>
  wanted === undefined || [wanted].flat().map(Number).includes(Number(value));

const isBenign = ({ value }: Found) => value.startsWith("benign");

function attributeOf({ event, ...attribute }: Found): JsonObject {
  const { id, uuid, info } = event;
  return { ...attribute, event_id: id, Event: { id, uuid, info } };
}
