/** Looks at the options of a run before anything is done with them. */
import { ConnectorError } from "./contract/errors.js";
import type { RunEvent, RunOptions } from "./contract/types.js";

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
  const { validation, deadline_ms, normalize, signal, onEvent, journal } = options;
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
  if (journal !== undefined && (typeof journal !== "string" || journal === "")) {
    throw new ConnectorError("InvalidOption", "journal must be the path of a file.");
  }
  return options;
}
