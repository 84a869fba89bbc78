/** JSON Pointers (RFC 6901) over plain data, for own properties only. */

/** Returns true for an object with fields, not for a list or null. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Returns the unescaped reference tokens of the pointer. */
export function parsePointer(pointer: string): string[] {
  return pointer
    .split("/")
    .slice(1)
    .map((token) => token.replaceAll("~1", "/").replaceAll("~0", "~"));
}

/** Returns the value at the pointer, or undefined. */
export function getAt(data: unknown, pointer: string): unknown {
  let here = data;
  for (const token of parsePointer(pointer)) {
    if (typeof here !== "object" || here === null || !Object.hasOwn(here, token)) return undefined;
    here = (here as Record<string, unknown>)[token];
  }
  return here;
}

/** Returns the data with the value at the pointer. Copies objects on the way; does not change them. */
export function setAt(data: unknown, pointer: string, value: unknown): unknown {
  const [token, ...rest] = parsePointer(pointer);
  if (token === undefined) return value;
  const object = typeof data === "object" && data !== null ? data : {};
  const below =
    rest.length === 0
      ? value
      : setAt(getAt(object, `/${escapeToken(token)}`), `/${rest.map(escapeToken).join("/")}`, value);
  return { ...object, [token]: below };
}

/** Returns the data without the value at the pointer. Copies objects on the way; does not change them. */
export function removeAt(data: unknown, pointer: string): unknown {
  const path = parsePointer(pointer);
  const last = path.pop() ?? "";
  const parent = path.map((token) => `/${escapeToken(token)}`).join("");
  const holder = getAt(data, parent);
  if (typeof holder !== "object" || holder === null || !Object.hasOwn(holder, last)) return data;
  const { [last]: _gone, ...rest } = holder as Record<string, unknown>;
  return setAt(data, parent, rest);
}

/** Returns the token escaped for a pointer. */
export function escapeToken(token: string): string {
  return token.replaceAll("~", "~0").replaceAll("/", "~1");
}
