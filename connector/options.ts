/** Checks the options of a run before anything is done with them. */
import { ConnectorError } from "./contract/errors.js";
import type { SharedAsset } from "./contract/generated/assets/shared.js";
import type { Action } from "./contract/generated/meta/action.js";
import type { OptionCheck } from "./contract/compiled_action.js";
import type { JsonObject, PlanOptions, RunEvent, RunOptions } from "./contract/types.js";
import { suggest } from "./declarations/suggest.js";
import { visible } from "./contract/visible_text.js";
import type { CapacityOptions } from "./engine/run_context.js";
import { wantsJournal } from "./engine/journal/open_journal.js";
import type { RowContext } from "./engine/rows/row_context.js";
import { type Listener, withFewWarnings } from "./engine/warning_limits.js";

/** Emits the events, whose messages may quote others. A listener that throws is its owner's trouble; the rows go on. */
export function listenerOf({ onEvent }: Pick<RunOptions, "onEvent">): Listener {
  return withFewWarnings((event: RunEvent) => {
    try {
      onEvent?.(event.type === "warning" ? { ...event, message: visible(event.message) } : event);
    } catch {
      // Nobody to tell.
    }
  });
}

const runNames = [
  "asset",
  "signal",
  "onEvent",
  "journal",
  "journalDir",
  "keepJournals",
  "unknown_inputs",
] as const;

/** What is called with options, and the names that it accepts besides the declared options. */
const ownNames = {
  run: runNames,
  stream: [...runNames, "headers", "envelope", "inputDigest"],
  plan: ["asset", "onEvent", "headers", "envelope", "callsBefore", "onCall", "onFinding", "unknown_inputs"],
} as const;

/** An action, as far as its options go. */
export interface OptionOwner {
  readonly title: string;
  readonly options: OptionCheck;
}

/** The options themselves; throws InvalidOption. */
export function checkedOptions<Options extends object>(
  options: Options,
  owner: OptionOwner,
  call: keyof typeof ownNames = "run",
): Options {
  if (typeof options !== "object" || options === null) {
    throw new ConnectorError("InvalidOption", "The options are missing. Pass at least an asset.");
  }
  const { declared, others } = split(options, owner, call);
  assertOffered(declared, owner);
  const [first] = owner.options.findings(declared);
  if (first !== undefined) throw invalid(first.message);
  assertOwn(others);
  if (call === "plan" || declared["dry_run"] === true) assertDryRun({ ...declared, ...others }, call);
  return options;
}

/** The declared options and the others, without those that are undefined. */
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

/** @param known the names that there are */
export function unknownOption(name: string, known: readonly string[]): ConnectorError {
  const meant = suggest(name.toLowerCase(), known).join(" or ");
  const hint = meant === "" ? `The options are: ${known.join(", ")}.` : `Did you mean ${meant}?`;
  return new ConnectorError("InvalidOption", `Unknown option ${JSON.stringify(name)}.`, {
    hint: `${hint} Nothing was sent.`,
  });
}

/** An option that the action does not have may still be given with the value that changes nothing. */
function assertOffered(given: JsonObject, { title, options: { offered, defaults } }: OptionOwner): void {
  const foreign = Object.keys(given).find(
    (name) => !offered.includes(name) && given[name] !== defaults[name],
  );
  if (foreign === undefined) return;
  throw new ConnectorError("InvalidOption", `${title} does not have the option ${foreign}.`, {
    hint: `Leave ${foreign} out. The options of this action are: ${offered.join(", ")}. Nothing was sent.`,
  });
}

function assertOwn({ signal, onEvent, journal, journalDir, keepJournals, unknown_inputs }: JsonObject): void {
  if (unknown_inputs !== undefined && unknown_inputs !== "reject" && unknown_inputs !== "report")
    throw invalid(`unknown_inputs ${JSON.stringify(unknown_inputs)} is not one of reject, report.`);
  if (signal !== undefined && !(signal instanceof AbortSignal))
    throw invalid("signal must be an AbortSignal.");
  if (onEvent !== undefined && typeof onEvent !== "function") throw invalid("onEvent must be a function.");
  if (journal !== undefined && (typeof journal !== "string" || journal === ""))
    throw invalid("journal must be the path of a file.");
  if (journalDir !== undefined && (typeof journalDir !== "string" || journalDir === ""))
    throw invalid("journalDir must be the path of a folder.");
  if (keepJournals !== undefined && typeof keepJournals !== "boolean")
    throw invalid("keepJournals must be true or false.");
}

/** A dry run makes no call: it can neither count what exists nor keep a journal. */
function assertDryRun(given: JsonObject, call: keyof typeof ownNames): void {
  if (call === "stream")
    throw invalid("A stream returns results of rows, and a dry run has none; call planPages for dry_run.");
  const { preflight = false, overflow = "first" } = given;
  const other =
    preflight === true
      ? "preflight"
      : overflow === "first"
        ? ["journal", "journalDir"].find((name) => given[name] !== undefined)
        : "overflow";
  if (other === undefined) return;
  throw invalid(`A dry run makes no call, and cannot be combined with ${other}; leave one of them out.`);
}

function invalid(message: string): ConnectorError {
  return new ConnectorError("InvalidOption", message);
}

/** What a run does if not all rows fit. */
export function capacityOptions({
  preflight = false,
  overflow = "first",
}: Partial<RunOptions>): CapacityOptions {
  return { preflight: preflight || overflow !== "first", overflow };
}

type RowOptions = Pick<PlanOptions, "validation" | "normalize" | "benign_values">;

/** How rows are checked: as the run says, else as the asset says, else as declared. */
export function rowSettings(
  options: RowOptions,
  asset: SharedAsset,
  { options: { defaults } }: Pick<OptionOwner, "options">,
): Pick<RowContext, "validation" | "normalize" | "benignValues"> {
  const of = <Name extends keyof RowOptions>(name: Name) =>
    (options[name] ?? asset[name] ?? defaults[name]) as NonNullable<RowOptions[Name]>;
  return { validation: of("validation"), normalize: of("normalize"), benignValues: of("benign_values") };
}

/** Throws InvalidOption for a journal of an action that has no rows to keep account of. */
export function assertJournal(
  { title, batch }: Pick<Action, "title" | "batch">,
  options: Partial<RunOptions>,
): void {
  if (!wantsJournal(options) || batch !== undefined) return;
  throw new ConnectorError(
    "InvalidOption",
    `${title} has no rows that a journal could record. Remove the journal option.`,
  );
}

/** Throws InvalidOption for rows that a preflight would use up. */
export function assertRepeatable(
  rows: object,
  { preflight = false, overflow = "first" }: Partial<RunOptions>,
): void {
  const isUsedUp = ["next", "pipe", "getReader"].some((name) => name in rows);
  if (!isUsedUp || (!preflight && overflow === "first")) return;
  throw new ConnectorError(
    "InvalidOption",
    "A preflight reads the rows twice, and these can be read once only: give a list, or rows that start anew each time they are read.",
  );
}
