/** Types of compiled declarations. The engine uses them without knowing how they are made. */
import type { Action } from "./action.js";
import type { Composed } from "./generated/meta/composed.js";
import type { Manifest } from "./generated/meta/manifest.js";
import type { JsonObject } from "./types.js";

/** A problem with an input or a row. */
export interface Finding {
  readonly code: string;
  /** Describes the problem and how to fix it. */
  readonly message: string;
  /** True if the row is sent anyway. */
  readonly isWarning?: true;
}

/** Checks the rows of one action. */
export interface RowValidator {
  /**
   * Returns true if the row has no problems and no warnings. Fast.
   * @param nowMs - milliseconds since 1970
   */
  isValid(row: unknown, nowMs: number): boolean;
  /** Returns all problems of the row, shape problems first; empty if {@link isValid}. */
  explain(row: unknown, nowMs: number): Finding[];
  /** Returns the values of the row that should not be blocked, in any validation mode. */
  benignValues(row: JsonObject): readonly Finding[];
  /**
   * Returns the row with corrected values and a description of each change; the same row if nothing changed.
   */
  normalize(row: JsonObject): { readonly row: JsonObject; readonly changes: readonly string[] };
}

/** Checks the options of one action. */
export interface OptionCheck {
  /** Names of the options that the action offers. */
  readonly offered: readonly string[];
  /** Default of each declared option by name; undefined for an option without a default. */
  readonly defaults: Readonly<JsonObject>;
  /** Returns the problems with the values of the offered options. */
  readonly findings: (options: JsonObject) => Finding[];
}

/** Result of the check of a row's field names. */
export interface NamesFound {
  /** The row with each unambiguous misspelled name replaced by its field. */
  readonly row: JsonObject;
  /** Reasons to reject the row; empty if its names are acceptable. */
  readonly faults: readonly string[];
  /** Code of these faults. */
  readonly code: string;
  /** Unknown names that do not resemble a field. */
  readonly unknown: readonly string[];
  /** Names that are sent under another name: the received name and the field. */
  readonly respelled: readonly (readonly [given: string, field: string])[];
}

/** Checks the field names of one action's rows. */
export interface RowNames {
  /** Returns true if the name is the name of a field that is sent. */
  isKnown(name: string): boolean;
  /** Returns undefined if the action knows every name. Fast. */
  look(row: JsonObject): NamesFound | undefined;
}

/** A name in an input that the action does not know. */
export interface UnknownInput {
  readonly name: string;
  /** JSON Pointer to the object that contains the name, such as `/json_body`; empty for the input itself. */
  readonly holder: string;
  /** Names that are known in this object. */
  readonly known: readonly string[];
  /** JSON Pointers to the objects below that accept the name. */
  readonly below: readonly string[];
  /** Known names that resemble the unknown name. */
  readonly near: () => readonly string[];
  /** The run option that the name equals or resembles. */
  readonly option: () => string | undefined;
}

/** Describes what the input of an action can contain. */
export interface AcceptedInput {
  /** JSON Pointer to the rows, or to the one object that is sent; undefined if the action has neither. */
  readonly rowsAt: string | undefined;
  /** True if the rows are a list; false if the action sends one object. */
  readonly isList: boolean;
  /** Names of the fields of a row. */
  readonly fields: readonly string[];
  /** Names that are known at the top level of the input. */
  readonly names: readonly string[];
  /** The action that turns files of other formats into these rows; undefined if there is none. */
  readonly parser: { readonly action: string; readonly contentAt: string } | undefined;
}

/** An action with its compiled declaration. */
export interface CompiledAction {
  readonly action: Action;
  /** Returns the problems with the input, except those in its rows. */
  readonly checkEnvelope: (input: unknown) => Finding[];
  /** Returns names outside the rows that the action does not know, top-level names first. */
  readonly unknownInputs: (input: JsonObject) => UnknownInput[];
  /** Returns the required fields of the input on one line; `{}` if there are none. */
  readonly shape: () => string;
  /** Returns what the input can contain, to recognize values that are not inputs. */
  readonly accepted: () => AcceptedInput;
  readonly options: OptionCheck;
  /** Absent if the action has no rows. */
  readonly rows: RowValidator | undefined;
  /** Maximum size of a request body with more than one row, in bytes. */
  readonly maxBodyBytes: number;
  /** Absent if the action has no rules for its rows. */
  readonly names: RowNames | undefined;
  /** Error format of the service that the action calls. */
  readonly errors: Manifest["services"][string]["errors"];
  /** Returns the problems with one result that the service returned for a row. */
  readonly checkResult: (result: unknown) => Finding[];
  /** Returns true if the body of a successful response contains results of rows. */
  readonly isKnownResponse: (body: unknown) => boolean;
  /** Returns true if the result says that its row was accepted, or if the action does not declare this. */
  readonly isAccepted: (result: unknown) => boolean;
}

/** A composed action with its compiled declaration. */
export interface CompiledComposed
  extends Pick<CompiledAction, "checkEnvelope" | "unknownInputs" | "shape" | "accepted" | "options"> {
  readonly composed: Composed;
}
