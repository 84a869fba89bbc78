// The supported part of OData expressions: comparisons joined by "and", and sort fields.

/** An OData query that is not valid; the message is sent with the 400. */
export class ODataError extends Error {}

/** The entity type of a list. */
export interface Entity {
  name: string;
  /** Name of the entity set in `@odata.context`. */
  set: string;
  /** Properties that support $filter and $orderby. */
  filterable: ReadonlySet<string>;
  properties: ReadonlySet<string>;
}

/** Returns the error for a property that the entity does not have, or that does not support this use. */
export const unknownProperty = (name: string, entity: Entity) =>
  new ODataError(`Could not find a property named '${name}' on type '${entity.name}'.`);

type Scalar = string | number | boolean | null;
type Test = (left: Scalar, right: Scalar) => boolean;

// In OData, null is equal to null only.
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

// Two spellings of the same time must compare as equal.
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

/** Returns a predicate for `field op literal` terms joined by `and`. */
export function filter(text: string, entity: Entity): (row: object) => boolean {
  const tests: ((row: object) => boolean)[] = [];
  TERM.lastIndex = 0;
  let joint = "and";
  while (joint !== "") {
    const match = TERM.exec(text);
    tests.push(term(match, text, entity));
    joint = match?.[4] ?? "";
  }
  return (row) => tests.every((test) => test(row));
}

function term(match: RegExpExecArray | null, text: string, entity: Entity): (row: object) => boolean {
  if (!match) throw new ODataError(syntaxFault(text));
  const [, field = "", operator = "", right = ""] = match;
  const test = TESTS[operator];
  if (!entity.filterable.has(field)) throw unknownProperty(field, entity);
  if (!test) throw new ODataError(`Syntax error: operator '${operator}' is not supported in '${text}'.`);
  const value = literal(right);
  return (row) => test((row as Record<string, Scalar>)[field] ?? null, value);
}

function syntaxFault(text: string): string {
  const isOpen = (text.match(/'/g) ?? []).length % 2 === 1;
  const at = `at position ${text.length} in '${text}'.`;
  return isOpen ? `There is an unterminated string literal ${at}` : `Syntax error ${at}`;
}

type Compare = (a: object, b: object) => number;

/** Returns a comparison for a comma-separated list of `field` or `field desc`. */
export function order(text: string, entity: Entity): Compare {
  const compares = text.split(",").map((part) => orderByOne(part, entity));
  return (a, b) => {
    for (const compare of compares) {
      const result = compare(a, b);
      if (result !== 0) return result;
    }
    return 0;
  };
}

function orderByOne(text: string, entity: Entity): Compare {
  const [field = "", direction = "asc"] = text.trim().split(/\s+/);
  if (!entity.filterable.has(field)) throw unknownProperty(field, entity);
  const sign = direction === "desc" ? -1 : 1;
  const key = (row: object) => comparable((row as Record<string, Exclude<Scalar, null>>)[field] ?? "");
  return (a, b) => (key(a) < key(b) ? -sign : key(a) > key(b) ? sign : 0);
}
