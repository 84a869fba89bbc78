// The query options of the list of indicators: $filter, $orderby, $top, $skip, $select, $count.
import { filter, ODataError, order } from "./odata_filter.js";

export { ODataError };

/** A parsed query. */
export interface Query {
  keep: (row: object) => boolean;
  /** undefined: order of the store. */
  compare: ((a: object, b: object) => number) | undefined;
  /** undefined: everything. */
  top: number | undefined;
  skip: number;
  /** undefined: every property. */
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

/** Reads a query string; throws ODataError for what the service answers with 400. */
export function parseQuery(params: URLSearchParams): Query {
  const unknown = [...params.keys()].find((key) => key.startsWith("$") && !KNOWN.has(key));
  if (unknown !== undefined) throw new ODataError(`The query option '${unknown}' is not supported.`);
  const text = params.get("$filter");
  const orderby = params.get("$orderby");
  return {
    keep: text === null ? () => true : filter(text),
    compare: orderby === null ? undefined : order(orderby),
    top: top(params),
    skip: wholeNumber(params, "$skip") ?? 0,
    select: params
      .get("$select")
      ?.split(",")
      .map((name) => name.trim()),
    count: params.get("$count") === "true",
  };
}

/** A row with only the selected properties. */
export function selected(row: object, names: string[] | undefined): object {
  if (!names) return row;
  return Object.fromEntries(Object.entries(row).filter(([name]) => names.includes(name)));
}
