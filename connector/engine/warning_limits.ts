/** Limits number and length of the warnings of a run: a feed may cause one for each of a million rows. */
import type { RunEvent, WarningEvent } from "../contract/types.js";
import { runMessages } from "./messages.js";

/** Most warnings of one code that are reported one by one. */
const maxPerCode = 100;
/** Most rows and most characters of one warning. */
const maxRows = 100;
const maxMessageLength = 2000;

/** Receives the events of a run. */
export interface Listener {
  (event: RunEvent): void;
  /** Reports how many warnings were left out. A summary event has the same effect. */
  readonly end: () => void;
}

/** Passes events on, but only the first warnings of each code. */
export function withFewWarnings(pass: (event: RunEvent) => void): Listener {
  const counts = new Map<string, number>();
  const end = (): void => {
    for (const [code, count] of counts) if (count > maxPerCode) pass(more(code, count - maxPerCode));
    counts.clear();
  };
  const take = (event: RunEvent): void => {
    if (event.type === "summary") end();
    if (event.type !== "warning") {
      pass(event);
      return;
    }
    const count = (counts.get(event.code) ?? 0) + 1;
    counts.set(event.code, count);
    if (count <= maxPerCode) pass(shortened(event));
  };
  return Object.assign(take, { end });
}

function more(code: string, count: number): WarningEvent {
  const message = runMessages.moreWarnings(count);
  return { type: "warning", code, message, count };
}

function shortened(event: WarningEvent): WarningEvent {
  const { message, rows = [] } = event;
  return {
    ...event,
    ...(message.length <= maxMessageLength ? {} : { message: `${message.slice(0, maxMessageLength)}…` }),
    ...(rows.length <= maxRows ? {} : { rows: rows.slice(0, maxRows) }),
  };
}
