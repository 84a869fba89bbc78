/** JSON Pointers (RFC 6901) over plain data, own properties only. */

/** Whether it has fields: neither a list nor null. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The pointer's reference tokens, unescaped. */
export function parsePointer(pointer: string): string[] {
  return pointer
    .split("/")
    .slice(1)
    .map((token) => token.replaceAll("~1", "/").replaceAll("~0", "~"));
}

/** What stands there; undefined where nothing does. */
export function getAt(data: unknown, pointer: string): unknown {
  let here = data;
  for (const token of parsePointer(pointer)) {
    if (typeof here !== "object" || here === null || !Object.hasOwn(here, token)) return undefined;
    here = (here as Record<string, unknown>)[token];
  }
  return here;
}

/** The data with that value there; objects on the way are copied, not changed. */
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

/** The data without what stands there; objects on the way are copied, not changed. */
export function removeAt(data: unknown, pointer: string): unknown {
  const path = parsePointer(pointer);
  const last = path.pop() ?? "";
  const parent = path.map((token) => `/${escapeToken(token)}`).join("");
  const holder = getAt(data, parent);
  if (typeof holder !== "object" || holder === null || !Object.hasOwn(holder, last)) return data;
  const { [last]: _gone, ...rest } = holder as Record<string, unknown>;
  return setAt(data, parent, rest);
}

/** The token as it stands in a pointer. */
export function escapeToken(token: string): string {
  return token.replaceAll("~", "~0").replaceAll("/", "~1");
}
