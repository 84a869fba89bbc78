/** The actions as the node offers them: what is declared of each, and no more than the node needs. */
import {
  type Declarations,
  type Field,
  fieldsOf,
  type JsonObject,
  tokens,
  withoutValue,
} from "../../connector/index.js";

type Declared = Declarations["actions"] extends ReadonlyMap<string, infer Action> ? Action : never;
type Composed = Declarations["composed"] extends ReadonlyMap<string, infer Action> ? Action : never;

/** One action. */
export interface Operation {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** Where it takes rows. */
  readonly rows?: RowsOfInput;
  /** What its results are called, where it takes rows. */
  readonly results?: Pick<NonNullable<Declared["results"]>, "items" | "failed" | "reason">;
  /** JSON Pointer into the body, where it gives a list. */
  readonly list?: string;
  /** JSON Pointer into the body: the sentence of an error. */
  readonly errorMessage?: string;
  /** A sound input; absent where it takes none. */
  readonly example?: JsonObject;
}

/** The rows of an input. */
export interface RowsOfInput {
  /** The fields that a row may have. */
  readonly fields: readonly Field[];
  /** The field that is the row, where rows are texts and no objects. */
  readonly textsAs?: string;
  /** The rest of the example, where rows alone are not enough. */
  readonly frame?: JsonObject;
}

/** All actions, in the order of their titles. */
export function operationsOf(declarations: Declarations): Operation[] {
  const { actions, composed } = declarations;
  return [...actions.values(), ...composed.values()]
    .map((action) => operationOf(action, declarations))
    .toSorted((one, other) => one.title.localeCompare(other.title, "en"));
}

function operationOf(action: Declared | Composed, { manifest, schemas }: Declarations): Operation {
  const { name, title, results } = action;
  const file = `schemas/actions/${name}.input.json`;
  const fields = fieldsOf(file, schemas);
  const example = action.examples[0]?.input ?? {};
  const rows = rowsOf(action, fields, example);
  const service = "service" in action ? manifest.services[action.service] : undefined;
  return {
    name,
    title,
    description: descriptionOf(action, rows !== undefined),
    ...(rows === undefined ? {} : { rows }),
    ...(results === undefined ? {} : { results }),
    ...("paging" in action && action.paging !== undefined ? { list: action.paging.items } : {}),
    ...(service === undefined ? {} : { errorMessage: service.errors.message }),
    ...(fields.length === 0 ? {} : { example }),
  };
}

/** What a person should know before choosing it comes first. */
function descriptionOf(action: Declared | Composed, takesRows: boolean): string {
  const deprecated = "deprecated" in action ? action.deprecated : undefined;
  return [
    ...(action.effect === "destructive"
      ? ["Destructive: it removes something, and nothing brings it back."]
      : []),
    ...(deprecated === undefined ? [] : [`Deprecated: ${deprecated.notice}`]),
    action.description,
    ...(takesRows && "idempotent" in action && !action.idempotent
      ? ["A row that is sent twice may be in twice: leave Retry On Fail off."]
      : []),
  ].join(" ");
}

function rowsOf(
  action: Declared | Composed,
  fields: readonly Field[],
  example: JsonObject,
): RowsOfInput | undefined {
  const place = "steps" in action ? action.rows?.items : action.batch?.items;
  if (place === undefined) return undefined;
  const textsAs = "batch" in action ? action.batch?.textsAs : undefined;
  const frame = withoutValue(example, place) as JsonObject;
  return {
    fields: fieldsWithin(tokens(place), fields),
    ...(textsAs === undefined ? {} : { textsAs }),
    ...(holdsValue(frame) ? { frame } : {}),
  };
}

/** @param path names of the fields that they lie within, the outermost first */
function fieldsWithin(path: readonly string[], fields: readonly Field[]): Field[] {
  const [name, ...rest] = path;
  if (name === undefined) return fields.filter(({ depth }) => depth === 0);
  const start = fields.findIndex((field) => field.depth === 0 && field.name === name) + 1;
  const length = fields.slice(start).findIndex(({ depth }) => depth === 0);
  const below = fields.slice(start, length < 0 ? undefined : start + length);
  return fieldsWithin(
    rest,
    below.map((field) => ({ ...field, depth: field.depth - 1 })),
  );
}

/** Whether there is anything in it but empty objects. */
function holdsValue(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return true;
  return Object.values(value).some(holdsValue);
}
