/** The input of an action as a flat list of arguments, for platforms that have forms and not JSON. */
import {
  type ActionDescription,
  type Declarations,
  type Field,
  fieldsOf,
} from "../../connector/platform_api.js";

/** How the text of an argument becomes a value. `either`: JSON if the text is an array or an object, otherwise text. */
export type ArgumentForm = "text" | "number" | "boolean" | "list" | "json" | "either";

/** One argument. */
export interface ActionArgument {
  readonly name: string;
  /** Names of the enclosing fields in the input and of the field itself, the outermost first. */
  readonly path: readonly string[];
  readonly form: ArgumentForm;
  /** Allowed values; empty if there is no list. */
  readonly values: readonly string[];
  readonly isRequired: boolean;
  readonly description: string;
}

/** Returns the arguments. A part of the input with fields of its own, such as the query, becomes one argument per field. */
export function argumentsOf(
  { name, options }: Pick<ActionDescription, "name" | "options">,
  schemas: Declarations["schemas"],
): ActionArgument[] {
  const found: ActionArgument[] = [];
  const names = new Set(Object.keys(options));
  for (const { path, field, isRequired } of leaves(fieldsOf(`schemas/actions/${name}.input.json`, schemas))) {
    const [short, long] = [path.slice(-1), path].map((parts) => wordOf(parts.join("_")));
    const chosen = names.has(short as string) ? long : short;
    names.add(chosen as string);
    found.push({ name: chosen as string, path, isRequired, ...shapeOf(field) });
  }
  return found;
}

interface Leaf {
  readonly path: readonly string[];
  readonly field: Field;
  readonly isRequired: boolean;
}

function leaves(fields: readonly Field[]): Leaf[] {
  const flat = fields.filter(({ depth }) => depth < 2);
  let part: Field | undefined;
  return flat.flatMap((field, index): Leaf[] => {
    if (field.depth === 1 && part !== undefined)
      return [{ path: [part.name, field.name], field, isRequired: part.required && field.required }];
    part = field;
    const hasFields = flat[index + 1]?.depth === 1;
    return hasFields ? [] : [{ path: [field.name], field, isRequired: field.required }];
  });
}

function shapeOf({ kind, description }: Field): Pick<ActionArgument, "form" | "values" | "description"> {
  const values = kind.includes(" | ") ? kind.split(" | ") : [];
  return { form: values.length > 0 ? "text" : formOf(kind), values, description };
}

function formOf(kind: string): ArgumentForm {
  if (kind === "boolean") return "boolean";
  if (kind === "integer" || kind === "number") return "number";
  if (kind === "array of string") return "list";
  const isStructure = /\b(?:array|object|json)\b/.test(kind);
  if (!isStructure) return "text";
  return /\bstring\b/.test(kind.replaceAll("array of string", "array")) ? "either" : "json";
}

/** Returns the name without characters that a form cannot have: `$filter` → `filter`, `match[id]` → `match_id`. */
function wordOf(name: string): string {
  return name
    .replaceAll(/\W+/g, "_")
    .replaceAll(/^_+|_+$/g, "")
    .replaceAll("__", "_");
}
