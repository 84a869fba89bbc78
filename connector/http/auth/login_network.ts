/** The login library's way to the network: our own sender, with its retries, proxy and certificates. */
import { ConnectorError } from "../../contract/errors.js";
import type { Manifest } from "../../contract/generated/meta/manifest.js";
import { getAt } from "../../contract/json_pointer.js";
import type { Clock, HttpResponse, HttpRequest } from "../../contract/types.js";
import { ended, saidBy } from "../../contract/visible_text.js";
import type { Connection } from "./connection.js";
import { Deadline } from "../deadline.js";
import type { CallContext, CallResult, Send } from "../call_context.js";
import type { TokenAttempts } from "./token_cache.js";
import { expiryIn, tokenFault } from "./token_response.js";

/** What a token request needs besides the connection. */
export interface LoginPorts {
  readonly send: Send;
  readonly clock: Clock;
  readonly manifest: Manifest;
  /** Ends the request, whatever it is at. */
  readonly signal: AbortSignal;
  readonly attempts: TokenAttempts;
}

/** What the library asks for. */
interface RequestOptions {
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

/** What it gets back. */
interface Response<T> {
  readonly headers: Record<string, string>;
  readonly body: T;
  readonly status: number;
}

/** Headers in which the endpoints of managed identities want the secret of their host. */
const secretHeaders = new Set(["x-identity-header", "secret", "authorization"]);

/** MSAL's way to the network: our own sender, with its retries, proxy and certificates. */
export class LoginNetwork {
  readonly #connection: Connection;
  readonly #scopes: readonly string[];
  readonly #ports: LoginPorts;
  #last: CallResult | undefined;
  /** What is wrong with the token: the library would wrap an error into one of its own. */
  #fault: ConnectorError | undefined;
  #askedAt = 0;

  constructor(connection: Connection, scopes: readonly string[], ports: LoginPorts) {
    this.#connection = connection;
    this.#scopes = scopes;
    this.#ports = ports;
  }

