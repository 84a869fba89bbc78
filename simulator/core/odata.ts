// Returns lists page by page, as the query requests: $filter, $orderby, $top, $skip, $select, $count.
import type { Response, Call } from "./call.js";
import { apiError } from "./errors.js";
import { type Entity, filter, ODataError, order, unknownProperty } from "./odata_filter.js";
import type { Settings } from "./types.js";

export type { Entity };

/** A parsed query. */
interface Query {
  keep: (row: object) => boolean;
  /** undefined: the order of the store. */
  compare: ((a: object, b: object) => number) | undefined;
  /** undefined: all rows. */
  top: number | undefined;
  skip: number;
  /** undefined: all properties. */
  select: string[] | undefined;
  count: boolean;
}

// "$top with max value of 10,000" (List Indicators API).
const MAX_TOP = 10_000;
const KNOWN = new Set(["$filter", "$orderby", "$top", "$skip", "$select", "$count"]);

function wholeNumber(params: URLSearchParams, name: string): number | undefined {
  const text = params.get(name);
  if (text === null) return undefined;
  if (!/^\d+$/.test(text)) throw new ODataError(`Invalid value '${text}' for ${name} query option found.`);
  return Number(text);
}

function top(params: URLSearchParams): number | undefined {
  const value = wholeNumber(params, "$top");
  if (value === undefined || value <= MAX_TOP) return value;
  throw new ODataError(`The limit of '${MAX_TOP}' for Top query has been exceeded. The value is '${value}'.`);
}

function select(params: URLSearchParams, entity: Entity): string[] | undefined {
  const names = params
    .get("$select")
    ?.split(",")
    .map((name) => name.trim());
  const unknown = names?.find((name) => !entity.properties.has(name));
  if (unknown !== undefined) throw unknownProperty(unknown, entity);
  return names;
}

/** Parses a query string; throws `ODataError` for a query that the service rejects with 400. */
function parseQuery(params: URLSearchParams, entity: Entity): Query {
  const unknown = [...params.keys()].find((key) => key.startsWith("$") && !KNOWN.has(key));
  // This includes $expand: no property of these entities refers to another entity.
  if (unknown !== undefined) throw new ODataError(`The query option '${unknown}' is not supported.`);
  const text = params.get("$filter");
  const orderby = params.get("$orderby");
  return {
    keep: text === null ? () => true : filter(text, entity),
    compare: orderby === null ? undefined : order(orderby, entity),
    top: top(params),
    skip: wholeNumber(params, "$skip") ?? 0,
    select: select(params, entity),
    count: params.get("$count") === "true",
  };
}

function selected(row: object, names: string[] | undefined): object {
  if (!names) return row;
  return Object.fromEntries(Object.entries(row).filter(([name]) => names.includes(name)));
}

interface Page {
  rows: object[];
  total: number;
  nextLink: string | null | undefined;
}

function pageOf(rows: object[], query: Query, call: Call, settings: Settings): Page {
  const kept = rows.filter(query.keep);
  if (query.compare) kept.sort(query.compare);
  const wanted = Math.min(query.top ?? Infinity, kept.length - query.skip);
  const size = Math.min(wanted, settings.pageSize);
  const end = query.skip + size;
  const origin = settings.nextLinkOrigin || call.origin;
  const last = settings.lastLink === "null" ? null : undefined;
  const link =
    settings.nextLinks && size < wanted ? nextLink(call, origin, end, query.top && query.top - size) : last;
  return { rows: kept.slice(query.skip, end), total: kept.length, nextLink: link };
}

// The format of a real link is not documented; a client must follow it unchanged.
function nextLink(call: Call, origin: string, skip: number, rest: number | undefined): string {
  const url = new URL(call.url);
  url.searchParams.set("$skip", String(skip));
  if (rest !== undefined) url.searchParams.set("$top", String(rest));
  return `${origin}${url.pathname}${url.search}`;
}

function listResponse(rows: object[], entity: Entity, call: Call, settings: Settings): Response {
  const query = parseQuery(call.url.searchParams, entity);
  const page = pageOf(rows, query, call, settings);
  call.record.rows = page.rows.length;
  const json = {
    "@odata.context": `${call.origin}/api/$metadata#${entity.set}`,
    ...(query.count ? { "@odata.count": page.total } : {}),
    value: page.rows.map((row) => selected(row, query.select)),
    ...(page.nextLink === undefined ? {} : { "@odata.nextLink": page.nextLink }),
  };
  return { status: 200, json, compress: true };
}

/** Returns the requested page of a list of entities, or 400 for an invalid query. */
export function listed(rows: object[], entity: Entity, call: Call, settings: Settings): Response {
  try {
    return listResponse(rows, entity, call, settings);
  } catch (error) {
    if (error instanceof ODataError) return apiError(400, "ODataError", error.message);
    throw error;
  }
}
