// The part of OData that the list of indicators understands: $filter, $orderby, $top, $skip, $select, $count.

/** An OData query that cannot be answered; the message goes into the 400. */
export class ODataError extends Error {}

/** A parsed query over rows of `T`. */
export interface Query<T> {
  keep(row: T): boolean;
  /** undefined: order of the store. */
  compare: ((a: T, b: T) => number) | undefined;
  /** undefined: everything. */
  top: number | undefined;
  skip: number;
  /** undefined: every property. */
  select: string[] | undefined;
  count: boolean;
}

// "$top with max value of 10,000" (List Indicators API).
const MAX_TOP = 10_000;
const KNOWN = ["$filter", "$orderby", "$top", "$skip", "$select", "$count"];
const FIELDS = new Set([
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
]);

type Scalar = string | number | boolean | null;
type Test = (left: Scalar, right: Scalar) => boolean;

// Null compares with nothing but itself, as in OData.
const ordered =
  (test: (left: string | number, right: string | number) => boolean): Test =>
  (left, right) =>
    left !== null && right !== null && test(comparable(left), comparable(right));

const TESTS: Record<string, Test> = {
  eq: (left, right) => left === right,
  ne: (left, right) => left !== right,
  gt: ordered((left, right) => left > right),
  ge: ordered((left, right) => left >= right),
  lt: ordered((left, right) => left < right),
  le: ordered((left, right) => left <= right),
};

const ISO_DATE = /^\d{4}-\d\d-\d\dT/;

// Two spellings of one moment must compare as equal.
function comparable(value: Exclude<Scalar, null>): string | number {
  if (typeof value !== "string") return Number(value);
  return ISO_DATE.test(value) ? Date.parse(value) : value;
}

function literal(text: string): Scalar {
  if (text.startsWith("'")) return text.slice(1, -1).replaceAll("''", "'");
  if (text === "true" || text === "false") return text === "true";
  if (text === "null") return null;
  return text;
}

const TERM = /\s*(\w+)\s+(\w+)\s+('(?:[^']|'')*'|[^\s']+)\s*(and\s|$)/y;

/** A predicate for `field op literal` terms joined by `and`. */
function filter<T extends object>(text: string): (row: T) => boolean {
  const tests: ((row: T) => boolean)[] = [];
  TERM.lastIndex = 0;
  while (TERM.lastIndex < text.length) tests.push(term(TERM.exec(text), text));
  return (row) => tests.every((test) => test(row));
}

function term<T extends object>(match: RegExpExecArray | null, text: string): (row: T) => boolean {
  if (!match) throw new ODataError(syntaxFault(text));
  const [, field = "", operator = "", right = ""] = match;
  const test = TESTS[operator];
  if (!FIELDS.has(field))
    throw new ODataError(`Could not find a property named '${field}' on type 'Indicator'.`);
  if (!test) throw new ODataError(`Syntax error: operator '${operator}' is not supported in '${text}'.`);
  const value = literal(right);
  return (row) => test((row as Record<string, Scalar>)[field] ?? null, value);
}

function syntaxFault(text: string): string {
  const isOpen = (text.match(/'/g) ?? []).length % 2 === 1;
  const at = `at position ${text.length} in '${text}'.`;
  return isOpen ? `There is an unterminated string literal ${at}` : `Syntax error ${at}`;
}

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

function order<T extends object>(text: string): (a: T, b: T) => number {
  const [field = "", direction = "asc"] = text.trim().split(/\s+/);
  if (!FIELDS.has(field))
    throw new ODataError(`Could not find a property named '${field}' on type 'Indicator'.`);
  const sign = direction === "desc" ? -1 : 1;
  const key = (row: T) => comparable((row as Record<string, Exclude<Scalar, null>>)[field] ?? "");
  return (a, b) => (key(a) < key(b) ? -sign : key(a) > key(b) ? sign : 0);
}

/** Reads a query string; throws ODataError for what the service answers with 400. */
export function parseQuery<T extends object>(params: URLSearchParams): Query<T> {
  const unknown = [...params.keys()].find((key) => key.startsWith("$") && !KNOWN.includes(key));
  if (unknown !== undefined) throw new ODataError(`The query option '${unknown}' is not supported.`);
  const text = params.get("$filter");
  const orderby = params.get("$orderby");
  return {
    keep: text === null ? () => true : filter<T>(text),
    compare: orderby === null ? undefined : order<T>(orderby),
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
export function selected<T extends object>(row: T, names: string[] | undefined): Partial<T> {
  if (!names) return row;
  return Object.fromEntries(Object.entries(row).filter(([name]) => names.includes(name))) as Partial<T>;
}
