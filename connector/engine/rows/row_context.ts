/** What a run and a dry run have in common for rows. */
import type { CompiledAction } from "../../contract/compiled_action.js";
import type { BenignValues, Clock, JsonObject, RunEvent, ValidationMode } from "../../contract/types.js";
import type { ValidateRowSettings, CheckSettings } from "./validate_row.js";
import { rowWarnings } from "./messages.js";
import { keyText } from "./row_key.js";
import type { PipelineBounds } from "../batch/pipeline.js";
import type { RequestMaker } from "../request/request_builder.js";
import type { ResultSpec } from "../results/row_results.js";
import type { UnknownFields } from "./unknown_fields.js";

/** What preparing rows for sending needs. */
export interface RowContext {
  readonly compiled: CompiledAction;
  /** Address of the service without a trailing slash. */
  readonly serviceUrl: string;
  readonly validation: ValidationMode;
  readonly normalize: boolean;
  readonly benignValues: BenignValues;
  readonly clock: Clock;
  readonly emit: (event: RunEvent) => void;
  /** Names of fields that are reported when all rows are read. */
  readonly unknownFields: UnknownFields;
}

/** Returns what the action declares about results. */
export function resultSpec({ action, checkResult, errors, ...checks }: CompiledAction): ResultSpec {
  const declared = action.results as NonNullable<typeof action.results>;
  const { isKnownResponse, isAccepted } = checks;
  return { declared, idempotent: action.idempotent, check: checkResult, isKnownResponse, isAccepted, errors };
}

/** Returns the settings for checking rows. */
export function checkSettings(job: RowContext): CheckSettings {
  const { compiled, validation, normalize, benignValues, clock, emit, unknownFields } = job;
  return {
    rows: compiled.rows,
    names: compiled.names,
    textsAs: compiled.action.batch?.scalarField,
    validation,
    normalize,
    benignValues,
    now: () => clock.now(),
    warn: (code, message, row) => emit({ type: "warning", code, message, rows: [row] }),
    onNames: (found, row) => unknownFields.add(found, row),
  };
}

/** Returns the settings for validating rows. */
export function validateRowSettings(job: RowContext, spec: ResultSpec): ValidateRowSettings {
  return { ...checkSettings(job), spec };
}

/** How many requests are kept in memory for each call that may be in progress. */
const requestsHeld = 2;

/** Returns the bounds of batches. @param requests - the requests of the run */
export function planBounds({ compiled }: RowContext, requests: RequestMaker): PipelineBounds {
  const { action, maxBodyBytes } = compiled;
  const batch = action.batch as NonNullable<typeof action.batch>;
  const envelopeBytes = requests.make([]).body?.length ?? 0;
  return {
    ...batch,
    // The size of each row counts a comma, which the last row of a request does not have.
    maxBytes: Math.max(1, maxBodyBytes - envelopeBytes + 1),
    windowBytes: requestsHeld * batch.concurrency * maxBodyBytes,
  };
}

/** Warns about a row if an earlier row has the same target and another variant. */
export function warnOfConflict(
  row: JsonObject,
  index: number,
  variants: readonly string[],
  { compiled, emit }: RowContext,
): void {
  const { identity, results } = compiled.action;
  const field = identity?.conflict ?? "";
  const value = keyText(row[results?.match.row ?? ""]);
  const message = rowWarnings.conflict(value, field, keyText(row[field]), variants);
  emit({ type: "warning", code: "ConflictingRows", message, rows: [index] });
}
