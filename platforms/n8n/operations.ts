/** The actions as the node offers them: what is declared of each, and no more than the node needs. */
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
  /** Where it takes rows. */
  readonly rows?: RowsOfInput;
  /** What its results are called, where it takes rows. */
  readonly results?: Pick<NonNullable<ActionDescription["results"]>, "items" | "failedField" | "reasonField">;
  /** JSON Pointer into the body, where it gives a list. */
  readonly list?: string;
  /** JSON Pointer into the body: the sentence of an error. */
  readonly errorMessage?: string;
  /** Names of the options that it has. */
  readonly options: readonly string[];
  /** A sound input; absent where it takes none. */
  readonly example?: JsonObject;
}

/** The rows of an input. */
export interface RowsOfInput {
  /** JSON Pointer into the input. */
  readonly items: string;
  /** The fields that a row may have. */
  readonly fields: readonly Field[];
  /** The field that is the row, where rows are texts and no objects. */
  readonly textsAs?: string;
  /** The rest of the example, where rows alone are not enough. */
  readonly envelope?: JsonObject;
}

/** All actions, in the order of their titles; malformed ones are left out. */
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
    options: Object.keys(action.options),
    ...(fields.length === 0 ? {} : { example }),
  };
}

/** What a person should know before choosing it comes first. */
function descriptionOf({ effect, deprecated, description, rows, idempotent }: ActionDescription): string {
  return [
    ...(effect === "destructive" ? ["Destructive: it removes something, and nothing brings it back."] : []),
    ...(deprecated === undefined ? [] : [`Deprecated: ${deprecated.notice}`]),
    description,
    ...(rows === undefined || idempotent
      ? []
      : ["A row that is sent twice may be in twice: leave Retry On Fail off."]),
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
