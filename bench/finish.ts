/** Duration of a long import under the shipped rate limit, in simulated time; the simulated service counts arrivals. */
import type { HttpResponse, HttpRequest, JsonObject } from "../connector/index.js";
import { createConnector } from "../connector/index.js";
import { VirtualClock } from "../test/support/virtual_clock.js";
import { assetFor } from "./asset.js";
import { rowsOf } from "./input.js";
import type { Line } from "./table.js";

const maxItems = 500;
const latencyMs = 200;
/** As documented for the import call. */
const limit = { calls: 30, windowMs: 60_000 };

/** @param rows - number of rows to import */
export async function finish(rows: number): Promise<Line[]> {
  const clock = new VirtualClock({ goes: "when idle, quick", startMs: Date.now() });
  const service = new Service(clock);
  const transport = () => (request: HttpRequest) => service.response(request);
  const connector = await createConnector({ clock, transport });
  const asset = assetFor("http://127.0.0.1:9");
  for await (const _result of connector.stream("import_indicators", rowsOf(rows), { asset })) {
    // Only the time is measured.
  }
  const { calls, throttled, lastMs } = service;
  const boundMs = (Math.ceil(calls / limit.calls) - 1) * limit.windowMs;
  const ratio = boundMs === 0 ? {} : { ratio: lastMs / boundMs };
  return [
    {
      what: `${rows.toLocaleString("en")} rows under the shipped rate limit, simulated time (${calls} calls)`,
      measured: `${(lastMs / 1000).toFixed(1)} s; bound ${boundMs / 1000} s; ${throttled} × 429`,
      ...ratio,
      wanted: "≤ 1.05, 0 × 429",
    },
  ];
}

class Service {
  readonly #clock: VirtualClock;
  readonly #arrivals: number[] = [];
  #firstMs: number | undefined;
  throttled = 0;
  /** From the first arrival to the last response. */
  lastMs = 0;

  constructor(clock: VirtualClock) {
    this.#clock = clock;
  }

  get calls(): number {
    return this.#arrivals.length;
  }

  async response({ url, body }: HttpRequest): Promise<HttpResponse> {
    if (!url.endsWith("/import")) {
      return responseOf(200, { token_type: "Bearer", expires_in: 3600, access_token: "opaque-bench-token" });
    }
    const now = this.#clock.monotonic();
    this.#firstMs ??= now;
    const recent = this.#arrivals.filter((at) => at > now - limit.windowMs).length;
    this.#arrivals.push(now);
    await this.#clock.sleep(latencyMs);
    this.lastMs = this.#clock.monotonic() - this.#firstMs;
    if (recent >= limit.calls) {
      this.throttled += 1;
      return responseOf(429, { error: { code: "TooManyRequests", message: "Try again in 10 seconds." } });
    }
    const { Indicators: sent } = JSON.parse(String(body ?? "{}")) as { Indicators: JsonObject[] };
    if (sent.length > maxItems) throw new Error(`${sent.length} rows in one call.`);
    const value = sent.map((row, i) => ({
      id: String(i),
      indicator: row["indicatorValue"],
      isFailed: false,
      failureReason: null,
    }));
    return responseOf(200, { value });
  }
}

function responseOf(status: number, body: JsonObject): HttpResponse {
  return { status, reason: "", headers: {}, text: JSON.stringify(body), body };
}
