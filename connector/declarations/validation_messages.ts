/** Turns validator problems into messages that say what to do. */
import { getAt } from "../contract/json_pointer.js";
import type { JsonObject } from "../contract/types.js";
import type { Problem } from "./ajv.js";
import { suggest } from "./suggest.js";
import { withEscapes } from "./values/unseen.js";

/** Maximum length of a quoted value, in characters. */
const maxQuoteLength = 80;

/** Maximum length of a quoted correction, which users copy. */
const maxCorrectionLength = 4000;

/** What is known about the words of fields. */
export interface FieldWords {
  /** Synonyms of allowed values, by field. */
  readonly synonyms: Readonly<Record<string, Synonyms>>;
  /** Allowed values that do not fit the other values, by field. */
  readonly unfit: ReadonlyMap<string, readonly string[]>;
}

type Synonyms = Readonly<Record<string, string>>;

/** Returns a readable value: quoted, escaped and shortened. */
export function quote(value: unknown): string {
  return shortened(jsonOf(value), maxQuoteLength);
}

/** Returns a value for the user to copy: quoted, escaped and complete. */
export function quoteWhole(value: unknown): string {
  return shortened(jsonOf(value), maxCorrectionLength);
}

/** Shortens before characters are escaped, because a value can have millions. */
function shortened(text: string, longest: number): string {
  const shown = withEscapes(text.slice(0, longest + 1));
  return Math.max(text.length, shown.length) <= longest
    ? shown
    : `${shown.slice(0, longest)}… (${text.length} characters)`;
}

function jsonOf(value: unknown): string {
  if (typeof value === "number") return String(value);
  try {
    return JSON.stringify(value) ?? "nothing";
  } catch {
    return "a value that cannot be written as JSON";
  }
}

/** Maximum number of reported problems per value, because a list can have thousands. */
const maxMessages = 10;

/** Returns one message per problem, in order. Skips problems that only report the existence of others. */
export function messages(
  problems: readonly Problem[],
  data: unknown,
  whole: string,
  fieldWords?: FieldWords,
): string[] {
  const found = problems.filter((problem) => problem.keyword !== "if");
  const events = new Set<string>();
  for (const [i, problem] of found.entries()) {
    if (events.size === maxMessages) return [...events, `There are ${found.length - i} more problems.`];
    events.add(message(problem, data, whole, fieldWords));
  }
  return [...events];
}

function message(problem: Problem, data: unknown, whole: string, fieldWords?: FieldWords): string {
  const name = nameOf(problem.instancePath, whole);
  const value = getAt(data, problem.instancePath);
  const { params } = problem;
  const inside = problem.instancePath === "" ? "" : `${name}: `;
  switch (problem.keyword) {
    case "required":
      return `${inside}${String(params["missingProperty"])} is missing; add it.`;
    case "type":
      return `${name} must be ${typeList(params["type"])}, not ${described(value)}${listHint(params["type"], value)}.`;
    case "enum":
      return `${name} ${quote(value)} is not one of ${enumHint(value, words(params), name, fieldWords)}.`;
    case "const":
      return `${name} must be ${quote(params["allowedValue"])}, not ${quote(value)}.`;
    case "not":
      return `${name} must not be ${quote(value)}.`;
    case "minLength":
      return `${name} is empty; enter a value.`;
    case "pattern":
      if (params["pattern"] === "\\S") return `${name} is empty; enter a value.`;
      return `${name} ${quote(value)} does not match the pattern ${String(params["pattern"])}; correct it.`;
    case "additionalProperties":
    case "unevaluatedProperties":
      return `${inside}${quote(params["additionalProperty"] ?? params["unevaluatedProperty"])} is not a known field; remove it or correct its name.`;
    default:
      return `${name} ${problem.message ?? "is not valid"}.`;
  }
}

function nameOf(pointer: string, whole: string): string {
  return pointer === "" ? whole : pointer.slice(1).replaceAll("/", ".");
}

/** Returns type and value; the value alone if it shows its type. */
function described(value: unknown): string {
  const isPlain = value === null || typeof value === "boolean";
  if (isPlain || (typeof value === "number" && !Number.isFinite(value))) return quote(value);
  return `${typeOf(value)} (${quote(value)})`;
}

/** Returns the type with its article, and not the value, which can be a secret. */
export function typeOf(value: unknown): string {
  if (value === null) return "null";
  return typeNames.get(Array.isArray(value) ? "array" : typeof value) ?? "another value";
}

const typeNames: ReadonlyMap<string, string> = new Map([
  ["array", "an array"],
  ["object", "an object"],
  ["string", "a string"],
  ["number", "a number"],
  ["integer", "a whole number"],
  ["boolean", "true or false"],
]);

/** Returns the allowed types without null, which only means that there is no value. */
export function typeList(types: unknown): string {
  const names = [types].flat().flatMap((type) => typeNames.get(String(type)) ?? []);
  return names.length === 0 ? "null" : names.join(" or ");
}

/** Returns how to write one text as an array. Text that is JSON has another fault. */
function listHint(types: unknown, value: unknown): string {
  const isOneText = typeof value === "string" && !/^\s*[[{]/.test(value) && value.length <= maxQuoteLength;
  return isOneText && [types].flat().includes("array") ? `; write it as ${quote([value])}` : "";
}

/** Returns the allowed words that fit, and the one that is meant. */
function enumHint(
  value: unknown,
  allowedWords: readonly string[],
  name: string,
  { synonyms, unfit }: FieldWords = noWords,
): string {
  const fit = allowedWords.filter((word) => unfit.get(name)?.includes(word) !== true);
  return `${fit.join(", ")}${wordHint(value, fit, Object.hasOwn(synonyms, name) ? synonyms[name] : {})}`;
}

const noWords: FieldWords = { synonyms: {}, unfit: new Map() };

function wordHint(value: unknown, allowedWords: readonly string[], others: Synonyms = {}): string {
  if (typeof value === "number" && allowedWords.length > 0)
    return allowedWords.includes(String(value))
      ? `; write it as the text ${quote(String(value))}`
      : "; write one of these words, not a number";
  const meant = typeof value === "string" ? wordMeant(value, allowedWords, others) : undefined;
  return meant === undefined ? "" : `; write it as ${meant}`;
}

/**
 * Returns the allowed word that differs only in case or punctuation, is declared as a synonym, or is the only
 * similar one.
 */
function wordMeant(
  value: string,
  allowedWords: readonly string[],
  others: Synonyms = {},
): string | undefined {
  const key = lettersOf(value);
  const known = [...allowedWords.map((word) => [word, word] as const), ...fitting(others, allowedWords)];
  const same = known.find(([word]) => lettersOf(word) === key && key !== "");
  if (same !== undefined || value.length > maxQuoteLength) return same?.[1];
  const like = suggest(key, allowedWords.map(lettersOf));
  return like.length === 1 ? allowedWords.find((word) => lettersOf(word) === like[0]) : undefined;
}

function fitting(others: Synonyms, allowedWords: readonly string[]): [string, string][] {
  return Object.entries(others).filter(([, word]) => allowedWords.includes(word));
}

function lettersOf(word: string): string {
  return word.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
}

function words({ allowedValues }: JsonObject): string[] {
  return (allowedValues as unknown[]).filter((value) => typeof value === "string");
}
