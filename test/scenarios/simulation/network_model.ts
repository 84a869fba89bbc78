/** The network and the login service in front of a modeled service: arrivals in virtual time, faults by seed. */
import type { Clock, HttpResponse, HttpRequest, JsonObject } from "../../../connector/index.js";
import type { Transport, TransportFailure } from "../../../connector/http/axios_transport.js";
import { response } from "../../support/responses.js";
import type { Fault, LoginFault } from "./faults.js";
import { LoginModel } from "./login_model.js";
import { Random } from "./random.js";
import type { CrashPlan, FaultPlan, Figures, LoginPlan } from "./scenario.js";
import { identityOf } from "./store.js";

/** Kinds of calls. */
export type CallKind = "token" | "import" | "list" | "delete";

/** One call in the network and the service. Times in milliseconds of the simulation. */
export interface Call {
  readonly kind: CallKind;
  /** From 1, among its kind. */
  readonly n: number;
  readonly life: number;
  readonly rows: readonly JsonObject[];
  readonly leftAt: number;
  readonly fault: Fault | LoginFault | undefined;
  /** Absent if it never reached the service. */
  arrivedAt?: number;
  endedAt?: number;
  /** Absent if no response came. */
  status?: number;
  /** True: the response is the last page of a list. */
  isLastPage?: boolean;
}

/** A process of the simulation, until it crashes. */
export interface Life {
  readonly number: number;
  readonly alive: boolean;
  /** Nobody sleeps on it after the end of this life. */
  readonly clock: Clock;
  /** Receives each of its steps, because it may be time to crash. */
  happened(what: CrashPlan["on"]): void;
}

/** How the network behaves. */
export interface NetworkPlan {
  readonly worldSeed: number;
  readonly wireMs: readonly [number, number];
  readonly timeoutMs: number;
  readonly faults: FaultPlan<Fault>;
  readonly login: LoginPlan;
  readonly revokes: number;
}

type Sent = HttpResponse | TransportFailure;
/** Outcome of an arrival; "silence" means no response. */
export type Reply = Sent | "silence";

/** A call that reached the service, past the checks of its token and of its rate. */
export interface Arrival {
  readonly call: Call;
  readonly request: HttpRequest;
  readonly fault: Fault | undefined;
  readonly token: string;
  readonly at: number;
}

const lost: TransportFailure = { failure: "lost", code: "ECONNRESET" };
const cancelled: TransportFailure = { failure: "lost", code: "ERR_CANCELED" };

/** A network with one service behind it. */
export abstract class NetworkModel {
  readonly calls: Call[] = [];
  readonly login: LoginModel;
  protected readonly random: Random;
  readonly #plan: NetworkPlan;
  readonly #log: (line: string) => void;
  readonly #arrivals = new Map<CallKind, number[]>();
  readonly #numbers = new Map<CallKind, number>();

  /** @param log - receives one line per event */
  constructor(plan: NetworkPlan, log: (line: string) => void) {
    this.#plan = plan;
    this.#log = log;
    this.random = new Random(plan.worldSeed);
    this.login = new LoginModel(plan.login, this.random.fork());
  }

  protected abstract kindOf(request: HttpRequest): Exclude<CallKind, "token">;

  /** Limits of the service for calls of this kind. */
  protected abstract limitOf(kind: CallKind): Figures;

  protected abstract process(arrival: Arrival): Reply;

  /** The network of one life. */
  transport(life: Life): Transport {
    return async (request, headers, signal) => {
      if (!life.alive) return life.clock.sleep(0) as Promise<never>;
      const call = this.#leave(request, life);
      const sent = await this.#exchange(call, request, headers, life.clock, signal);
      life.happened("response");
      // A life that has just ended receives nothing more.
      await life.clock.sleep(0);
      call.endedAt = life.clock.monotonic();
      if ("status" in sent) call.status = sent.status;
      if (call.kind === "list" && "status" in sent) call.isLastPage = isLastPage(sent);
      this.#emit(call, "failure" in sent ? `${sent.failure} ${sent.code}` : String(sent.status));
      return sent;
    };
  }

  #leave(request: HttpRequest, life: Life): Call {
    const kind = isToken(request) ? "token" : this.kindOf(request);
    const n = (this.#numbers.get(kind) ?? 0) + 1;
    this.#numbers.set(kind, n);
    const leftAt = life.clock.monotonic();
    const plan = kind === "token" ? this.#plan.login : this.#plan.faults;
    const fault = this.#faultOf<Fault | LoginFault>(plan, leftAt);
    const call: Call = { kind, n, life: life.number, rows: rowsOf(request), leftAt, fault };
    this.calls.push(call);
    this.#emit(call, `leaves${fault === undefined ? "" : `, will meet: ${fault}`}${listed(call.rows)}`);
    life.happened("call");
    return call;
  }

