/** URL paths with `{name}` placeholders for values. */

const placeholder = /\{([^{}]*)\}/g;

/** Returns the names of the placeholders. */
export function templateNames(path: string): string[] {
  return [...path.matchAll(placeholder)].map(([, name = ""]) => name);
}

/** Returns the path with a text instead of each placeholder. */
export function fillTemplate(path: string, textOf: (name: string) => string): string {
  return path.replace(placeholder, (_all, name: string) => textOf(name));
}
