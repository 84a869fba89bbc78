/** Finds what can be a secret in a sync file, which is stored in the database. */
import type { JsonObject } from "../../connector/platform_api.js";

/** Names that are secrets in addition to the declared ones. */
const furtherNames = ["headers", "authorization", "api_key", "apikey", "secret"];

/**
 * Returns the place of the first value that can be a secret; undefined if there is none.
 * @param declared - names of the fields of assets that are secret
 */
export function placeOfSecret(content: JsonObject, declared: Iterable<string>): string | undefined {
  const secret = new Set([...declared, ...furtherNames]);
  // A list instead of recursion: the file may be nested deeply.
  const open: [place: string, value: unknown][] = [["", content]];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [place, value] = next;
    if (typeof value === "string" && hasPassword(value)) return place;
    if (typeof value !== "object" || value === null) continue;
    for (const [name, inner] of Object.entries(value)) {
      const at = Array.isArray(value) ? `${place}[${name}]` : place === "" ? name : `${place}.${name}`;
      if (!Array.isArray(value) && secret.has(name.toLowerCase())) return at;
      open.push([at, inner]);
    }
  }
  return undefined;
}

/** Whether the text is an address with a password. */
function hasPassword(text: string): boolean {
  return URL.canParse(text) && new URL(text).password !== "";
}
