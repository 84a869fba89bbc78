/** Fills in the templates of a mapping. */
import { createHash } from "node:crypto";
import { ipVersion } from "../../declarations/values/address.js";
import { isoTime } from "../duration.js";
import type { ObservableKind } from "../feed_types.js";

/** What the blanks of a template stand for. */
export interface Blanks {
  readonly kind: ObservableKind;
  readonly value: string;
  /** Type of the row. */
  readonly type: string;
  /** Name of the source. */
  readonly feed: string;
  readonly nowMs: number;
}

/** Namespace of the ids, so that equal values of other programs have other ids. */
const namespace = Buffer.from("d1f0a3c2b6e54f0f9a7c5c3e0b8d4a61", "hex");

const fillers: Readonly<Record<string, Filler>> = {
  value: ({ value }) => value,
  type: ({ type }) => type,
  feed: ({ feed }) => (feed === "-" ? "standard input" : feed),
  literal: ({ value }) => `'${value.replace(/[\\']/g, String.raw`\$&`)}'`,
  now: ({ nowMs }) => isoTime(nowMs),
  uuid: ({ type, value }) => uuidOf(`${type} ${value}`),
};

type Filler = (blanks: Blanks) => string;

/** Compiled templates: a mapping has few, and every row uses them. */
const compiled = new Map<string, readonly (string | Filler)[]>();
const maxCompiled = 100;

/** Returns the text with its blanks filled in. Other words in braces stay as they are. */
export function filled(template: string, blanks: Blanks): string {
  let text = "";
  for (const part of partsOf(template)) text += typeof part === "string" ? part : part(blanks);
  return text;
}

function partsOf(template: string): readonly (string | Filler)[] {
  const known = compiled.get(template);
  if (known !== undefined) return known;
  const parts = template.split(/\{(\w+)\}/).map((part, i) => {
    if (i % 2 === 0) return part;
    return (Object.hasOwn(fillers, part) ? fillers[part] : undefined) ?? `{${part}}`;
  });
  if (compiled.size >= maxCompiled) compiled.clear();
  compiled.set(template, parts);
  return parts;
}

/** Returns the template for the kind. */
export function templateOf(
  byKind: Readonly<Record<string, string>>,
  { kind, value }: Pick<Blanks, "kind" | "value">,
): string | undefined {
  const version = ipVersion(value) === 6 ? "ipv6" : "ipv4";
  return (kind === "ip" ? byKind[version] : undefined) ?? byKind[kind];
}

/** Returns a UUID of version 5 (RFC 9562). */
function uuidOf(name: string): string {
  const bytes = createHash("sha1").update(namespace).update(name).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString("hex");
  return [
    [0, 8],
    [8, 12],
    [12, 16],
    [16, 20],
    [20, 32],
  ]
    .map(([from, to]) => hex.slice(from, to))
    .join("-");
}
