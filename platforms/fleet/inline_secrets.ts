/** Finds what can be a secret in a sync file, which is stored in the database. */
import type { JsonObject } from "../../connector/platform_api.js";
import { isSecretName } from "../cli/sync/shown_sync.js";

/** Returns the place of the first value that can be a secret; undefined if there is none. */
export function placeOfSecret(content: JsonObject): string | undefined {
  // A list instead of recursion: the file may be nested deeply.
  const open: [place: string, value: unknown][] = [["", content]];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [place, value] = next;
    if (typeof value === "string" && isSecretAddress(value)) return place;
    if (typeof value !== "object" || value === null) continue;
    for (const [name, inner] of Object.entries(value)) {
      const at = Array.isArray(value) ? `${place}[${name}]` : place === "" ? name : `${place}.${name}`;
      if (!Array.isArray(value) && isSecretName(name)) return at;
      open.push([at, inner]);
    }
  }
  return undefined;
}

/** Whether the text is an address with a user, a password, or a secret in its query. */
function isSecretAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { username, password, searchParams } = new URL(text);
  return username !== "" || password !== "" || [...searchParams.keys()].some(isSecretName);
}
