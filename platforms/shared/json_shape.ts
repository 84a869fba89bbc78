/** Checks a file of a user against its schema, with a message for each fault. Knows the keywords that such schemas use. */
import { isObject, type JsonObject, quoteName, suggest } from "../../connector/platform_api.js";

/** Most faults that are reported. */
const maxFaults = 10;

/** Returns one sentence per fault, each with its place, such as `sources[0].file`. */
export function shapeFaults(value: unknown, schema: JsonObject): string[] {
  return firstFaults(faultsAt("", value, schema));
}

/** Returns the faults that are reported. The others are not looked for. */
export function firstFaults(all: Iterable<string>): string[] {
  const first: string[] = [];
  for (const fault of all) if (first.push(fault) === maxFaults) break;
  return first;
}

function* faultsAt(place: string, value: unknown, schema: JsonObject): Generator<string> {
  const fault = typeFault(value, schema) ?? wordFault(value, schema) ?? boundFault(value, schema);
  if (fault !== undefined) {
    yield `${place === "" ? "The file" : place} ${fault}.`;
    return;
  }
  if (isObject(value)) yield* objectFaults(place, value, schema);
  // What no schema describes can have any number of levels.
  else if (Array.isArray(value) && isObject(schema["items"]))
    for (const [index, item] of value.entries())
      yield* faultsAt(`${place}[${index}]`, item, part(schema, "items"));
}

function typeFault(value: unknown, { type }: JsonObject): string | undefined {
  if (typeof type !== "string") return undefined;
  const found = typeOf(value);
  if (found === type || (type === "integer" && Number.isInteger(value))) return undefined;
  return `must be ${wanted[type] ?? type}, not ${wanted[found] ?? found}`;
}

const wanted: Readonly<Record<string, string>> = {
  array: "a list",
  boolean: "true or false",
  integer: "a whole number",
  number: "a number",
  object: "an object",
  string: "a text",
};

function typeOf(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof value;
}

function wordFault(value: unknown, { enum: words }: JsonObject): string | undefined {
  if (!Array.isArray(words) || words.includes(value)) return undefined;
  const [near] = typeof value === "string" ? suggest(value.toLowerCase(), words.map(String)) : [];
  const list = words.join(", ");
  const what = typeof value === "string" ? quoteName(value) : typeOf(value);
  return `is ${what}, which is not one of ${list}${near === undefined ? "" : `; write it as ${near}`}`;
}

function boundFault(value: unknown, schema: JsonObject): string | undefined {
  const { minimum, maximum, minLength, pattern, minItems } = schema as Record<string, number | undefined>;
  if (typeof value === "number") {
    if (minimum !== undefined && value < minimum) return `must be at least ${minimum}`;
    if (maximum !== undefined && value > maximum) return `must be at most ${maximum}`;
  }
  if (Array.isArray(value) && minItems !== undefined && value.length < minItems)
    return "is empty; add at least one entry";
  if (typeof value !== "string") return undefined;
  if (minLength !== undefined && value.length < minLength) return "is empty; enter a value";
  if (pattern === undefined || new RegExp(String(pattern), "u").test(value)) return undefined;
  return `${quoteName(value)} does not have the right form: ${String(schema["description"])}`.replace(
    /\.$/,
    "",
  );
}

function* objectFaults(place: string, value: JsonObject, schema: JsonObject): Generator<string> {
  const properties = part(schema, "properties");
  const { additionalProperties: others, required = [], oneOf, minProperties } = schema;
  const known = Object.keys(properties);
  if (typeof minProperties === "number" && Object.keys(value).length < minProperties)
    yield `${place} is empty; add at least one entry.`;
  for (const name of required as readonly string[])
    if (!Object.hasOwn(value, name)) yield missing(placeOf(place, name), part(properties, name));
  for (const [name, child] of Object.entries(value)) {
    const nameFault = boundFault(name, part(schema, "propertyNames"));
    if (nameFault !== undefined) yield `${placeOf(place, name)}: the name ${nameFault}.`;
    if (Object.hasOwn(properties, name)) yield* faultsAt(placeOf(place, name), child, part(properties, name));
    else if (isObject(others)) yield* faultsAt(placeOf(place, name), child, others);
    else if (others === false) yield unknown(placeOf(place, name), name, known);
  }
  if (Array.isArray(oneOf)) yield* choiceFaults(place, value, oneOf as readonly JsonObject[]);
}

/** Each choice demands one key, and an object has exactly one of them. */
function* choiceFaults(place: string, value: JsonObject, choices: readonly JsonObject[]): Generator<string> {
  const keys = choices.flatMap(({ required }) => required as readonly string[]);
  const given = keys.filter((key) => Object.hasOwn(value, key));
  if (given.length === 0) yield `${place} needs ${keys.join(" or ")}; add one of them.`;
  if (given.length > 1) yield `${place} has ${given.join(" and ")}; keep one of them.`;
}

function missing(place: string, { enum: words, description }: JsonObject): string {
  const choice = Array.isArray(words) ? `one of ${words.join(", ")}` : String(description).replace(/\.$/, "");
  return `${place} is missing; add it (${choice}).`;
}

function unknown(place: string, name: string, known: readonly string[]): string {
  const near = [...known.filter((one) => one.toLowerCase() === name.toLowerCase()), ...suggest(name, known)];
  const hint = near[0] === undefined ? `The keys are: ${known.join(", ")}.` : `Did you mean ${near[0]}?`;
  return `${place} is not a known key. ${hint}`;
}

function placeOf(holder: string, name: string): string {
  const shown = /^[\w$-]{1,80}$/.test(name) ? name : quoteName(name);
  return holder === "" ? shown : `${holder}.${shown}`;
}

function part(schema: JsonObject, name: string): JsonObject {
  const found = Object.hasOwn(schema, name) ? schema[name] : undefined;
  return isObject(found) ? found : {};
}
