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

/** The row as it is sent, or the result of a refused one. */
export type Admitted = { readonly row: JsonObject } | { readonly result: JsonObject };

/** Deeper ones overflow the stack where they are written as JSON, and would end the whole run. */
const deepestRow = 64;

/** Decides about the row of that position. */
export function admit(row: unknown, index: number, settings: AdmitSettings): Admitted {
  if (typeof row !== "object" || row === null || Array.isArray(row)) {
    const sentence = "the row is not an object with fields; write it as one.";
    return { result: ownResult(row, "InvalidRow", sentence, settings.spec) };
  }
  if (isDeeper(row, deepestRow)) {
    const sentence = `the row is nested more than ${deepestRow} levels deep; flatten it.`;
    return { result: ownResult(row, "InvalidRow", sentence, settings.spec) };
  }
  const mended = settings.normalize ? normalized(row as JsonObject, index, settings) : (row as JsonObject);
  const { rows, validation, spec } = settings;
  if (rows === undefined || validation === "off" || rows.isGood(mended, settings.now()))
    return { row: mended };
  const found = rows.findings(mended, settings.now());
  const [first] = found;
  if (first === undefined) return { row: mended };
  const sentence = found.map((finding) => finding.sentence).join(" ");
  if (validation === "strict") return { result: ownResult(mended, first.code, sentence, spec) };
  settings.warn(first.code, sentence, index);
  return { row: mended };
}

function normalized(row: JsonObject, index: number, { rows, warn }: AdmitSettings): JsonObject {
  if (rows === undefined) return row;
  const { row: mended, changes } = rows.normalize(row);
  for (const change of changes) warn("Normalized", `${change}.`, index);
  return mended;
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  return levels === 0 || Object.values(value).some((part) => isDeeper(part, levels - 1));
}
