/** Decides about each row before it is planned: normalise, check, refuse or let through. */
import { internalError } from "../../contract/errors.js";
import { isObject } from "../../contract/json_pointer.js";
import type { Finding, NamesFound, RowValidator, RowNames } from "../../contract/compiled_action.js";
import type { BenignValues, JsonObject, ValidationMode } from "../../contract/types.js";
import { isUnreadableRow } from "../../contract/unreadable_row.js";
import { plainRow } from "./plain_row.js";
import { ownResult, type ResultSpec } from "../results/row_results.js";

/** What looking at rows needs. */
export interface CheckSettings {
  readonly rows: RowValidator | undefined;
  /** Absent if any name is right. */
  readonly names?: RowNames | undefined;
  /** Name of the one property that a row of text is made an object by; absent where rows are objects. */
  readonly textsAs?: string | undefined;
  readonly validation: ValidationMode;
  readonly normalize: boolean;
  readonly benignValues: BenignValues;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly warn: (code: string, message: string, row: number) => void;
  /** Called with what there is to say of the names of a row's fields. */
  readonly onNames?: (found: NamesFound, row: number) => void;
}

/** What admitting rows needs. */
export interface ValidateRowSettings extends CheckSettings {
  readonly spec: ResultSpec;
}

/** Why a row cannot be sent. */
export class RowError {
  readonly row: unknown;
  readonly code: string;
  readonly message: string;

  constructor(row: unknown, code: string, message: string) {
    this.row = row;
    this.code = code;
    this.message = message;
  }
}

/** A row that is not sent. */
export class RejectedRow {
  readonly result: JsonObject;

  constructor(result: JsonObject) {
    this.result = result;
  }
}

/** The row of that position as it is sent, or its refusal. */
export function validateRow(
  row: unknown,
  index: number,
  settings: ValidateRowSettings,
): JsonObject | RejectedRow {
  const seen = checkedRow(row, index, settings);
  if (!(seen instanceof RowError)) return seen;
  return new RejectedRow(ownResult(seen.row, seen.code, seen.message, settings.spec));
}

/** The row of that position as it is sent, or what is wrong with it. */
export function checkedRow(row: unknown, index: number, settings: CheckSettings): JsonObject | RowError {
  const isText = settings.textsAs !== undefined;
  const read = isUnreadableRow(row) || !isText ? readRow(row, settings.names) : row;
  if (read instanceof RowError) return read;
  try {
    return isText ? ofText(read, index, settings) : decide(read, index, settings);
  } catch {
    const { code, message } = internalError();
    return new RowError(undefined, code, message);
  }
}

/** The row in the form in which it is sent; a getter or a proxy of the caller's own may throw when it is read. */
function readRow(row: unknown, names: RowNames | undefined): unknown {
  if (isUnreadableRow(row)) return new RowError(undefined, "InvalidRow", row.message);
  if (typeof row !== "object" || row === null || Array.isArray(row)) return row;
  try {
    const plain = names === undefined ? plainRow(row) : plainRow(row, (name) => names.isKnown(name));
    return typeof plain === "string" ? new RowError({ ...row }, "InvalidRow", plain) : plain;
  } catch {
    return new RowError(undefined, "InvalidRow", "the row cannot be read; write it as plain JSON.");
  }
}

function ofText(row: unknown, index: number, settings: CheckSettings): JsonObject | RowError {
  const { textsAs = "" } = settings;
  if (typeof row === "string") return decide({ [textsAs]: row }, index, settings);
  const message = `the row is not a text; write the ${textsAs} alone, in quotes.`;
  return new RowError(undefined, "InvalidRow", message);
}

function decide(row: unknown, index: number, settings: CheckSettings): JsonObject | RowError {
  if (!isObject(row)) {
    const message = "the row is not an object with fields; write it as one.";
    return new RowError(row, "InvalidRow", message);
  }
  const found = settings.names?.look(row);
  if (found === undefined) return checked(row, index, settings);
  settings.onNames?.(found, index);
  return found.faults.length === 0 ? checked(found.row, index, settings) : misnamed(found, settings);
}

/** A row with wrong names is rejected in every mode: what it asks for would be dropped. */
function misnamed({ row, code, faults }: NamesFound, settings: CheckSettings): RowError {
  const { rows, validation, normalize, now } = settings;
  const sent = normalize ? (rows?.normalize(row).row ?? row) : row;
  const found = validation === "strict" ? (rows?.explain(sent, now()) ?? []) : [];
  const others = found.filter(({ isWarning }) => isWarning !== true);
  const messages = [...faults, ...others.map(({ message }) => message)];
  return new RowError(row, code, messages.join(" "));
}

function checked(row: JsonObject, index: number, settings: CheckSettings): JsonObject | RowError {
  const changed = settings.normalize ? normalized(row, index, settings) : row;
  return ofRules(changed, index, settings) ?? ofBenignValues(changed, index, settings) ?? changed;
}

/** What the rules have against the row; they may only warn of it. */
function ofRules(row: JsonObject, index: number, settings: CheckSettings): RowError | undefined {
  const { rows, validation, now, warn } = settings;
  if (rows === undefined || validation === "off" || rows.isValid(row, now())) return undefined;
  const found = rows.explain(row, now());
  const faults = found.filter(({ isWarning }) => isWarning !== true);
  const rowError = asOne(row, faults);
  if (rowError !== undefined && validation === "strict") return rowError;
  if (rowError !== undefined) warn(rowError.code, rowError.message, index);
  for (const { code, message, isWarning } of found) if (isWarning === true) warn(code, message, index);
  return undefined;
}

/** A row with a value that should not be blocked, if such rows are not to be sent; else a warning. */
function ofBenignValues(row: JsonObject, index: number, settings: CheckSettings): RowError | undefined {
  const { rows, benignValues, warn } = settings;
  if (rows === undefined || benignValues === "allow") return undefined;
  const rowError = asOne(row, rows.benignValues(row));
  if (rowError === undefined || benignValues === "reject") return rowError;
  warn(rowError.code, rowError.message, index);
  return undefined;
}

function asOne(row: JsonObject, found: readonly Finding[]): RowError | undefined {
  const [first] = found;
  if (first === undefined) return undefined;
  return new RowError(row, first.code, found.map(({ message }) => message).join(" "));
}

function normalized(row: JsonObject, index: number, { rows, warn }: CheckSettings): JsonObject {
  if (rows === undefined) return row;
  const { row: normalized, changes } = rows.normalize(row);
  for (const change of changes) warn("Normalized", `${change}.`, index);
  return normalized;
}
