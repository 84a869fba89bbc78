/** A declared path in which {name} stands for a value. */

const placeholder = /\{([^{}]*)\}/g;

/** Names of the values that it takes. */
export function templateNames(path: string): string[] {
  return [...path.matchAll(placeholder)].map(([, name = ""]) => name);
}

/** The path with a text in the place of each name. */
export function fillTemplate(path: string, textOf: (name: string) => string): string {
  return path.replace(placeholder, (_all, name: string) => textOf(name));
}
