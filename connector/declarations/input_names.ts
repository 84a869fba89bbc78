/** Finds names in an input that its schema does not declare. */
import { posix } from "node:path";
import { optionNames } from "../contract/option_names.js";
import { escapeToken, isObject } from "../contract/json_pointer.js";
import type { UnknownInput } from "../contract/compiled_action.js";
import type { JsonObject } from "../contract/types.js";
import type { Declarations } from "./load.js";
import { NearNames } from "./near_names.js";

type Schemas = Declarations["schemas"];

/** An object of the input that accepts only declared names. */
interface Principal {
  readonly names: ReadonlyMap<string, Principal | undefined>;
  readonly near: NearNames;
}

const options = new NearNames(optionNames);

/** Keywords that declare names elsewhere. Objects with one of them accept any name. */
const elsewhere = ["allOf", "anyOf", "oneOf", "patternProperties"];

/**
 * Returns a function that finds unknown names in an input, top-level names first.
 * @param file - path of the input's schema from the root
 * @param rowAt - pointer to an object that is checked as a row; absent if there is none
 */
export function inputNames(
  file: string,
  schemas: Schemas,
  rowAt?: string,
): (input: JsonObject) => UnknownInput[] {
  const holder = holderOf(schemas.get(file) ?? {}, { file, schemas, rowAt }, "");
  return (input) => (holder === undefined ? [] : unknownIn(input, holder, ""));
}

interface Location {
  readonly file: string;
  readonly schemas: Schemas;
  readonly rowAt: string | undefined;
}

/** Returns undefined for a value that is not an object or that accepts any name. */
function holderOf(schema: JsonObject, location: Location, place: string): Principal | undefined {
  const { $ref, properties, additionalProperties = false } = schema;
  if (place !== "" && place === location.rowAt) return undefined;
  if (typeof $ref === "string") {
    const file = posix.join(posix.dirname(location.file), $ref);
    return holderOf(location.schemas.get(file) ?? {}, { ...location, file }, place);
  }
  const isOpen = additionalProperties !== false || elsewhere.some((word) => schema[word] !== undefined);
  if (!isObject(properties) || isOpen) return undefined;
  const entries = Object.entries(properties as Record<string, JsonObject>);
  return {
    names: new Map(entries.map(([name, part]) => [name, holderOf(part, location, `${place}/${name}`)])),
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
      below: placesOf(name, names, holder),
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

/** Returns the pointers to the objects directly below that accept the name. */
function placesOf(name: string, names: Principal["names"], holder: string): string[] {
  return [...names].flatMap(([part, below]) =>
    below?.names.has(name) === true ? [`${holder}/${escapeToken(part)}`] : [],
  );
}
