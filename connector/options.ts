/** Checks the options of a run before it starts. */
import type { ConnectorError } from "./contract/errors.js";
import type { SharedAsset } from "./contract/generated/assets/shared.js";
import type { Action } from "./contract/action.js";
import type { OptionCheck } from "./contract/compiled_action.js";
import type { JsonObject, PlanOptions, RunEvent, RunOptions } from "./contract/types.js";
import { suggest } from "./declarations/suggest.js";
import { readTraceparent } from "./contract/traceparent.js";
import { visible } from "./contract/visible_text.js";
import type { CapacityOptions } from "./engine/run_context.js";
import { wantsJournal } from "./engine/journal/open_journal.js";
import type { RowContext } from "./engine/rows/row_context.js";
import { type Listener, withFewWarnings } from "./engine/warning_limits.js";
import { optionErrors } from "./messages.js";

/** Returns a listener that passes events on, with hidden characters in messages escaped. Errors of the caller are ignored. */
export function listenerOf({ onEvent }: Pick<RunOptions, "onEvent">): Listener {
  return withFewWarnings((event: RunEvent) => {
    try {
      onEvent?.(event.type === "warning" ? { ...event, message: visible(event.message) } : event);
    } catch {
      // An error of the listener must not end the run.
    }
  });
}

const runNames = [
  "asset",
  "signal",
  "onEvent",
  "traceparent",
  "journal",
  "journalDir",
  "keepJournals",
  "unknown_inputs",
] as const;

const planNames = [
  "asset",
  "signal",
  "onEvent",
  "callsBefore",
  "onCall",
  "onFinding",
  "unknown_inputs",
] as const;

/** Names of options that each method accepts in addition to the declared options. */
const ownNames = {
  run: runNames,
  stream: [...runNames, "headers", "envelope", "inputDigest"],
  plan: planNames,
  planPages: [...planNames, "headers", "envelope"],
} as const;

/** The title and the options of an action. */
export interface OptionOwner {
  readonly title: string;
  readonly options: OptionCheck;
}

/** Returns the options unchanged. @throws InvalidOption */
export function checkedOptions<Options extends object>(
  options: Options,
  owner: OptionOwner,
  call: keyof typeof ownNames = "run",
): Options {
  if (typeof options !== "object" || options === null) throw optionErrors.missing();
  const { declared, others } = split(options, owner, call);
  assertOffered(declared, owner);
  const [first] = owner.options.findings(declared);
  if (first !== undefined) throw optionErrors.invalid(first.message);
  assertOwn(others);
  if (call === "plan" || call === "planPages" || declared["dry_run"] === true)
    assertDryRun({ ...declared, ...others }, call);
  return options;
}

/** Returns the declared options and the others, without those that are undefined. */
function split(
  options: object,
  { options: { defaults } }: OptionOwner,
  call: keyof typeof ownNames,
): { declared: JsonObject; others: JsonObject } {
  const known = Object.keys(defaults);
  const own: readonly string[] = ownNames[call];
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  const unknown = given.find(([name]) => !known.includes(name) && !own.includes(name));
  if (unknown !== undefined) throw unknownOption(unknown[0], [...known, ...own]);
  const isOwn = ([name]: [string, unknown]): boolean => own.includes(name);
  return {
    declared: Object.fromEntries(given.filter((entry) => !isOwn(entry))),
    others: Object.fromEntries(given.filter(isOwn)),
  };
}

/** @param known - names of all options */
export function unknownOption(name: string, known: readonly string[]): ConnectorError {
  const meant = suggest(name.toLowerCase(), known).join(" or ");
  return optionErrors.unknown(name, known, meant);
}

/** Rejects options that the action does not have, unless they have their default value. */
function assertOffered(given: JsonObject, { title, options: { offered, defaults } }: OptionOwner): void {
  const foreign = Object.keys(given).find(
    (name) => !offered.includes(name) && given[name] !== defaults[name],
  );
  if (foreign !== undefined) throw optionErrors.notOffered(title, foreign, offered);
}

function assertOwn(given: JsonObject): void {
  const { signal, onEvent, traceparent, journal, journalDir, keepJournals, unknown_inputs } = given;
  if (unknown_inputs !== undefined && unknown_inputs !== "reject" && unknown_inputs !== "report")
    throw optionErrors.unknownInputs(unknown_inputs);
  if (signal !== undefined && !(signal instanceof AbortSignal)) throw optionErrors.signal();
  if (onEvent !== undefined && typeof onEvent !== "function") throw optionErrors.onEvent();
  if (traceparent !== undefined && readTraceparent(traceparent) !== traceparent)
    throw optionErrors.traceparent();
  if (journal !== undefined && (typeof journal !== "string" || journal === "")) throw optionErrors.journal();
  if (journalDir !== undefined && (typeof journalDir !== "string" || journalDir === ""))
    throw optionErrors.journalDir();
  if (keepJournals !== undefined && typeof keepJournals !== "boolean") throw optionErrors.keepJournals();
}

/** Rejects options that a dry run cannot support: it makes no calls, so it has no journal and no preflight. */
function assertDryRun(given: JsonObject, call: keyof typeof ownNames): void {
  if (call === "stream") throw optionErrors.dryStream();
  const { preflight = false, overflow = "first", resume = "none" } = given;
  const other = [
    ...(preflight === true ? ["preflight"] : []),
    ...(overflow === "first" ? [] : ["overflow"]),
    ...(resume === "none" ? [] : ["resume"]),
    ...["journal", "journalDir", "keepJournals"].filter((name) => given[name] !== undefined),
  ][0];
  if (other !== undefined) throw optionErrors.notInDryRun(other);
}

/** What a run does if not all rows fit. */
export function capacityOptions({
  preflight = false,
  overflow = "first",
}: Partial<RunOptions>): CapacityOptions {
  return { preflight: preflight || overflow !== "first", overflow };
}

type RowOptions = Pick<PlanOptions, "validation" | "normalize" | "benign_values">;

/** Returns how rows are checked: by the options of the run, otherwise by the asset, otherwise as declared. */
export function rowSettings(
  options: RowOptions,
  asset: SharedAsset,
  { options: { defaults } }: Pick<OptionOwner, "options">,
): Pick<RowContext, "validation" | "normalize" | "benignValues"> {
  const of = <Name extends keyof RowOptions>(name: Name) =>
    (options[name] ?? asset[name] ?? defaults[name]) as NonNullable<RowOptions[Name]>;
  return { validation: of("validation"), normalize: of("normalize"), benignValues: of("benign_values") };
}

/** @throws InvalidOption for a journal of an action without rows */
export function assertJournal(
  { title, batch }: Pick<Action, "title" | "batch">,
  options: Partial<RunOptions>,
): void {
  if (wantsJournal(options) && batch === undefined) throw optionErrors.noRowsToRecord(title);
}

/** @throws InvalidOption for rows that can be read only once, if a preflight would read them */
export function assertRepeatable(
  rows: object,
  { preflight = false, overflow = "first" }: Partial<RunOptions>,
): void {
  const isUsedUp = ["next", "pipe", "getReader"].some((name) => name in rows);
  if (isUsedUp && (preflight || overflow !== "first")) throw optionErrors.notRepeatable();
}
