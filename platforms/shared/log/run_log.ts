/** Logs what happens in a run: its calls, and how many rows failed with which code. */
import type { ResponseEvent, RunEvent } from "../../../connector/platform_api.js";
import type { Log } from "./log.js";

/** The code of rows that succeeded. */
const okCode = "ok";

/** The code of rows that were not sent. People see their number in the summary. */
const notSentCode = "NotSent";

/** Logs the events of one run. */
export class RunLog {
  readonly #log: Pick<Log, "write" | "isJson">;
  readonly #hasRowCodes: boolean;
  readonly #rows = new Map<string, number>();

  /** @param hasRowCodes - whether people see the codes of rows too; programs always do */
  constructor(log: Pick<Log, "write" | "isJson">, hasRowCodes = false) {
    this.#log = log;
    this.#hasRowCodes = hasRowCodes;
  }

  take(event: RunEvent): void {
    if (event.type === "response") this.#call(event);
    else if (event.type === "summary") this.#end();
    else if (event.type === "rows")
      for (const [code, count] of Object.entries(event.codes))
        this.#rows.set(code, (this.#rows.get(code) ?? 0) + count);
  }

  /** People see the waits and the end of a run. Programs find failed attempts by their code. */
  #call({ service, method, url, attempt, status, code, durationMs }: ResponseEvent): void {
    const durationMsRounded = Math.round(durationMs);
    const parts = [
      `${status ?? "no response"}${code === undefined ? "" : ` ${code}`}`,
      ...(attempt === 1 ? [] : [`attempt ${attempt}`]),
      `${durationMsRounded} ms`,
    ];
    const level = code !== undefined && this.#log.isJson ? "warn" : "debug";
    const fields = { code, service, method, url, status, attempt, durationMs: durationMsRounded };
    this.#log.write(level, `${method} ${url}: ${parts.join(", ")}`, fields);
  }

  #end(): void {
    for (const [code, rows] of this.#rows) {
      if (!this.#isShown(code)) continue;
      this.#log.write("warn", `${rows} ${rows === 1 ? "row has" : "rows have"} the result ${code}.`, {
        code,
        rows,
      });
    }
    this.#rows.clear();
  }

  #isShown(code: string): boolean {
    if (code === okCode) return false;
    return this.#log.isJson || (this.#hasRowCodes && code !== notSentCode);
  }
}
