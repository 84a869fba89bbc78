/** What a compiled declaration can do for a run: the engine calls it without knowing how it is made. */
import type { Action } from "./action.js";
import type { Composed } from "./generated/meta/composed.js";
import type { Manifest } from "./generated/meta/manifest.js";
import type { JsonObject } from "./types.js";

/** Something wrong with an input or a row. */
export interface Finding {
  readonly code: string;
  /** What is wrong and how to fix it. */
  readonly message: string;
  /** Whether the row is sent all the same. */
  readonly isWarning?: true;
}

/** The rules of one action's rows. */
export interface RowValidator {
  /** True if nothing is wrong, and there is nothing to warn of; quick. @param nowMs milliseconds since 1970 */
  isValid(row: unknown, nowMs: number): boolean;
  /** Everything that is wrong, the shape first; empty where {@link isValid}. */
  explain(row: unknown, nowMs: number): Finding[];
  /** Values of the row that should not be blocked, whatever the validation mode. */
  benignValues(row: JsonObject): Finding[];
  /** The row with its values corrected, and what was changed; the row itself if nothing was. */
  normalize(row: JsonObject): { readonly row: JsonObject; readonly changes: readonly string[] };
}

/** The options that one action has. */
export interface OptionCheck {
  /** Names of the options that the action has. */
  readonly offered: readonly string[];
  /** What every declared option does if it is not given, by its name; undefined for an option without a default. */
  readonly defaults: Readonly<JsonObject>;
  /** What is wrong with the values of the offered options. */
  readonly findings: (options: JsonObject) => Finding[];
}

/** What there is to say of the names of a row's fields. */
export interface NamesFound {
  /** The row, in which each name that can only mean one field is replaced by that field. */
  readonly row: JsonObject;
  /** Why the row is rejected; empty if its names are no reason to. */
  readonly faults: readonly string[];
  /** Code of these faults. */
  readonly code: string;
  /** Names that are not known, and are near to no field. */
  readonly unknown: readonly string[];
  /** Names that are sent under another name: the given one and the field. */
  readonly respelled: readonly (readonly [given: string, field: string])[];
}

/** The names that the rows of one action may have. */
export interface RowNames {
  /** Whether it is the name of a field that is sent. */
  isKnown(name: string): boolean;
  /** undefined if the action knows every name; quick. */
  look(row: JsonObject): NamesFound | undefined;
}

/** A name in an input that the action does not know. */
export interface UnknownInput {
  readonly name: string;
  /** JSON Pointer to what holds it in the input, such as `/json_body`; empty for the input itself. */
  readonly holder: string;
  /** The names that are known there. */
  readonly known: readonly string[];
  /** Those of them that it is near to. */
  readonly near: () => readonly string[];
  /** The option of a run that it is, or is near to. */
  readonly option: () => string | undefined;
}

/** What the input of an action holds. */
export interface AcceptedInput {
  /** JSON Pointer of its rows, or of the one object that it sends; undefined if it has neither. */
  readonly rowsAt: string | undefined;
  /** Whether the rows are a list; false for an action that sends one object. */
  readonly isList: boolean;
  /** Names of the fields of a row. */
  readonly fields: readonly string[];
  /** Names that are known directly in the input. */
  readonly names: readonly string[];
}

/** An action, its declaration compiled. */
export interface CompiledAction {
  readonly action: Action;
  /** What is wrong with the input apart from its rows. */
  readonly checkEnvelope: (input: unknown) => Finding[];
  /** Names that the action does not know, outside its rows; those next to its inputs first. */
  readonly unknownInputs: (input: JsonObject) => UnknownInput[];
  /** The fields that an input must have, on one line; `{}` where there are none. */
  readonly shape: () => string;
  /** What a value that is not an input is compared with. */
  readonly accepted: () => AcceptedInput;
  readonly options: OptionCheck;
  /** Absent for an action without rows. */
  readonly rows: RowValidator | undefined;
  /** Longest request body with several rows, in bytes. */
  readonly maxBodyBytes: number;
  /** Absent for an action without rules for its rows. */
  readonly names: RowNames | undefined;
  /** The shape of an error of the service that it calls. */
  readonly errors: Manifest["services"][string]["errors"];
  /** What is wrong with one result that the service gave for a row. */
  readonly checkResult: (result: unknown) => Finding[];
  /** Whether the body of an answer to an accepted call is one that tells something of its rows. */
  readonly isKnownResponse: (body: unknown) => boolean;
  /** Whether one result says that its row is in, where the action declares what says so. */
  readonly isAccepted: (result: unknown) => boolean;
}

/** An action that is made of others, its declaration compiled. */
export interface CompiledComposed
  extends Pick<CompiledAction, "checkEnvelope" | "unknownInputs" | "shape" | "accepted" | "options"> {
  readonly composed: Composed;
}
