/** Looks at the options of a run before anything is done with them. */
import { ConnectorError } from "./contract/errors.js";
import type { Action } from "./contract/generated/meta/action.js";
import type { RunEvent, RunOptions } from "./contract/types.js";
import type { WhereFull } from "./run/job.js";

/** A listener that throws is its owner's trouble; the rows go on. */
export function listenerOf({ onEvent }: Pick<RunOptions, "onEvent">): (event: RunEvent) => void {
  return (event) => {
    try {
      onEvent?.(event);
    } catch {
      // Nobody to tell.
    }
  };
}

/** The options themselves; throws InvalidOption. */
export function checkedOptions<Options extends Partial<RunOptions>>(options: Options): Options {
  if (typeof options !== "object" || options === null) {
    throw new ConnectorError("InvalidOption", "The options are missing; give at least an asset.");
  }
  const { validation, deadline_ms, normalize, signal, onEvent, journal, preflight, benign_values } = options;
  if (signal !== undefined && !(signal instanceof AbortSignal)) {
    throw new ConnectorError("InvalidOption", "signal must be an AbortSignal.");
  }
  if (onEvent !== undefined && typeof onEvent !== "function") {
    throw new ConnectorError("InvalidOption", "onEvent must be a function.");
  }
  if (validation !== undefined && !["strict", "report", "off"].includes(validation)) {
    throw new ConnectorError(
      "InvalidOption",
      `validation ${JSON.stringify(validation)} is not one of strict, report, off.`,
    );
  }
  if (deadline_ms !== undefined && !(typeof deadline_ms === "number" && deadline_ms > 0)) {
    throw new ConnectorError("InvalidOption", "deadline_ms must be a number of milliseconds above 0.");
  }
  if (normalize !== undefined && typeof normalize !== "boolean") {
    throw new ConnectorError("InvalidOption", "normalize must be true or false.");
  }
  if (benign_values !== undefined && !["warn", "reject", "allow"].includes(benign_values)) {
    throw new ConnectorError(
      "InvalidOption",
      `benign_values ${JSON.stringify(benign_values)} is not one of warn, reject, allow.`,
    );
  }
  if (journal !== undefined && (typeof journal !== "string" || journal === "")) {
    throw new ConnectorError("InvalidOption", "journal must be the path of a file.");
  }
  if (preflight !== undefined && typeof preflight !== "boolean") {
    throw new ConnectorError("InvalidOption", "preflight must be true or false.");
  }
  return options;
}

/** What is to be done where not all rows fit; throws InvalidOption where the action cannot do it. */
export function whereFull(
  { title, quota }: Pick<Action, "title" | "quota">,
  { preflight = false, overflow = "first" }: Partial<RunOptions>,
): WhereFull {
  if (quota === undefined && (preflight || overflow !== "first")) {
    throw new ConnectorError(
      "InvalidOption",
      `${title} puts nothing in, so there is nothing to count; take preflight and overflow out.`,
    );
  }
  const known = ["first", "fail", ...Object.keys(quota?.overflow ?? {})];
  if (!known.includes(overflow)) {
    const words = `overflow ${JSON.stringify(overflow)} is not one of ${known.join(", ")}.`;
    throw new ConnectorError("InvalidOption", words);
  }
  return { preflight: preflight || overflow !== "first", overflow };
}

/** Throws InvalidOption for a journal of an action that has no rows to keep account of. */
export function assertJournal(
  { title, batch }: Pick<Action, "title" | "batch">,
  { journal }: Partial<RunOptions>,
): void {
  if (journal === undefined || batch !== undefined) return;
  throw new ConnectorError(
    "InvalidOption",
    `${title} takes no rows of which a journal could keep account; leave journal out.`,
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
