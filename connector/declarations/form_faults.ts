/** Checks a declaration against its meta schema. Continues after a misspelled word as if it were correct. */
import { getAt, escapeToken, isObject } from "../contract/json_pointer.js";
import type { JsonObject } from "../contract/types.js";
import type { Problem, Validator } from "./ajv.js";
import type { DeclarationProblem } from "./declaration_problem.js";
import { nearest } from "./nearest.js";
import { quote, messages } from "./validation_messages.js";

/** A declaration and its meta schema. */
export interface Document {
  readonly file: string;
  readonly meta: JsonObject;
  readonly validator: Validator;
  readonly data: JsonObject;
}

/** The faults, and the document with corrected words. */
export interface FormReport {
  readonly problems: DeclarationProblem[];
  readonly data: JsonObject;
  /** True if a number that a run counts with is missing or wrong. */
  readonly isMiscounting: boolean;
}

/** Returns all form problems of one declaration. */
export function formFaults({ file, meta, validator, data: given }: Document): FormReport {
  const data = structuredClone(given);
  const problems: DeclarationProblem[] = [];
  const put = new Set<string>();
  for (;;) {
    const errors = validator(data) ? [] : (validator.errors ?? []).filter(({ keyword }) => keyword !== "if");
    const words = errors.filter(({ keyword }) => keyword === "additionalProperties");
    const renamed = words.filter((error) => renameIn(data, error, meta, put));
    const events = renamed.length > 0 ? renamed : errors;
    for (const error of events)
      problems.push({ file, pointer: error.instancePath, message: textOf(error, data, file, meta) });
    if (renamed.length > 0) continue;
    return { problems, data, isMiscounting: errors.some((error) => isOfCount(error, meta)) };
  }
}

function textOf(error: Problem, data: JsonObject, file: string, meta: JsonObject): string {
  if (error.keyword !== "additionalProperties") return messages([error], data, file)[0] ?? "is not valid.";
  const { word, meant, known } = wordOf(error, meta);
  const hint =
    meant.length > 0
      ? `did you mean ${meant.join(" or ")}? Correct it`
      : `remove it, or write one of: ${known.join(", ")}`;
  return `${quote(word)} is not a known field; ${hint}.`;
}

const limits = new Set(["minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum", "multipleOf"]);

function isOfCount({ instancePath, keyword, params, schemaPath = "" }: Problem, meta: JsonObject): boolean {
  // In an example, a number is the status of a response.
  if (instancePath.startsWith("/examples/")) return false;
  if (limits.has(keyword)) return true;
  if (keyword === "type") return isNumber(params["type"]);
  const holder =
    keyword === "required" ? getAt(meta, schemaPath.slice(1).replace(/\/required$/, "")) : undefined;
  return isNumber(getAt(holder, `/properties/${escapeToken(String(params["missingProperty"]))}/type`));
}

function isNumber(type: unknown): boolean {
  return [type].flat().some((one) => one === "number" || one === "integer");
}

/** Replaces a misspelled word if the correction is unambiguous and does not replace an earlier correction. */
function renameIn(data: JsonObject, error: Problem, meta: JsonObject, put: Set<string>): boolean {
  const holder = getAt(data, error.instancePath);
  const { word, meant } = wordOf(error, meta);
  const [only = ""] = meant;
  if (!isObject(holder) || meant.length !== 1 || holder[only] !== undefined) return false;
  if (put.has(`${error.instancePath}/${word}`)) return false;
  put.add(`${error.instancePath}/${only}`);
  holder[only] = holder[word];
  return delete holder[word];
}

function wordOf({ params, schemaPath = "" }: Problem, meta: JsonObject) {
  const word = String(params["additionalProperty"]);
  const holder = getAt(meta, schemaPath.slice(1).replace(/\/additionalProperties$/, ""));
  const known = isObject(holder) ? Object.keys(holder["properties"] ?? {}) : [];
  return { word, known, meant: nearest(word, known) };
}
