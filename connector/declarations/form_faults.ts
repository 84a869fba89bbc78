/** Checks a declaration against its meta schema, and goes on behind a misspelled word as if it were right. */
import { getAt, isObject } from "../contract/json_pointer.js";
import type { JsonObject } from "../contract/types.js";
import type { Problem, Validator } from "./ajv.js";
import type { DeclarationProblem } from "./declaration_problem.js";
import { nearest } from "./nearest.js";
import { quote, messages } from "./validation_messages.js";

/** A declaration with what it is checked against. */
export interface Document {
  readonly file: string;
  readonly meta: JsonObject;
  readonly validator: Validator;
  readonly data: JsonObject;
}

/** What is found, and the document with its misspelled words corrected. */
export interface FormReport {
  readonly problems: DeclarationProblem[];
  readonly data: JsonObject;
}

/** All problems of the form of one declaration. */
export function formFaults({ file, meta, validator, data: given }: Document): FormReport {
  const data = structuredClone(given);
  const problems: DeclarationProblem[] = [];
  for (;;) {
    const errors = validator(data) ? [] : (validator.errors ?? []).filter(({ keyword }) => keyword !== "if");
    const words = errors.filter(({ keyword }) => keyword === "additionalProperties");
    const renamed = words.filter((error) => renameIn(data, error, meta));
    const events = renamed.length > 0 ? renamed : errors;
    for (const error of events)
      problems.push({ file, pointer: error.instancePath, message: textOf(error, data, file, meta) });
    if (renamed.length === 0) return { problems, data };
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

/** Puts the word that is meant in the place of the misspelled one, if only one can be meant. */
function renameIn(data: JsonObject, error: Problem, meta: JsonObject): boolean {
  const holder = getAt(data, error.instancePath);
  const { word, meant } = wordOf(error, meta);
  const [only = ""] = meant;
  if (!isObject(holder) || meant.length !== 1 || holder[only] !== undefined) return false;
  holder[only] = holder[word];
  return delete holder[word];
}

function wordOf({ params, schemaPath = "" }: Problem, meta: JsonObject) {
  const word = String(params["additionalProperty"]);
  const holder = getAt(meta, schemaPath.slice(1).replace(/\/additionalProperties$/, ""));
  const known = isObject(holder) ? Object.keys((holder["properties"] ?? {}) as JsonObject) : [];
  return { word, known, meant: nearest(word, known) };
}
