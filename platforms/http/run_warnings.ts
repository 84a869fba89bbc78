/** Keeps the warnings of runs that are over, for a caller who saw only how many there were. */
import { runErrors } from "./messages.js";
import type { RunEventLog } from "./run_events.js";

/** Most bytes of the warnings of all runs together. */
const maxBytes = 4 * 1024 * 1024;

/** How long the warnings of a run are kept, in milliseconds. */
const keepMs = 600_000;

interface Kept {
  readonly endedMs: number;
  readonly json: Buffer;
  readonly caller: string | undefined;
}

/** The warnings of the youngest runs. */
export class RunWarnings {
  readonly #now: () => number;
  readonly #maxBytes: number;
  /** By the ids of the runs, the oldest first. */
  readonly #kept = new Map<string, Kept>();
  #bytes = 0;

  /** @param now - milliseconds since 1970 */
  constructor(now: () => number, mostBytes: number = maxBytes) {
    this.#now = now;
    this.#maxBytes = mostBytes;
  }

  /** Keeps the warnings of a run that is over. The oldest runs are forgotten when there is no room. */
  keep(id: string, { warnings }: RunEventLog, caller?: string): void {
    const json = Buffer.from(JSON.stringify({ run: id, warnings }));
    this.#kept.set(id, { endedMs: this.#now(), json, caller });
    this.#bytes += json.length;
    this.#forget();
  }

  /** Returns JSON for the caller of the run. Throws UnknownRun. */
  of(id: string, caller?: string): Buffer {
    this.#forget();
    const kept = this.#kept.get(id);
    if (kept === undefined || kept.caller !== caller) throw runErrors.unknownRun();
    return kept.json;
  }

  #forget(): void {
    for (const [id, { endedMs, json }] of this.#kept) {
      if (this.#bytes <= this.#maxBytes && this.#now() - endedMs <= keepMs) return;
      this.#kept.delete(id);
      this.#bytes -= json.length;
    }
  }
}
