/** The actions as the node offers them: the part of their declaration that the node needs. */
import {
  type ActionDescription,
  type Declarations,
  descriptionsOf,
  tolerantly,
  type Field,
  fieldsOf,
  type JsonObject,
  parsePointer,
  removeAt,
} from "../../connector/platform_api.js";

/** One action. */
export interface Operation {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** Set if the action accepts rows. */
  readonly rows?: RowsOfInput;
  /** Names of the result fields; set if the action accepts rows. */
  readonly results?: Pick<NonNullable<ActionDescription["results"]>, "items" | "failedField" | "reasonField">;
  /** JSON Pointer into the body; set if the action returns a list. */
  readonly list?: string;
  /** JSON Pointer to the message of an error in the body. */
  readonly errorMessage?: string;
  /** False if the action makes no call. */
  readonly needsAsset: boolean;
  /** Names of its options. */
  readonly options: readonly string[];
  /** A valid input; absent if the action has no input. */
  readonly example?: JsonObject;
}

/** The rows of an input. */
export interface RowsOfInput {
  /** JSON Pointer into the input. */
  readonly items: string;
  /** The fields that a row may have. */
  readonly fields: readonly Field[];
  /** The field that holds the row, if rows are texts and not objects. */
  readonly textsAs?: string;
  /** The rest of the example, if rows alone are not sufficient. */
  readonly envelope?: JsonObject;
}

/** Returns all actions, ordered by title, without malformed ones. */
export function operationsOf(declarations: Declarations): Operation[] {
  return descriptionsOf(declarations)
    .flatMap((action) => tolerantly(true, () => [operationOf(action, declarations)]))
    .toSorted((one, other) => one.title.localeCompare(other.title, "en"));
}

function operationOf(action: ActionDescription, { manifest, actions, schemas }: Declarations): Operation {
  const { name, title, results, paging } = action;
  const fields = fieldsOf(`schemas/actions/${name}.input.json`, schemas);
  const example = action.examples[0]?.input ?? {};
  const rows = rowsOf(action, fields, example);
  const service = manifest.services[actions.get(name)?.service ?? ""];
  return {
    name,
    title,
    description: descriptionOf(action),
    ...(rows === undefined ? {} : { rows }),
    ...(results === undefined ? {} : { results }),
    ...(paging === undefined ? {} : { list: paging.items }),
    ...(service === undefined ? {} : { errorMessage: service.errors.message }),
    needsAsset: action.needsAsset,
    options: Object.keys(action.options),
    ...(fields.length === 0 ? {} : { example }),
  };
}

/** Starts with what a person should know before selecting the action. */
function descriptionOf({ effect, deprecated, description, rows, idempotent }: ActionDescription): string {
  return [
    ...(effect === "destructive" ? ["Destructive: it removes something, which cannot be undone."] : []),
    ...(deprecated === undefined ? [] : [`Deprecated: ${deprecated.notice}`]),
    description,
    ...(rows === undefined || idempotent
      ? []
      : ["A row that is sent twice may be stored twice: keep Retry On Fail off."]),
  ].join(" ");
}

function rowsOf(
  { rows, batch }: ActionDescription,
  fields: readonly Field[],
  example: JsonObject,
): RowsOfInput | undefined {
  if (rows === undefined) return undefined;
  const textsAs = batch?.scalarField;
  const envelope = removeAt(example, rows) as JsonObject;
  return {
    items: rows,
    fields: fieldsWithin(parsePointer(rows), fields),
    ...(textsAs === undefined ? {} : { textsAs }),
    ...(holdsValue(envelope) ? { envelope } : {}),
  };
}

/** @param path - names of the enclosing fields, the outermost first */
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

/** Returns whether the value contains anything but empty objects. */
function holdsValue(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return true;
  return Object.values(value).some(holdsValue);
}
