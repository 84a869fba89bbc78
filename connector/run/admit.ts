/** Decides about each row before it is planned: normalise, check, refuse or let through. */
import type { RowCheck } from "../contract/ports.js";
import type { JsonObject, ValidationMode } from "../contract/types.js";
import { ownResult, type ResultSpec } from "./results.js";

/** What admitting rows needs. */
export interface AdmitSettings {
  readonly rows: RowCheck | undefined;
  readonly validation: ValidationMode;
  readonly normalize: boolean;
  readonly spec: ResultSpec;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly warn: (code: string, message: string, row: number) => void;
}

/** A row that is not sent. */
export class Refused {
  readonly result: JsonObject;

  constructor(result: JsonObject) {
    this.result = result;
  }
}

/** Deeper ones overflow the stack where they are written as JSON, and would end the whole run. */
const deepestRow = 64;

/** The row of that position as it is sent, or its refusal. */
export function admit(row: unknown, index: number, settings: AdmitSettings): JsonObject | Refused {
  if (typeof row !== "object" || row === null || Array.isArray(row)) {
    const sentence = "the row is not an object with fields; write it as one.";
    return new Refused(ownResult(row, "InvalidRow", sentence, settings.spec));
  }
  if (isDeeper(row, deepestRow)) {
    const sentence = `the row is nested more than ${deepestRow} levels deep; flatten it.`;
    return new Refused(ownResult(row, "InvalidRow", sentence, settings.spec));
  }
  const mended = settings.normalize ? normalized(row as JsonObject, index, settings) : (row as JsonObject);
  const { rows, validation, spec } = settings;
  if (rows === undefined || validation === "off" || rows.isGood(mended, settings.now())) return mended;
  const found = rows.findings(mended, settings.now());
  const [first] = found;
  if (first === undefined) return mended;
  const sentence = found.map((finding) => finding.sentence).join(" ");
  if (validation === "strict") return new Refused(ownResult(mended, first.code, sentence, spec));
  settings.warn(first.code, sentence, index);
  return mended;
}

function normalized(row: JsonObject, index: number, { rows, warn }: AdmitSettings): JsonObject {
  if (rows === undefined) return row;
  const { row: mended, changes } = rows.normalize(row);
  for (const change of changes) warn("Normalized", `${change}.`, index);
  return mended;
}

function isDeeper(value: object, levels: number): boolean {
  if (levels === 0) return true;
  if (Array.isArray(value)) return value.some((part) => isNested(part) && isDeeper(part, levels - 1));
  for (const key in value) {
    const part: unknown = (value as JsonObject)[key];
    if (isNested(part) && isDeeper(part, levels - 1)) return true;
  }
  return false;
}

function isNested(part: unknown): part is object {
  return typeof part === "object" && part !== null;
}