  #faultOf<Kind>({ kinds, rate, outage }: FaultPlan<Kind>, at: number): Kind | undefined {
    const draw = this.random.chance(rate);
    const kind = kinds.length === 0 ? undefined : this.random.pick(kinds);
    if (outage !== undefined && at >= outage.fromMs && at < outage.toMs) return kinds[0];
    return draw ? kind : undefined;
  }

  async #exchange(
    call: Call,
    request: HttpRequest,
    headers: Readonly<Record<string, string>>,
    clock: Clock,
    signal: AbortSignal,
  ): Promise<Sent> {
    await clock.sleep(this.#wireMs(), signal);
    if (signal.aborted) return cancelled;
    if (call.fault === "unreachable") return { failure: "unreachable", code: "ENOTFOUND" };
    if (call.fault === "reset") return lost;
    call.arrivedAt = clock.monotonic();
    const reply = this.#reply(call, request, headers, clock);
    if (reply === "silence") return untilAborted(signal);
    const slowMs = call.fault === "slow" ? this.random.int(0, this.#plan.timeoutMs * 2) : 0;
    await clock.sleep(this.#wireMs() + slowMs, signal);
    return signal.aborted ? cancelled : reply;
  }

  #wireMs(): number {
    const [min, max] = this.#plan.wireMs;
    return this.random.int(min, max);
  }

  #reply(call: Call, request: HttpRequest, headers: Readonly<Record<string, string>>, clock: Clock): Reply {
    if (call.fault === "hang") return "silence";
    const at = clock.monotonic();
    if (call.kind === "token") {
      return this.login.response(String(request.body ?? ""), call.fault as LoginFault | undefined, at);
    }
    const token = (headers["authorization"] ?? "").replace(/^Bearer /, "");
    if (this.random.chance(this.#plan.revokes)) this.login.revoke(token);
    if (!this.login.isLive(token, at)) return response(401, { error: { code: "Unauthorized" } });
    const fault = call.fault as Fault | undefined;
    const early = this.#overRate(call.kind, at) ?? this.#rejected(fault, token, clock);
    if (early !== undefined) return early;
    return this.process({ call, request, fault, token, at });
  }

  /** The service enforces its limits too. */
  #overRate(kind: CallKind, at: number): HttpResponse | undefined {
    const { calls, perSeconds } = this.limitOf(kind);
    const arrivals = this.#arrivals.get(kind) ?? [];
    this.#arrivals.set(kind, arrivals);
    arrivals.push(at);
    const before = arrivals.at(-1 - calls);
    if (before === undefined || at - before >= perSeconds * 1000) return undefined;
    return response(429, {
      error: { message: `Rate limit is exceeded. Try again in ${Math.ceil(perSeconds)} seconds.` },
    });
  }

  /** Responds without processing the call. */
  #rejected(fault: Fault | undefined, token: string, clock: Clock): Reply | undefined {
    const seconds = this.random.int(0, 20);
    const header = { "retry-after": String(seconds) };
    const kind: string = fault ?? "none";
    switch (kind) {
      case "429 seconds":
        return response(429, { error: { code: "TooManyRequests" } }, header);
      case "429 date":
        return response(429, {}, { "retry-after": new Date(clock.now() + seconds * 1000).toUTCString() });
      case "429 text":
        return response(429, {
          error: { message: `Rate limit is exceeded. Try again in ${seconds} seconds.` },
        });
      case "429 bare":
        return response(429, "");
      case "401":
      case "403":
      case "408":
      case "500":
      case "503":
        return response(Number(fault), { error: { code: "Fault", message: "A fault." } });
      case "500 quoting":
        return response(500, { error: { message: `Failed with authorization Bearer ${token}` } });
      case "502 page":
        return response(502, "<html><body>Bad gateway</body></html>");
      case "503 asked":
        return response(503, {}, header);
      case "page":
        return response(200, "<html><body>Sign in to the network</body></html>");
      default:
        return undefined;
    }
  }

  #emit({ kind, n, life }: Call, what: string): void {
    this.#log(`${life === 0 ? "" : `life ${life}, `}${kind} ${n}: ${what}`);
  }
}

/** The call is processed, and its response is lost. */
export function withoutResponse(fault: Fault | undefined): Reply | undefined {
  if (fault === "lost after") return lost;
  if (fault === "hang after") return "silence";
  if (fault === "500 after") return response(500, { error: { message: "A fault." } });
  if (fault === "504 after") return response(504, "<html><body>Gateway timeout</body></html>");
  return undefined;
}

function isLastPage({ status, body }: HttpResponse): boolean {
  const { value, "@odata.nextLink": next } = (body ?? {}) as JsonObject;
  return status === 200 && Array.isArray(value) && next === undefined;
}

function isToken({ url }: HttpRequest): boolean {
  return new URL(url).pathname.endsWith("/token");
}

function rowsOf({ body = "" }: HttpRequest): JsonObject[] {
  const text = String(body);
  if (!text.startsWith("{")) return [];
  const { Indicators: rows } = JSON.parse(text) as JsonObject;
  return Array.isArray(rows) ? rows : [];
}

/** More rows in a line would hide the others. */
const maxListed = 24;

function listed(rows: readonly JsonObject[]): string {
  if (rows.length === 0) return "";
  if (rows.length > maxListed) return ` (${rows.length} rows)`;
  return rows.map((row) => `\n      ${identityOf(row)} ${String(row["title"])}`).join("");
}

async function untilAborted(signal: AbortSignal): Promise<TransportFailure> {
  if (!signal.aborted) {
    await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
  }
  return cancelled;
}
