/** What a run and a dry run do alike with rows. */
import type { CompiledAction } from "../../contract/compiled_action.js";
import type { BenignValues, Clock, JsonObject, RunEvent, ValidationMode } from "../../contract/types.js";
import type { ValidateRowSettings, CheckSettings } from "./validate_row.js";
import { keyText } from "./row_key.js";
import type { PipelineBounds } from "../batch/pipeline.js";
import type { RequestMaker } from "../request/request_builder.js";
import type { ResultSpec } from "../results/row_results.js";
import type { UnknownFields } from "./unknown_fields.js";

/** What is to be done with rows, before any of them is sent. */
export interface RowContext {
  readonly compiled: CompiledAction;
  /** Address of the service without a slash at its end. */
  readonly serviceUrl: string;
  readonly validation: ValidationMode;
  readonly normalize: boolean;
  readonly benignValues: BenignValues;
  readonly clock: Clock;
  readonly emit: (event: RunEvent) => void;
  /** Names of fields that are reported when all rows are read. */
  readonly unknownFields: UnknownFields;
}

/** What the action says about results. */
export function resultSpec({ action, checkResult, errors, ...checks }: CompiledAction): ResultSpec {
  const declared = action.results as NonNullable<typeof action.results>;
  const { isKnownResponse, isAccepted } = checks;
  return { declared, idempotent: action.idempotent, check: checkResult, isKnownResponse, isAccepted, errors };
}

/** What looking at the rows of a job needs. */
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

/** What admitting the rows of a job needs. */
export function validateRowSettings(job: RowContext, spec: ResultSpec): ValidateRowSettings {
  return { ...checkSettings(job), spec };
}

/** How many requests' rows are held at once, for each request that may be on its way. */
const requestsHeld = 2;

/** How rows are cut into calls. @param requests those of the job */
export function planBounds({ compiled }: RowContext, requests: RequestMaker): PipelineBounds {
  const { action, maxBodyBytes } = compiled;
  const batch = action.batch as NonNullable<typeof action.batch>;
  const envelopeBytes = requests.make([]).body?.length ?? 0;
  return {
    ...batch,
    maxBytes: Math.max(1, maxBodyBytes - envelopeBytes),
    windowBytes: requestsHeld * batch.concurrency * maxBodyBytes,
  };
}

/** Warns of a row whose target is also given with other variants. */
export function warnOfConflict(
  row: JsonObject,
  index: number,
  variants: readonly string[],
  { compiled, emit }: RowContext,
): void {
  const { identity, results } = compiled.action;
  const field = identity?.conflict ?? "";
  const value = keyText(row[results?.match.row ?? ""]);
  const message = `${value} is given with ${field} ${keyText(row[field])} and with ${variants.join(", ")}; all are sent, and each counts.`;
  emit({ type: "warning", code: "ConflictingRows", message, rows: [index] });
}
