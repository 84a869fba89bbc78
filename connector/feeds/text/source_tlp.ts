/** Finds the level of the traffic light protocol that applies to a whole text. */
import { type FeedFormat, type Tlp, tlpLevels } from "../feed_types.js";

/** Matches a marking such as `TLP:AMBER+STRICT`, `TLP: CLEAR` or `TLP RED`. */
const marking =
  /(?<![\p{L}\p{N}])TLP(?: {0,2}: {0,2}| {1,2})(RED|AMBER(?: ?[+_-] ?STRICT)?|GREEN|CLEAR|WHITE)(?![\p{L}\p{N}])/giu;

/** Matches the comments before the header of a table. */
const comments = /^(?:[ \t]*"?(?:#|;|\/\/).*\n|[ \t]*\n)*/;

/** Formats of texts, in which a marking is not a field. */
const textFormats: ReadonlySet<FeedFormat> = new Set(["text", "csv", "portal-csv"]);

/** Returns true for a format in which a marking can be part of the text. */
export function canBeMarked(format: FeedFormat): boolean {
  return textFormats.has(format);
}

/** Returns the strictest level in the start of a text; undefined without one. Of a table, only comments before it count. */
export function sourceTlp(head: string, format: FeedFormat): Tlp | undefined {
  if (!canBeMarked(format)) return undefined;
  const text = format === "text" ? head : (comments.exec(head.replace(/\r\n?/g, "\n"))?.[0] ?? "");
  const levels = new Set<string>();
  for (const [, level = ""] of text.matchAll(marking))
    levels.add(
      level
        .toLowerCase()
        .replace(/[^a-z]+/g, "+")
        .replace("white", "clear"),
    );
  return tlpLevels.findLast((level) => levels.has(level));
}
