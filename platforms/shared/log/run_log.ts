/** Logs what happens in a run: its calls, and how many rows failed with which code. */
import type { ResponseEvent, RunEvent } from "../../../connector/platform_api.js";
import type { Log } from "./log.js";

/** The code of rows that succeeded. */
const okCode = "ok";

/** Logs the events of one run. */
export class RunLog {
  readonly #log: Pick<Log, "write" | "isJson">;
  readonly #rows = new Map<string, number>();

  constructor(log: Pick<Log, "write" | "isJson">) {
    this.#log = log;
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

  /** The summary has these numbers for people. */
  #end(): void {
    for (const [code, rows] of this.#rows) {
      if (code === okCode || !this.#log.isJson) continue;
      this.#log.write("warn", `${rows} ${rows === 1 ? "row has" : "rows have"} the result ${code}.`, {
        code,
        rows,
      });
    }
    this.#rows.clear();
  }
}
