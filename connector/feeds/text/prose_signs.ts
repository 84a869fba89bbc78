/** Recognizes a report among lists. */
import type { Observable } from "../feed_types.js";
import { isDefanged } from "../../declarations/values/refang.js";
import type { Recognized } from "../observe.js";
import { plainValueInReport } from "./messages.js";
import { readTextLine, withoutComment } from "./text_line.js";

/** Codes of texts that are one value, but not one that can be read. */
const valueCodes: ReadonlySet<string> = new Set([
  "Network",
  "OnionName",
  "PathWithoutScheme",
  "SpecialAddress",
  "TypeUnsupported",
]);

/** Returns true for a line that is a value in the form of a list. */
export function isValueLine(line: string): boolean {
  return readTextLine(line).every(({ fault }) => fault === undefined || valueCodes.has(fault.code));
}

/** Matches what only documents contain: titles, attributes, tables, images and links with their text. */
const documentMark =
  /^={1,6} \S|^:[\w-]{1,40}:(?: |$)|^\|={3}|^(?:image|include)::|:\/\/[^\s[]{1,200}\[(?!\.|dot\]|:|\/|@|at\])[^\]]|\]\(/i;

/** Matches marks that a list can have too: a line, a fence, a row of a table. */
const otherMark = /^(?:-{3,}|={4,}|\.{4,})$|^\|.*\||^`{3}/;

/** How much of a text is not values. */
export interface ProseSigns {
  /** Lines with content that are not comments. */
  readonly lines: number;
  /** Those of them that are not values. */
  readonly others: number;
  /** True if more than half of the lines are sentences or markup, or a line is one that only documents contain. */
  readonly isProse: boolean;
}

/** Returns what the start of a text shows. */
export function proseSigns(head: string): ProseSigns {
  const lines = head
    .split(/\r\n?|\n/)
    .map(withoutComment)
    .filter((line) => line !== "");
  const others = lines.filter((line) => !isValueLine(line));
  const prose = others.filter((line) => /\s/.test(line) || documentMark.test(line) || otherMark.test(line));
  const isProse = prose.length * 2 > lines.length || others.some((line) => documentMark.test(line));
  return { lines: lines.length, others: others.length, isProse };
}

/** Returns the values of a line of a report that is read as a list: those that can be references are left out. */
export function withoutPlainValues(line: string, parts: readonly Recognized[]): readonly Recognized[] {
  if (isDefanged(line.replace(/^[-•*]\s+/, ""))) return parts;
  return parts.map((part) =>
    part.fault === undefined && isReference(part) ? { fault: plainValueInReport(part.value) } : part,
  );
}

const isReference = ({ kind }: Pick<Observable, "kind">): boolean => kind === "url" || kind === "domain";
