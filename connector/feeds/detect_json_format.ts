/** Recognizes formats of JSON by their first names. */
import type { FeedFormat } from "./feed_types.js";

/** What the start of a JSON text contains. */
interface Outline {
  /** Names of the first object, with its texts. */
  readonly first: ReadonlyMap<string, string>;
  /** Names of the first object within the first object or array. */
  readonly second: ReadonlyMap<string, string>;
  readonly isArray: boolean;
  /** True if another value follows the first one. */
  readonly isSeries: boolean;
}

/** Returns the format of a JSON text; undefined if the text is not JSON. */
export function detectJsonFormat(text: string): FeedFormat | undefined {
  const start = text.trimStart();
  if (!/^(?:\{\s*(?:"|\}|$)|\[\s*(?:[\]{"[]|$))/.test(start)) return undefined;
  const { first, second, isArray, isSeries } = outlineOf(start);
  const names = isArray ? second : first;
  if (isMisp(first) || isMisp(second) || isMispAttribute(names)) return "misp";
  if (isStix(names) || (first.has("objects") && (isStix(second) || !first.has("Indicators")))) return "stix";
  if (first.has("json_body") || first.has("Indicators") || isArray) return "json";
  return isSeries || !start.trimEnd().includes("\n") ? "ndjson" : "json";
}

/** An object of STIX has an id such as `indicator--…`, or is a bundle. */
function isStix(names: ReadonlyMap<string, string>): boolean {
  return names.get("type") === "bundle" || (names.has("type") && (names.get("id") ?? "").includes("--"));
}

function isMisp(names: ReadonlyMap<string, string>): boolean {
  const isEvent = names.has("info") && (names.has("threat_level_id") || names.has("analysis"));
  return isEvent || ["Event", "Attribute", "response"].some((name) => names.has(name));
}

function isMispAttribute(names: ReadonlyMap<string, string>): boolean {
  return (
    names.has("value") &&
    names.has("type") &&
    (names.has("to_ids") || names.has("category") || names.has("event_id"))
  );
}

/** Matches the parts of JSON; a text that is cut off at the end has no closing quote. Each start matches, in linear time. */
const parts = /"((?:[^"\\]|\\.)*)("?)|[{}[\],:]/g;

type Names = Map<string, string>;

function outlineOf(text: string): Outline {
  const first: Names = new Map();
  const second: Names = new Map();
  const unused = [text.startsWith("{") ? first : undefined, second].filter((names) => names !== undefined);
  const stack: (Names | undefined)[] = [];
  let name: string | undefined;
  let previous = "";
  let isSeries = false;
  for (const [part, content, close] of text.matchAll(parts)) {
    if (close === "") break;
    const names = stack.at(-1);
    if (part === "{" || part === "[") {
      isSeries = stack.length === 0 && previous !== "";
      if (isSeries) break;
      stack.push(part === "{" ? unused.shift() : undefined);
    } else if (part === "}" || part === "]") stack.pop();
    else if (content !== undefined && names !== undefined) {
      if (previous === ":" && name !== undefined) names.set(name, content);
      else {
        name = content;
        names.set(name, names.get(name) ?? "");
      }
    }
    previous = part;
  }
  return { first, second, isArray: text.startsWith("["), isSeries };
}