  /** When the token that was just issued expires, in milliseconds since 1970. @param expiresOn as the library read it */
  expiryOf({ expiresOn }: { readonly expiresOn: Date | null }): number {
    const { clock, manifest } = this.#ports;
    const times = { askedAt: this.#askedAt, now: clock.now(), until: expiresOn?.getTime() };
    return expiryIn(this.#last?.response?.body, times, manifest.http.token);
  }

  sendGetRequestAsync<T>(url: string, options?: RequestOptions): Promise<Response<T>> {
    return this.#exchange({ method: "GET", url, headers: options?.headers ?? {} });
  }

  sendPostRequestAsync<T>(url: string, options?: RequestOptions): Promise<Response<T>> {
    const body = this.#body(options?.body ?? "");
    const signed = new URLSearchParams(body).get("client_assertion");
    if (signed !== null) this.#connection.redactor.addLive(signed);
    return this.#exchange({ method: "POST", url: this.#address(url), headers: options?.headers ?? {}, body });
  }

  /** The error that the user gets for what went wrong. */
  explain(error: unknown): ConnectorError {
    if (error instanceof ConnectorError) return error;
    if (this.#fault !== undefined) return this.#fault;
    const { redactor } = this.#connection;
    if (this.#last === undefined || this.#last.kind === "succeeded") {
      const { errorCode = "unknown" } = error as { errorCode?: string };
      const message = `No token could be made or read (${errorCode}). Nothing was sent to the service.`;
      return new ConnectorError("InvalidCredentials", redactor.clean(message));
    }
    const { response, error: failure } = this.#last;
    // What may succeed later without a change says nothing about the credentials; a 401 here does.
    if (response === undefined || failure.retryable) return this.#withPlace(failure);
    // Nobody but a proxy or a wrong address answers without naming the error as OAuth wants it.
    if (typeof getAt(response.body, "/error") !== "string") return this.#withPlace(failure, "Unreachable");
    return this.#rejected(response.body, response.status);
  }

  #rejected(body: unknown, status: number): ConnectorError {
    const { error = "", error_description = "" } = (body ?? {}) as Record<string, unknown>;
    const [message = ""] = String(error_description).split(/\r?\n/);
    const [, number = ""] = /AADSTS(\d+)/.exec(message) ?? [];
    const hint = this.#ports.manifest.loginErrors[number];
    const words = saidBy("the login service", this.#connection.redactor.clean(message || String(error)));
    const whole = ended(`The login service rejects the credentials; ${words}`);
    return new ConnectorError("InvalidCredentials", whole, { status, hint });
  }

  /** Whatever became of a login, no row was sent. */
  #withPlace(failure: ConnectorError, code = failure.code): ConnectorError {
    const { hint, status, message } = failure;
    const isOwnHint = code === failure.code && code !== "OutcomeUnknown";
    return new ConnectorError(
      code === "OutcomeUnknown" ? "Unreachable" : code,
      `${this.#place}: ${message}`,
      {
        status,
        hint: isOwnHint ? hint : undefined,
      },
    );
  }

  get #place(): string {
    const { grant, tokenUrl } = this.#connection;
    return grant === "managed_identity" ? "Managed identity" : `Login service ${new URL(tokenUrl).host}`;
  }

  /** Back to plain http where the asset's loopback address is. */
  #address(url: string): string {
    const real = new URL(this.#connection.tokenUrl);
    const asked = new URL(url);
    return asked.host === real.host ? `${real.origin}${asked.pathname}${asked.search}` : url;
  }

  /** An endpoint of version 1 wants a resource where version 2 takes a scope. */
  #body(body: string): string {
    if (!new URL(this.#connection.tokenUrl).pathname.endsWith("/oauth2/token")) return body;
    const resource = (this.#scopes[0] ?? "").replace(/\/\.default$/, "");
    return `${body}&resource=${encodeURIComponent(resource)}`;
  }

  async #exchange<T>(request: HttpRequest): Promise<Response<T>> {
    for (const [name, value] of Object.entries(request.headers)) {
      if (secretHeaders.has(name.toLowerCase())) this.#connection.redactor.add(value);
    }
    this.#askedAt = this.#ports.clock.now();
    const result = await this.#ports.send(request, this.#context());
    this.#last = result;
    if (result.kind !== "succeeded" && result.response === undefined) throw this.#withPlace(result.error);
    const { status, headers, body } = result.response as HttpResponse;
    this.#fault = result.kind === "succeeded" ? this.#faultOf(body) : undefined;
    if (this.#fault !== undefined) throw this.#fault;
    return { status, headers: { ...headers }, body: (body ?? {}) as T };
  }

  /** Nobody but a proxy or a wrong address answers without a token that can be sent. */
  #faultOf(body: unknown): ConnectorError | undefined {
    const fault = tokenFault(body);
    if (fault === undefined) return undefined;
    const message = `${this.#place}: the response holds ${fault}. Nothing was sent to the service.`;
    return new ConnectorError("Unreachable", message);
  }

  #context(): CallContext {
    const { clock, manifest, signal, attempts } = this.#ports;
    const { statuses, ...declared } = manifest.login;
    return {
      rateLimits: [],
      policy: {
        idempotent: true,
        retryStatuses: statuses,
        bisectStatuses: [],
        notFoundStatuses: [],
        mayBeEmpty: false,
        message: "/error_description",
        waitSeconds: undefined,
      },
      retry: attempts === "one" ? { ...declared, attempts: 1 } : declared,
      timeoutMs: this.#connection.settings.timeout_ms ?? manifest.http.loginTimeoutMs,
      deadline: new Deadline(clock, undefined, signal),
      abort: signal,
      redactor: this.#connection.redactor,
      onWait: () => {},
      onAttempt: () => {},
    };
  }
}
