/** Writes values as TypeScript, in the form that the linter of n8n reads: names of properties without quotation marks. */

/** The name of a constant. */
export class Identifier {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

/** Returns the value as an expression. @param margin - precedes every line except the first */
export function literal(value: unknown, margin = ""): string {
  if (value instanceof Identifier) return value.name;
  const inner = `${margin}\t`;
  if (Array.isArray(value)) {
    if (value.length === 0) return "[]";
    return `[\n${value.map((part) => `${inner}${literal(part, inner)},\n`).join("")}${margin}]`;
  }
  if (typeof value !== "object" || value === null) return text(value);
  const entries = Object.entries(value).filter(([, part]) => part !== undefined);
  if (entries.length === 0) return "{}";
  const lines = entries.map(([name, part]) => `${inner}${nameOf(name)}: ${literal(part, inner)},\n`);
  return `{\n${lines.join("")}${margin}}`;
}

function nameOf(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : text(name);
}

function text(value: unknown): string {
  if (typeof value !== "string") return JSON.stringify(value);
  const inner = JSON.stringify(value).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'");
  return `'${inner}'`;
}
