/** What a compiled declaration can do for a run: the engine calls it without knowing how it is made. */
import type { Action } from "./generated/meta/action.js";
import type { Composed } from "./generated/meta/composed.js";
import type { Manifest } from "./generated/meta/manifest.js";
import type { JsonObject } from "./types.js";

/** Something wrong with an input or a row. */
export interface Finding {
  readonly code: string;
  /** What is wrong and how to mend it. */
  readonly sentence: string;
  /** Whether the row is sent all the same. */
  readonly isWarning?: true;
}

/** The rules of one action's rows. */
export interface RowCheck {
  /** True where nothing is wrong; quick. @param nowMs milliseconds since 1970 */
  isGood(row: unknown, nowMs: number): boolean;
  /** Everything that is wrong, the shape first; empty where {@link isGood}. */
  findings(row: unknown, nowMs: number): Finding[];
  /** Values of the row that should not be blocked, whatever the validation mode. */
  benignValues(row: JsonObject): Finding[];
  /** The row with its values mended, and what was changed; the row itself where nothing was. */
  normalize(row: JsonObject): { readonly row: JsonObject; readonly changes: readonly string[] };
}

/** An action, its declaration compiled. */
export interface CompiledAction {
  readonly action: Action;
  /** What is wrong with the input apart from its rows. */
  readonly checkEnvelope: (input: unknown) => Finding[];
  /** Input keys that the action has no use for. */
  readonly unusedInputs: (input: JsonObject) => string[];
  /** The fields that an input must have, on one line; `{}` where there are none. */
  readonly shape: () => string;
  /** Absent for an action without rows. */
  readonly rows: RowCheck | undefined;
  /** The shape of an error of the service that it calls. */
  readonly errors: Manifest["services"][string]["errors"];
  /** What is wrong with one result that the service gave for a row. */
  readonly checkResult: (result: unknown) => Finding[];
  /** Whether the body of an answer to an accepted call is one that tells something of its rows. */
  readonly isKnownAnswer: (body: unknown) => boolean;
  /** Whether one result says that its row is in, where the action declares what says so. */
  readonly isAccepted: (result: unknown) => boolean;
}

/** An action that is made of others, its declaration compiled. */
export interface CompiledComposed extends Pick<CompiledAction, "checkEnvelope" | "unusedInputs" | "shape"> {
  readonly composed: Composed;
}
