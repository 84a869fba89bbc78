/** What a run and a dry run do alike with rows. */
import type { CompiledAction } from "../contract/ports.js";
import type { BenignValues, Clock, JsonObject, RunEvent, ValidationMode } from "../contract/types.js";
import type { AdmitSettings, CheckSettings } from "./admit.js";
import { textOf } from "./identity.js";
import type { ResultSpec } from "./results.js";

/** What is to be done with rows, before any of them is sent. */
export interface RowsJob {
  readonly compiled: CompiledAction;
  /** Address of the service without a slash at its end. */
  readonly serviceUrl: string;
  readonly validation: ValidationMode;
  readonly normalize: boolean;
  readonly benignValues: BenignValues;
  readonly clock: Clock;
  readonly tell: (event: RunEvent) => void;
}

/** What the action says about results. */
export function specOf({ action, checkResult, errors, ...checks }: CompiledAction): ResultSpec {
  const declared = action.results as NonNullable<typeof action.results>;
  const { isKnownAnswer, isAccepted } = checks;
  return { declared, idempotent: action.idempotent, check: checkResult, isKnownAnswer, isAccepted, errors };
}

/** What looking at the rows of a job needs. */
export function checkSettings(job: RowsJob): CheckSettings {
  const { compiled, validation, normalize, benignValues, clock, tell } = job;
  return {
    rows: compiled.rows,
    textsAs: compiled.action.batch?.textsAs,
    validation,
    normalize,
    benignValues,
    now: () => clock.now(),
    warn: (code, message, row) => tell({ type: "warning", code, message, rows: [row] }),
  };
}

/** What admitting the rows of a job needs. */
export function admitSettings(job: RowsJob, spec: ResultSpec): AdmitSettings {
  return { ...checkSettings(job), spec };
}

/** Warns of a row whose target is also given with other variants. */
export function warnOfConflict(
  row: JsonObject,
  index: number,
  variants: readonly string[],
  { compiled, tell }: RowsJob,
): void {
  const { identity, results } = compiled.action;
  const field = identity?.conflict ?? "";
  const value = textOf(row[results?.match.row ?? ""]);
  const message = `${value} is given with ${field} ${textOf(row[field])} and with ${variants.join(", ")}; all are sent, and each counts.`;
  tell({ type: "warning", code: "ConflictingRows", message, rows: [index] });
}
