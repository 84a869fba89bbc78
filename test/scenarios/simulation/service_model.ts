/** The service in memory, behind the network. */
import type { HttpRequest, JsonObject } from "../../../connector/index.js";
import { response } from "../../support/responses.js";
import type { Fault } from "./faults.js";
import { mangled, spoiledList } from "./mangled.js";
import { poisonOf, rejectionOf } from "./marks.js";
import {
  type Arrival,
  type CallKind,
  type Call,
  NetworkModel,
  type Reply,
  withoutResponse,
} from "./network_model.js";
import type { Figures, Scenario } from "./scenario.js";
import { Store } from "./store.js";

/** The service. */
export class ServiceModel extends NetworkModel {
  readonly store: Store;
  readonly #scenario: Scenario;

  /** @param log - receives one line per event */
  constructor(scenario: Scenario, log: (line: string) => void) {
    super(scenario, log);
    this.#scenario = scenario;
    this.store = new Store(scenario.capacity);
    for (const row of scenario.stock) this.store.put(row, Number.NEGATIVE_INFINITY);
  }

  protected kindOf({ method }: HttpRequest): "list" | "import" {
    return method === "GET" ? "list" : "import";
  }

  protected limitOf(kind: CallKind): Figures {
    return kind === "import" ? this.#scenario.rateLimit : this.#scenario.listRateLimit;
  }

  protected process({ call, request, fault, at }: Arrival): Reply {
    return call.kind === "list" ? this.#list(request, fault) : this.#import(call, fault, at);
  }

  #import({ rows }: Call, fault: Fault | undefined, at: number): Reply {
    for (const row of rows) {
      const poison = poisonOf(row);
      if (poison !== undefined) return response(400, { error: { code: "BadRequest", message: poison } });
    }
    const results = rows.map((row) => this.#accepted(row, at));
    return withoutResponse(fault) ?? mangled(results, fault, this.random);
  }

  #accepted(row: JsonObject, at: number): JsonObject {
    const indicator = row["indicatorValue"];
    const failed = (reason: string | null) => ({
      id: null,
      indicator,
      isFailed: true,
      failureReason: reason,
    });
    const errorResponse = rejectionOf(row);
    if (errorResponse !== undefined) return failed(errorResponse.reason);
    const { fullReason } = this.store;
    const stored = this.store.put(row, at);
    if (stored === undefined) return failed(fullReason);
    return { id: stored.id, indicator, isFailed: false, failureReason: null };
  }

  #list({ url }: HttpRequest, fault: Fault | undefined): Reply {
    const asked = new URL(url);
    const top = Math.min(this.#scenario.pageSize, Number(asked.searchParams.get("$top") ?? 10_000));
    const skip = Number(asked.searchParams.get("$skip") ?? 0);
    const value = this.store.page(skip, top);
    asked.searchParams.set("$skip", String(skip + top));
    const next = skip + top < this.store.size ? { "@odata.nextLink": asked.href } : {};
    return withoutResponse(fault) ?? spoiledList({ "@odata.context": "#Indicators", value, ...next }, fault);
  }
}
