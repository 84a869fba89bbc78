/** The service in memory with lists, imports and deletes of several owners, behind the network. */
import type { HttpRequest, HttpResponse, JsonObject } from "../../../connector/index.js";
import type { Transport } from "../../../connector/http/axios_transport.js";
import { response } from "../../support/responses.js";
import { mangled, spoiledList } from "../simulation/mangled.js";
import { poisonOf, rejectionOf } from "../simulation/marks.js";
import {
  type Arrival,
  type CallKind,
  type Life,
  NetworkModel,
  type NetworkPlan,
  type Reply,
  withoutResponse,
} from "../simulation/network_model.js";
import type { Figures } from "../simulation/scenario.js";
import type { Tenant } from "./tenant.js";

/**
 * some links: a page without a link can have a next page. no links: every page is like that. ignores skip: there are no
 * links, and the service returns the first page for any offset.
 */
export type ListTrait = "links" | "some links" | "no links" | "ignores skip";

/** Properties of the service. Those that can change from step to step are not read-only. */
export interface ServiceTraits {
  readonly limit: Figures;
  readonly pageSize: number;
  /** Whether nothing is deleted if one id of a call does not exist. */
  readonly isAtomic: boolean;
  readonly namesMissingIds: boolean;
  list: ListTrait;
  /** Probability that the last page links to a further one. */
  leftOverLinks: number;
}

/** What the service reports to the simulation. */
export interface ServicePorts {
  readonly nowMs: () => number;
  /** Number of the run in progress. */
  readonly run: () => number;
  readonly log: (line: string) => void;
  /** Called with the ids of each page that the connector received. */
  readonly onPage: (ids: readonly string[]) => void;
  /** Called when an import or a delete arrives. */
  readonly onWrite: (kind: CallKind) => void;
}

/** The service. */
export class SyncService extends NetworkModel {
  readonly #tenant: Tenant;
  readonly #traits: ServiceTraits;
  readonly #ports: ServicePorts;

  constructor(plan: NetworkPlan, traits: ServiceTraits, tenant: Tenant, ports: ServicePorts) {
    super(plan, ports.log);
    this.#tenant = tenant;
    this.#traits = traits;
    this.#ports = ports;
  }

  override transport(life: Life): Transport {
    const send = super.transport(life);
    return async (request, headers, signal) => {
      const sent = await send(request, headers, signal);
      if (request.method === "GET" && "status" in sent) this.#ports.onPage(idsIn(sent));
      return sent;
    };
  }

  protected kindOf({ method, url }: HttpRequest): "list" | "import" | "delete" {
    if (method === "GET") return "list";
    return new URL(url).pathname.endsWith("/BatchDelete") ? "delete" : "import";
  }

  protected limitOf(): Figures {
    return this.#traits.limit;
  }

  protected process(arrival: Arrival): Reply {
    const { kind } = arrival.call;
    if (kind === "list") return this.#list(arrival);
    this.#ports.onWrite(kind);
    return kind === "delete" ? this.#delete(arrival) : this.#import(arrival);
  }

  #list({ request, fault }: Arrival): Reply {
    const { pageSize, list } = this.#traits;
    const asked = new URL(request.url);
    const top = Math.min(pageSize, Number(asked.searchParams.get("$top") ?? 10_000));
    const skip = list === "ignores skip" ? 0 : Number(asked.searchParams.get("$skip") ?? 0);
    const all = this.#tenant.all().map(({ item }) => item);
    const value = all.slice(skip, skip + top);
    asked.searchParams.set("$skip", String(skip + value.length));
    const isLinked =
      skip + top < all.length || this.random.chance(value.length > 0 ? this.#traits.leftOverLinks : 0);
    const hasLinks = list === "links" || (list === "some links" && this.random.chance(0.6));
    const next = isLinked && hasLinks ? { "@odata.nextLink": asked.href } : {};
    return withoutResponse(fault) ?? spoiledList({ "@odata.context": "#Indicators", value, ...next }, fault);
  }

  #import({ call, fault, token }: Arrival): Reply {
    for (const row of call.rows) {
      const message = isExpired(row, this.#ports.nowMs())
        ? `Indicator ${String(row["indicatorValue"])} is inactive`
        : poisonOf({ ...row, expirationTime: undefined });
      if (message !== undefined) return response(400, { error: { code: "BadRequest", message } });
    }
    const results = call.rows.map((row) => this.#accepted(row, this.login.clientOf(token) ?? ""));
    return withoutResponse(fault) ?? mangled(results, fault, this.random);
  }

  #accepted(row: JsonObject, client: string): JsonObject {
    const indicator = row["indicatorValue"];
    const failed = (failureReason: string | null) => ({ id: null, indicator, isFailed: true, failureReason });
    const rejection = rejectionOf(row);
    if (rejection !== undefined) return failed(rejection.reason);
    const { fullReason } = this.#tenant;
    const held = this.#tenant.put(row, { client, run: this.#ports.run(), nowMs: this.#ports.nowMs() });
    if (held === undefined) return failed(fullReason);
    return { id: held.id, indicator, isFailed: false, failureReason: null };
  }

  #delete({ request, fault }: Arrival): Reply {
    const { isAtomic, namesMissingIds } = this.#traits;
    const { IndicatorIds: ids } = JSON.parse(String(request.body)) as { IndicatorIds: string[] };
    const missing = ids.find((id) => this.#tenant.byId(id) === undefined);
    if (missing === undefined || !isAtomic) {
      for (const id of new Set(ids)) {
        const held = this.#tenant.byId(id);
        if (held !== undefined) this.#tenant.delete(held, this.#ports.run());
      }
    }
    const message = namesMissingIds ? `Indicator ${String(missing)} was not found` : "Resource was not found";
    const reply =
      missing === undefined
        ? response(204, "")
        : response(404, { error: { code: "ResourceNotFound", message } });
    return withoutResponse(fault) ?? reply;
  }
}

function idsIn({ status, body }: HttpResponse): string[] {
  const { value } = (body ?? {}) as { value?: unknown };
  if (status !== 200 || !Array.isArray(value)) return [];
  return value.map((item: JsonObject) => String(item["id"]));
}

function isExpired({ expirationTime }: JsonObject, nowMs: number): boolean {
  return typeof expirationTime === "string" && Date.parse(expirationTime) <= nowMs;
}
