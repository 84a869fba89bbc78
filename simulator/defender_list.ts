// GET /api/indicators and GET /api/indicators/{id}: what the tenant holds and the app may see.
import type { HolderHandler } from "./bearer.js";
import type { Answer, Call } from "./call.js";
import { owns } from "./defender_import.js";
import { apiError } from "./errors.js";
import { foreignRows } from "./foreign.js";
import { ODataError, parseQuery, type Query, selected } from "./odata.js";
import type { Indicator } from "./types.js";

interface Page {
  rows: Indicator[];
  total: number;
  nextLink: string | undefined;
}

function pageOf(rows: Indicator[], query: Query, call: Call, pageSize: number): Page {
  const kept = rows.filter(query.keep);
  if (query.compare) kept.sort(query.compare);
  const wanted = Math.min(query.top ?? Infinity, kept.length - query.skip);
  const size = Math.min(wanted, pageSize);
  const end = query.skip + size;
  return {
    rows: kept.slice(query.skip, end),
    total: kept.length,
    nextLink: size < wanted ? nextLink(call, end, query.top && query.top - size) : undefined,
  };
}

// The shape of a real link is not documented; a client must follow it as it is.
function nextLink(call: Call, skip: number, top: number | undefined): string {
  const url = new URL(call.url);
  url.searchParams.set("$skip", String(skip));
  if (top !== undefined) url.searchParams.set("$top", String(top));
  return `${call.origin}${url.pathname}${url.search}`;
}

function listAnswer(page: Page, query: Query, call: Call): Answer {
  const json = {
    "@odata.context": `${call.origin}/api/$metadata#Indicators`,
    ...(query.count ? { "@odata.count": page.total } : {}),
    value: page.rows.map((row) => selected(row, query.select)),
    ...(page.nextLink === undefined ? {} : { "@odata.nextLink": page.nextLink }),
  };
  return { status: 200, json, compress: true };
}

/** Lists the active indicators, page by page. */
export const handleList: HolderHandler = (call, world, holder) => {
  const { settings, store } = world;
  const own = store.all(holder.tenant, world.now());
  const all = settings.foreignRows ? [...foreignRows(), ...own] : own;
  try {
    const query = parseQuery(call.url.searchParams);
    const seen = all.filter((row) => owns(holder, row.createdBy));
    const page = pageOf(seen, query, call, settings.pageSize);
    call.record.rows = page.rows.length;
    return listAnswer(page, query, call);
  } catch (error) {
    if (error instanceof ODataError) return apiError(400, "ODataError", error.message);
    throw error;
  }
};

/** One indicator by id; not documented, yet clients use it. */
export const handleGet: HolderHandler = (call, world, holder) => {
  const id = call.url.pathname.split("/").at(-1) ?? "";
  const row = world.store.byId(holder.tenant, id, world.now());
  if (!row || !owns(holder, row.createdBy)) {
    return apiError(404, "ResourceNotFound", `Resource ${id} was not found`);
  }
  const context = `${call.origin}/api/$metadata#Indicators/$entity`;
  return { status: 200, json: { "@odata.context": context, ...row }, compress: true };
};
