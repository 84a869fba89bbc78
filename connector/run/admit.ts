/** Decides about each row before it is planned: normalise, check, refuse or let through. */
import { internalError } from "../contract/errors.js";
import type { Finding, RowCheck } from "../contract/ports.js";
import type { BenignValues, JsonObject, ValidationMode } from "../contract/types.js";
import { UnreadableRow } from "../contract/unreadable_row.js";
import { ownResult, type ResultSpec } from "./results.js";

/** What looking at rows needs. */
export interface CheckSettings {
  readonly rows: RowCheck | undefined;
  /** Name of the one property that a row of text is made an object by; absent where rows are objects. */
  readonly textsAs?: string | undefined;
  readonly validation: ValidationMode;
  readonly normalize: boolean;
  readonly benignValues: BenignValues;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly warn: (code: string, message: string, row: number) => void;
}

/** What admitting rows needs. */
export interface AdmitSettings extends CheckSettings {
  readonly spec: ResultSpec;
}

/** Why a row cannot be sent. */
export class Objection {
  readonly row: unknown;
  readonly code: string;
  readonly sentence: string;

  constructor(row: unknown, code: string, sentence: string) {
    this.row = row;
    this.code = code;
    this.sentence = sentence;
  }
}

/** A row that is not sent. */
export class Refused {
  readonly result: JsonObject;

  constructor(result: JsonObject) {
    this.result = result;
  }
}

/** Deeper rows overflow the stack, and larger ones take for ever, where they are compared or written as JSON. */
const deepest = 64;
const mostParts = 10_000;

/** The row of that position as it is sent, or its refusal. */
export function admit(row: unknown, index: number, settings: AdmitSettings): JsonObject | Refused {
  const seen = checkedRow(row, index, settings);
  if (!(seen instanceof Objection)) return seen;
  return new Refused(ownResult(seen.row, seen.code, seen.sentence, settings.spec));
}

/** The row of that position as it is sent, or what is wrong with it. */
export function checkedRow(row: unknown, index: number, settings: CheckSettings): JsonObject | Objection {
  try {
    return settings.textsAs === undefined ? decide(row, index, settings) : ofText(row, index, settings);
  } catch {
    const { code, message } = internalError();
    if (isReadable(row)) return new Objection(undefined, code, message);
    return new Objection(undefined, "InvalidRow", "the row cannot be read; write it as plain JSON.");
  }
}

/** False for a getter or a proxy of the caller's own that throws where it is read. */
function isReadable(row: unknown): boolean {
  try {
    return typeof row !== "object" || row === null || partsLeft(row, deepest, mostParts) >= 0;
  } catch {
    return false;
  }
}

function ofText(row: unknown, index: number, settings: CheckSettings): JsonObject | Objection {
  if (row instanceof UnreadableRow) return new Objection(undefined, "InvalidRow", row.sentence);
  const { textsAs = "" } = settings;
  if (typeof row === "string") return decide({ [textsAs]: row }, index, settings);
  const sentence = `the row is not a text; write the ${textsAs} alone, in quotes.`;
  return new Objection(undefined, "InvalidRow", sentence);
}

function decide(row: unknown, index: number, settings: CheckSettings): JsonObject | Objection {
  if (row instanceof UnreadableRow) return new Objection(undefined, "InvalidRow", row.sentence);
  if (typeof row !== "object" || row === null || Array.isArray(row)) {
    const sentence = "the row is not an object with fields; write it as one.";
    return new Objection(row, "InvalidRow", sentence);
  }
  if (partsLeft(row, deepest, mostParts) < 0) {
    const sentence = `the row is nested more than ${deepest} levels deep, has more than ${mostParts} parts, or holds what JSON cannot; write it as plain JSON.`;
    return new Objection(row, "InvalidRow", sentence);
  }
  const mended = settings.normalize ? normalized(row as JsonObject, index, settings) : (row as JsonObject);
  return ofRules(mended, index, settings) ?? ofBenignValues(mended, index, settings) ?? mended;
}

/** What the rules have against the row; they may only warn of it. */
function ofRules(row: JsonObject, index: number, settings: CheckSettings): Objection | undefined {
  const { rows, validation, now, warn } = settings;
  if (rows === undefined || validation === "off" || rows.isGood(row, now())) return undefined;
  const found = rows.findings(row, now());
  const errors = found.filter(({ isWarning }) => isWarning !== true);
  const objection = asOne(row, errors);
  if (objection !== undefined && validation === "strict") return objection;
  if (objection !== undefined) warn(objection.code, objection.sentence, index);
  for (const { code, sentence, isWarning } of found) if (isWarning === true) warn(code, sentence, index);
  return undefined;
}

/** A row with a value that should not be blocked, if such rows are not to be sent; else a warning. */
function ofBenignValues(row: JsonObject, index: number, settings: CheckSettings): Objection | undefined {
  const { rows, benignValues, warn } = settings;
  if (rows === undefined || benignValues === "allow") return undefined;
  const objection = asOne(row, rows.benignValues(row));
  if (objection === undefined || benignValues === "reject") return objection;
  warn(objection.code, objection.sentence, index);
  return undefined;
}

function asOne(row: JsonObject, found: readonly Finding[]): Objection | undefined {
  const [first] = found;
  if (first === undefined) return undefined;
  return new Objection(row, first.code, found.map(({ sentence }) => sentence).join(" "));
}

function normalized(row: JsonObject, index: number, { rows, warn }: CheckSettings): JsonObject {
  if (rows === undefined) return row;
  const { row: mended, changes } = rows.normalize(row);
  for (const change of changes) warn("Normalized", `${change}.`, index);
  return mended;
}

/**
 * Whether the value can be written as JSON without harm: the parts that are left of those it may hold, or -1.
 * @param left objects and lists that it may still hold
 */
function partsLeft(value: object, levels: number, left: number): number {
  if (levels === 0 || left <= 0 || writesItself(value)) return -1;
  let rest = left - 1;
  if (Array.isArray(value)) {
    for (const part of value) {
      if (typeof part !== "string") rest = leftAfter(part, levels, rest);
      if (rest < 0) return -1;
    }
    return rest;
  }
  for (const key in value) {
    const part: unknown = (value as JsonObject)[key];
    if (typeof part !== "string") rest = leftAfter(part, levels, rest);
    if (rest < 0) return -1;
  }
  return rest;
}

function writesItself(value: object): boolean {
  return "toJSON" in value && typeof value.toJSON === "function";
}

/** For anything but text, of which rows mostly consist. */
function leftAfter(part: unknown, levels: number, left: number): number {
  if (typeof part === "number" || typeof part === "boolean" || part === undefined || part === null)
    return left;
  return typeof part === "object" ? partsLeft(part, levels - 1, left) : -1;
}
