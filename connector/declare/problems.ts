/** Turns what a validator found into sentences that say what to do. */
import { at } from "../contract/pointer.js";
import type { JsonObject } from "../contract/types.js";
import type { Problem } from "./compile.js";

/** Longest value that is quoted, in characters. */
const longestQuote = 80;

/** Longest corrected value that is quoted: it is there to be copied. */
const longestCorrection = 4000;

/** A value as a person may read it: quoted, escaped, shortened. */
export function quote(value: unknown): string {
  return shortened(jsonOf(value), longestQuote);
}

/** A value that the user is to copy: quoted and escaped, whole. */
export function quoteWhole(value: unknown): string {
  return shortened(jsonOf(value), longestCorrection);
}

function shortened(text: string, longest: number): string {
  return text.length <= longest ? text : `${text.slice(0, longest)}… (${text.length} characters)`;
}

function jsonOf(value: unknown): string {
  try {
    return JSON.stringify(value) ?? "nothing";
  } catch {
    return "a value that cannot be written as JSON";
  }
}

/** One sentence per problem, in their order. Problems that only say that another one exists are left out. */
export function sentences(problems: readonly Problem[], data: unknown, whole: string): string[] {
  const found = problems.filter((problem) => problem.keyword !== "if");
  // A field in another letter case is found as such, and again as one that is missing.
  return [...new Set(found.map((problem) => sentence(problem, data, whole)))];
}

function missing(name: string, there: unknown): string {
  const found = Object.keys(there ?? {}).find((key) => key.toLowerCase() === name.toLowerCase());
  return found === undefined ? `${name} is missing; add it.` : spelling(found, name);
}

function spelling(found: unknown, meant: unknown): string {
  return `${quote(found)} is a known field in another letter case; write it as ${String(meant)}.`;
}

function sentence(problem: Problem, data: unknown, whole: string): string {
  const name = nameOf(problem.instancePath, whole);
  const value = at(data, problem.instancePath);
  const { params } = problem;
  const inside = problem.instancePath === "" ? "" : `${name}: `;
  switch (problem.keyword) {
    case "required":
      return `${inside}${missing(String(params["missingProperty"]), value)}`;
    case "type":
      return `${name} must be ${list(params["type"])}, not ${typeName(value)} (${quote(value)}).`;
    case "enum":
      return `${name} ${quote(value)} is not one of ${allowed(params)}${caseHint(value, params)}.`;
    case "const":
      return `${name} must be ${quote(params["allowedValue"])}, not ${quote(value)}.`;
    case "not":
      return `${name} must not be ${quote(value)}.`;
    case "minLength":
      return `${name} is empty; give it a value.`;
    case "pattern":
      return `${name} ${quote(value)} does not match the pattern ${String(params["pattern"])}; correct it.`;
    case "knownSpelling":
      return `${inside}${spelling(params["property"], params["meant"])}`;
    case "additionalProperties":
    case "unevaluatedProperties":
      return `${inside}${quote(params["additionalProperty"] ?? params["unevaluatedProperty"])} is not a known field; take it out or correct its name.`;
    default:
      return `${name} ${problem.message ?? "is not valid"}.`;
  }
}

function nameOf(pointer: string, whole: string): string {
  return pointer === "" ? whole : pointer.slice(1).replaceAll("/", ".");
}

function typeName(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof value;
}

function list(types: unknown): string {
  return Array.isArray(types) ? types.join(" or ") : String(types);
}

function allowed(params: JsonObject): string {
  return words(params).join(", ");
}

function caseHint(value: unknown, params: JsonObject): string {
  if (typeof value === "number" && words(params).includes(String(value)))
    return `; write it as the text ${quote(String(value))}`;
  if (typeof value !== "string") return "";
  const meant = words(params).find((word) => word.toLowerCase() === value.trim().toLowerCase());
  return meant === undefined ? "" : `; write it as ${meant}`;
}

function words({ allowedValues }: JsonObject): string[] {
  return (allowedValues as unknown[]).filter((value) => typeof value === "string");
}
