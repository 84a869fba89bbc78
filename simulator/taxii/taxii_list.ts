// The pages of the TAXII collection, in the ways of paging that servers have.
import type { Call, Response, SimulatorState } from "../core/call.js";
import { taxiiError } from "./taxii_errors.js";
import type { TaxiiObject } from "./taxii_store.js";

/** Responds to a request for objects. */
export function handleObjects(call: Call, state: SimulatorState): Response {
  const { searchParams } = call.url;
  const limit = searchParams.get("limit");
  if (limit !== null && !/^[1-9]\d*$/.test(limit))
    return taxiiError(400, "ProcessingError", "The limit must be a positive number");
  const cursor = searchParams.get("next");
  if (state.settings.taxiiPaging === "offset") return offsetPage(call, state, Number(cursor ?? 0));
  if (cursor !== null) return nextPage(call, state, cursor, limit);
  const wanted = matching(call, state);
  if (wanted === undefined) return taxiiError(500, "InternalError", "unparsable added_after");
  const size = sizeOf(limit, state);
  const hasMore = wanted.length > size;
  const isCursor = hasMore && state.settings.taxiiPaging === "cursor";
  const next = isCursor ? { next: state.taxii.open(wanted, limit, size) } : {};
  return page(call, wanted.slice(0, size), { more: hasMore, ...next }, state);
}

// Sending the same cursor again returns the page after, and without the first limit the server fails.
function nextPage(call: Call, state: SimulatorState, next: string, limit: string | null): Response {
  const list = state.taxii.list(next);
  if (list === undefined) return taxiiError(400, "ProcessingError", "'next' is not valid");
  if (list.limit !== limit) return taxiiError(500, "InternalError", "limit of the next page");
  const from = list.position;
  list.position += sizeOf(limit, state);
  const hasMore = list.position < list.objects.length;
  return page(call, list.objects.slice(from, list.position), hasMore ? { more: true, next } : {}, state);
}

// The cursor is a number, which also follows the last page.
function offsetPage(call: Call, state: SimulatorState, from: number): Response {
  const wanted = matching(call, state) ?? [];
  const to = from + sizeOf(call.url.searchParams.get("limit"), state);
  const position = { more: to < wanted.length, next: String(Math.min(to, wanted.length)) };
  return page(call, wanted.slice(from, to), position, state);
}

const sizeOf = (limit: string | null, { settings }: SimulatorState) =>
  Math.min(Number(limit ?? settings.taxiiPageSize), settings.taxiiPageSize);

function matching({ url }: Call, { taxii }: SimulatorState): TaxiiObject[] | undefined {
  const after = url.searchParams.get("added_after");
  const afterMs = after === null ? undefined : Date.parse(after);
  if (Number.isNaN(afterMs)) return undefined;
  const isWanted = (name: string, value: unknown) => {
    const wanted = url.searchParams.get(`match[${name}]`);
    return wanted === null || wanted.split(",").includes(String(value));
  };
  return taxii
    .all()
    .filter(
      ({ object, added }) =>
        (afterMs === undefined || Date.parse(added) > afterMs) &&
        isWanted("type", object["type"]) &&
        isWanted("id", object["id"]) &&
        isWanted("spec_version", object["spec_version"] ?? "2.0"),
    );
}

function page(
  call: Call,
  objects: readonly TaxiiObject[],
  position: { more?: boolean; next?: string },
  { settings }: SimulatorState,
): Response {
  call.record.rows = objects.length;
  if (objects.length === 0 && settings.taxiiPaging !== "offset") return { status: 200, json: {} };
  const [first, last] = [objects[0]?.added, objects.at(-1)?.added];
  const isDated =
    settings.taxiiDates && settings.taxiiPaging !== "silent" && first !== undefined && last !== undefined;
  const headers: Record<string, string> = isDated
    ? { "X-TAXII-Date-Added-First": first, "X-TAXII-Date-Added-Last": last }
    : {};
  return { status: 200, headers, json: { ...position, objects: objects.map(({ object }) => object) } };
}
