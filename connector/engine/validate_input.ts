/** Checks an input before the run starts. Its rows are checked later, one by one. */
import type { ConnectorError } from "../contract/errors.js";
import type { Action } from "../contract/action.js";
import { optionNames } from "../contract/option_names.js";
import { getAt, escapeToken, isObject, removeAt, setAt } from "../contract/json_pointer.js";
import type { CompiledAction, UnknownInput } from "../contract/compiled_action.js";
import { quoteName } from "../contract/quote_name.js";
import type { ActionInput, JsonObject, UnknownInputs } from "../contract/types.js";
import { foreignMessage } from "./foreign_input.js";
import { inputErrors, inputMessages } from "./messages.js";
import { deprecationNotice } from "./results/deprecation_notice.js";
import type { RunContext } from "./run_context.js";
import { wordsOf } from "./request/request_builder.js";

/** What an input is checked with: a compiled action, or the relevant part of one. */
export interface InputCheck
  extends Pick<CompiledAction, "checkEnvelope" | "unknownInputs" | "shape" | "accepted"> {
  readonly action: Pick<Action, "title" | "deprecated"> & {
    readonly batch?: { readonly items: string };
    readonly request?: { readonly notSent?: readonly string[] };
  };
}

/** What a check of an input needs. */
export interface CheckInputSettings extends Pick<RunContext, "emit"> {
  readonly compiled: InputCheck;
  /** What happens with unknown names next to the inputs; `reject` if absent. */
  readonly unknown?: UnknownInputs | undefined;
}

/** Most names in one message. */
const maxNamed = 20;
/** Most unknown names that are checked one by one. */
const maxChecked = 1000;

/** Throws InvalidInput for an input with unknown names or an invalid envelope. Warns about a deprecated action. */
export function checkInput(input: unknown, { compiled, emit, unknown }: CheckInputSettings): ActionInput {
  const { title, deprecated } = compiled.action;
  const foreign = foreignMessage(input, compiled.accepted());
  if (foreign !== undefined) throw invalid(compiled, [foreign]);
  const reported = checkNames(input, compiled, unknown);
  const found = compiled.checkEnvelope(input);
  if (found.length > 0)
    throw invalid(
      compiled,
      found.map(({ message }) => message),
    );
  if (deprecated !== undefined) {
    const message = inputMessages.deprecated(title, deprecationNotice(deprecated));
    emit({ type: "warning", code: "Deprecated", message });
  }
  if (reported.length > 0) emit({ type: "warning", code: "UnknownInput", message: reportOf(reported) });
  return withoutUnsent(input as ActionInput, compiled);
}

/** Returns the input without the known inputs that are not sent. */
function withoutUnsent(input: ActionInput, { action: { request } }: InputCheck): ActionInput {
  const unsent = (request?.notSent ?? []).filter((place) => getAt(input, place) !== undefined);
  return unsent.reduce<unknown>(removeAt, input) as ActionInput;
}

/** Returns the unknown names to report. Throws InvalidInput for those that are rejected. */
function checkNames(
  input: unknown,
  compiled: InputCheck,
  mode: UnknownInputs = "reject",
): readonly UnknownInput[] {
  if (!isObject(input)) return [];
  const found = compiled.unknownInputs(input);
  const isLookedAt = mode === "report" && found.length <= maxChecked;
  const rejected = isLookedAt ? found.filter(isMistake) : found;
  if (rejected.length === 0) return found;
  const others = rejected.length > maxNamed ? [] : compiled.checkEnvelope(asMeant(input, found));
  throw invalid(compiled, [...faultsOf(rejected), ...others.map(({ message }) => message)]);
}

/** Returns the input without unknown names. A misspelled or misplaced value is moved to the input that is meant. */
function asMeant(input: JsonObject, unknown: readonly UnknownInput[]): unknown {
  let meant: unknown = input;
  for (const one of unknown) {
    const place = `${one.holder}/${escapeToken(one.name)}`;
    const value = getAt(meant, place);
    meant = removeAt(meant, place);
    const [target, ...others] = targetsOf(one);
    if (target !== undefined && others.length === 0 && isFree(meant, target))
      meant = setAt(meant, target, value);
  }
  return meant;
}

/** Returns pointers to what an unknown name may mean. */
function targetsOf({ name, holder, below, near }: UnknownInput): string[] {
  if (below.length > 0) return below.map((place) => `${place}/${escapeToken(name)}`);
  return near().map((meant) => `${holder}/${escapeToken(meant)}`);
}

/** Returns whether a value can be put there without replacing another one. */
function isFree(input: unknown, target: string): boolean {
  const holder = getAt(input, target.slice(0, target.lastIndexOf("/")));
  return getAt(input, target) === undefined && (holder === undefined || isObject(holder));
}

/** A name next to the inputs may belong to the platform, unless it is similar to one of our inputs. */
function isMistake({ holder, near, option }: UnknownInput): boolean {
  return holder !== "" || near().length > 0 || option() !== undefined;
}

function faultsOf(unknown: readonly UnknownInput[]): string[] {
  const named = unknown.slice(0, maxNamed);
  const known = new Map(named.map((one) => [one.holder, one.known]));
  return [...named.map(faultOf), ...andMore(unknown.length), ...[...known].map(knownIn)];
}

function faultOf({ name, holder, below, near, option }: UnknownInput): string {
  const place = holder === "" ? quoteName(name) : `${quoteName(name)} in ${wordsOf(holder)}`;
  const ofRun = option();
  const meant = near();
  if (optionNames.includes(name)) return inputMessages.isOption(place);
  if (below.length > 0) return inputMessages.misplaced(place, below.map(wordsOf));
  if (meant.length > 0) return inputMessages.misspelled(place, meant);
  return ofRun === undefined ? inputMessages.unknown(place) : inputMessages.likeOption(place, ofRun);
}

function knownIn([holder, names]: [string, readonly string[]]): string {
  return inputMessages.accepted(wordsOf(holder), names);
}

function reportOf(unknown: readonly UnknownInput[]): string {
  const names = unknown.slice(0, maxNamed).map(({ name }) => quoteName(name));
  const known = knownIn(["", unknown[0]?.known ?? []]);
  return [inputMessages.notSent(names), ...andMore(unknown.length), known].join(" ");
}

function andMore(count: number): string[] {
  return count <= maxNamed ? [] : [inputMessages.moreUnknown(count - maxNamed)];
}

function invalid({ shape: shapeOf }: InputCheck, messages: readonly string[]): ConnectorError {
  return inputErrors.invalid(messages, shapeOf());
}
