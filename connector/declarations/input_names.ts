/** Finds names in an input that its schema does not declare. */
import { posix } from "node:path";
import { optionNames } from "../contract/option_names.js";
import { escapeToken, isObject } from "../contract/json_pointer.js";
import type { UnknownInput } from "../contract/compiled_action.js";
import type { JsonObject } from "../contract/types.js";
import type { Declarations } from "./load.js";
import { NearNames } from "./near_names.js";

type Schemas = Declarations["schemas"];

/** An object of the input that accepts the declared names only. */
interface Principal {
  readonly names: ReadonlyMap<string, Principal | undefined>;
  readonly near: NearNames;
}

const options = new NearNames(optionNames);

/** Words with which a schema declares names elsewhere: such an object is left open. */
const elsewhere = ["allOf", "anyOf", "oneOf", "patternProperties"];

/**
 * Returns what finds unknown names in an input, those directly in it first.
 * @param file - path of the input's schema from the root
 * @param rowAt - place of an object that is looked at as a row; absent if there is none
 */
export function inputNames(
  file: string,
  schemas: Schemas,
  rowAt?: string,
): (input: JsonObject) => UnknownInput[] {
  const holder = holderOf(schemas.get(file) ?? {}, { file, schemas, rowAt }, "");
  return (input) => (holder === undefined ? [] : unknownIn(input, holder, ""));
}

interface Where {
  readonly file: string;
  readonly schemas: Schemas;
  readonly rowAt: string | undefined;
}

/** undefined for what is not an object, or accepts any name. */
function holderOf(schema: JsonObject, where: Where, place: string): Principal | undefined {
  const { $ref, properties, additionalProperties = false } = schema;
  if (place !== "" && place === where.rowAt) return undefined;
  if (typeof $ref === "string") {
    const file = posix.join(posix.dirname(where.file), $ref);
    return holderOf(where.schemas.get(file) ?? {}, { ...where, file }, place);
  }
  const isOpen = additionalProperties !== false || elsewhere.some((word) => schema[word] !== undefined);
  if (!isObject(properties) || isOpen) return undefined;
  const entries = Object.entries(properties as Record<string, JsonObject>);
  return {
    names: new Map(entries.map(([name, part]) => [name, holderOf(part, where, `${place}/${name}`)])),
    near: new NearNames(Object.keys(properties)),
  };
}

function unknownIn(input: JsonObject, { names, near }: Principal, holder: string): UnknownInput[] {
  const given = Object.keys(input).filter((name) => input[name] !== undefined);
  const unknown = given
    .filter((name) => !names.has(name))
    .map((name) => ({
      name,
      holder,
      known: [...names.keys()],
      near: () => near.meant(name),
      option: () => options.meant(name)[0],
    }));
  const within = given.flatMap((name) => {
    const part = input[name];
    const below = names.get(name);
    if (below === undefined || !isObject(part)) return [];
    return unknownIn(part, below, `${holder}/${escapeToken(name)}`);
  });
  return [...unknown, ...within];
}
