/** Normalizes and checks each row before it is placed in a batch, and accepts or rejects it. */
import { internalError } from "../../contract/errors.js";
import { isObject } from "../../contract/json_pointer.js";
import type { Finding, NamesFound, RowValidator, RowNames } from "../../contract/compiled_action.js";
import type { BenignValues, JsonObject, ValidationMode } from "../../contract/types.js";
import { isUnreadableRow } from "../../contract/unreadable_row.js";
import { rowMessages } from "./messages.js";
import { plainRow } from "./plain_row.js";
import { ownResult, type ResultSpec } from "../results/row_results.js";

/** What checking rows needs. */
export interface CheckSettings {
  readonly rows: RowValidator | undefined;
  /** Absent if any name is allowed. */
  readonly names?: RowNames | undefined;
  /** Name of the property that holds a row that is a text; absent if rows are objects. */
  readonly textsAs?: string | undefined;
  readonly validation: ValidationMode;
  readonly normalize: boolean;
  readonly benignValues: BenignValues;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly warn: (code: string, message: string, row: number) => void;
  /** Called with findings about the field names of a row. */
  readonly onNames?: (found: NamesFound, row: number) => void;
}

/** What validating rows needs. */
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

/** Returns the row as it is sent, or its rejection. @param index - position of the row in the input */
export function validateRow(
  row: unknown,
  index: number,
  settings: ValidateRowSettings,
): JsonObject | RejectedRow {
  const seen = checkedRow(row, index, settings);
  if (!(seen instanceof RowError)) return seen;
  return new RejectedRow(ownResult(seen.row, seen.code, seen.message, settings.spec));
}

/** Returns the row as it is sent, or the error in it. @param index - position of the row in the input */
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

/** Returns the row in the form in which it is sent. A getter or a proxy of the caller may throw. */
function readRow(row: unknown, names: RowNames | undefined): unknown {
  if (isUnreadableRow(row)) return new RowError(undefined, "InvalidRow", row.message);
  if (typeof row !== "object" || row === null || Array.isArray(row)) return row;
  try {
    const plain = names === undefined ? plainRow(row) : plainRow(row, (name) => names.isKnown(name));
    return typeof plain === "string" ? new RowError({ ...row }, "InvalidRow", plain) : plain;
  } catch {
    return new RowError(undefined, "InvalidRow", rowMessages.unreadable);
  }
}

function ofText(row: unknown, index: number, settings: CheckSettings): JsonObject | RowError {
  const { textsAs = "" } = settings;
  if (typeof row === "string") return decide({ [textsAs]: row }, index, settings);
  return new RowError(undefined, "InvalidRow", rowMessages.notAText(textsAs));
}

function decide(row: unknown, index: number, settings: CheckSettings): JsonObject | RowError {
  if (!isObject(row)) return new RowError(row, "InvalidRow", rowMessages.notAnObject);
  const found = settings.names?.look(row);
  if (found === undefined) return checked(row, index, settings);
  settings.onNames?.(found, index);
  return found.faults.length === 0 ? checked(found.row, index, settings) : misnamed(found, settings);
}

/** Rejects a row with wrong names in every mode, because the service would ignore those values. */
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

/** Returns the error that the rules find in the row, and emits their warnings. */
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

/** Returns the error of a row with a value that should not be blocked, or emits it as a warning. */
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
  const { row: changed, changes } = rows.normalize(row);
  for (const change of changes) warn("Normalized", `${change}.`, index);
  return changed;
}
