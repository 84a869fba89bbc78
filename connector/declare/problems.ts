/** Turns what a validator found into sentences that say what to do. */
import { at } from "../contract/pointer.js";
import type { JsonObject } from "../contract/types.js";
import type { Problem } from "./compile.js";

/** Longest value that is quoted, in characters. */
const longestQuote = 80;

/** A value as a person may read it: quoted, escaped, shortened. */
export function quote(value: unknown): string {
  const text = jsonOf(value);
  return text.length <= longestQuote ? text : `${text.slice(0, longestQuote)}… (${text.length} characters)`;
}

function jsonOf(value: unknown): string {
  if (typeof value === "number") return String(value);
  try {
    return JSON.stringify(value) ?? "nothing";
  } catch {
    return "a value that cannot be written as JSON";
  }
}

/** One sentence per problem, in their order. Problems that only say that another one exists are left out. */
export function sentences(problems: readonly Problem[], data: unknown, whole: string): string[] {
  const found = problems.filter((problem) => problem.keyword !== "if");
  return [...new Set(found.map((problem) => sentence(problem, data, whole)))];
}

function sentence(problem: Problem, data: unknown, whole: string): string {
  const name = nameOf(problem.instancePath, whole);
  const value = at(data, problem.instancePath);
  const { params } = problem;
  const inside = problem.instancePath === "" ? "" : `${name}: `;
  switch (problem.keyword) {
    case "required":
      return `${inside}${String(params["missingProperty"])} is missing; add it.`;
    case "type":
      return `${name} must be ${list(params["type"])}, not ${described(value)}.`;
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

/** Its type and itself; a number that JSON cannot hold is not called one. */
function described(value: unknown): string {
  const isNone = typeof value === "number" && !Number.isFinite(value);
  return isNone ? quote(value) : `${typeName(value)} (${quote(value)})`;
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
  if (typeof value !== "string") return "";
  const meant = words(params).find((word) => word.toLowerCase() === value.trim().toLowerCase());
  return meant === undefined ? "" : `; write it as ${meant}`;
}

function words({ allowedValues }: JsonObject): string[] {
  return (allowedValues as unknown[]).filter((value) => typeof value === "string");
}
