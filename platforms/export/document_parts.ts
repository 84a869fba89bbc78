/** Parts of a description that several versions share. */
import type { JsonObject } from "../../connector/platform_api.js";

/** Returns the info with the address of its license, for versions that know no identifiers of licenses. */
export function spdxLicense(info: JsonObject): JsonObject {
  const { name, identifier } = info["license"] as { name: string; identifier: string };
  return { ...info, license: { name, url: `https://spdx.org/licenses/${identifier}.html` } };
}

/** Returns the definitions that the document uses, directly or through others. */
export function usedDefinitions(document: JsonObject, all: JsonObject): JsonObject {
  const used = new Set<string>();
  const add = (part: unknown): void => {
    for (const [, name = ""] of JSON.stringify(part).matchAll(/"#\/definitions\/([^"/]+)/g)) {
      if (used.has(name)) continue;
      used.add(name);
      add(all[name]);
    }
  };
  add(document);
  return Object.fromEntries(Object.entries(all).filter(([name]) => used.has(name)));
}
