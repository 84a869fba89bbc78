/** Network module of the login library: sends with our own sender, with its retries, proxy and certificates. */
import { ConnectorError, type ErrorCode } from "../../contract/errors.js";
import type { Manifest } from "../../contract/generated/meta/manifest.js";
import { getAt } from "../../contract/json_pointer.js";
import type { Clock, HttpResponse, HttpRequest } from "../../contract/types.js";
import type { Connection } from "./connection.js";
import { Deadline } from "../deadline.js";
import type { OnAttemptEnd } from "../attempt_end.js";
import type { CallContext, CallResult, Send } from "../call_context.js";
import type { TokenAttempts } from "./token_cache.js";
import { loginErrors, loginPlaces } from "./messages.js";
import { expiryIn, tokenFault } from "./token_response.js";

/** What a token request needs in addition to the connection. */
export interface LoginPorts {
  readonly send: Send;
  readonly clock: Clock;
  readonly manifest: Manifest;
  /** Ends the request at any stage. */
  readonly signal: AbortSignal;
  readonly attempts: TokenAttempts;
  readonly onEnd: OnAttemptEnd;
}

/** A request of the library. */
interface RequestOptions {
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

/** A response in the form that the library expects. */
interface Response<T> {
  readonly headers: Record<string, string>;
  readonly body: T;
  readonly status: number;
}

/** Codes of responses that mean here that the credentials are rejected. */
const rejections: ReadonlySet<ErrorCode | undefined> = new Set(["Rejected", "TokenRejected", "Forbidden"]);

/** Headers that carry the secret of the host to the endpoint of a managed identity. */
const secretHeaders = new Set(["x-identity-header", "secret", "authorization"]);

/** Sends the token requests of MSAL. One object serves one token request. */
export class LoginNetwork {
  readonly #connection: Connection;
  readonly #scopes: readonly string[];
  readonly #ports: LoginPorts;
  #last: CallResult | undefined;
  /** The error about the token. Kept here because the library wraps errors that it receives. */
  #fault: ConnectorError | undefined;
  #requestedAt = 0;

  constructor(connection: Connection, scopes: readonly string[], ports: LoginPorts) {
    this.#connection = connection;
    this.#scopes = scopes;
    this.#ports = ports;
  }

  /**
   * Returns the time at which the issued token expires, in milliseconds since 1970.
   * @param expiresOn - the time that the library read
   */
  expiryOf({ expiresOn }: { readonly expiresOn: Date | null }): number {
    const { clock, manifest } = this.#ports;
    const times = { requestedAt: this.#requestedAt, now: clock.now(), until: expiresOn?.getTime() };
    return expiryIn(this.#last?.response?.body, times, manifest.http.token);
  }

  sendGetRequestAsync<T>(url: string, options?: RequestOptions): Promise<Response<T>> {
    return this.#exchange({ method: "GET", url, headers: options?.headers ?? {} });
  }

  sendPostRequestAsync<T>(url: string, options?: RequestOptions): Promise<Response<T>> {
    const body = this.#body(options?.body ?? "");
    const assertion = new URLSearchParams(body).get("client_assertion");
    if (assertion !== null) this.#connection.redactor.addLive(assertion);
    return this.#exchange({ method: "POST", url: this.#address(url), headers: options?.headers ?? {}, body });
  }

  /** Returns the error for the user. */
  explain(error: unknown): ConnectorError {
    if (error instanceof ConnectorError) return error;
    if (this.#fault !== undefined) return this.#fault;
    const { redactor } = this.#connection;
    if (this.#last === undefined || this.#last.kind === "succeeded") {
      const { errorCode = "unknown" } = error as { errorCode?: string };
      return loginErrors.noToken(errorCode, (text) => redactor.clean(text));
    }
    const { response, error: failure } = this.#last;
    // A failure that a retry may fix says nothing about the credentials; a 401 here does.
    if (response === undefined || failure.retryable) return this.#withPlace(failure);
    // Only a proxy or a wrong address responds without the error name that OAuth requires.
    if (typeof getAt(response.body, "/error") !== "string") return this.#withPlace(failure, "Unreachable");
    return this.#rejected(response.body, response.status);
  }

  #rejected(body: unknown, status: number): ConnectorError {
    const { error = "", error_description = "" } = (body ?? {}) as Record<string, unknown>;
    const [message = ""] = String(error_description).split(/\r?\n/);
    const [, number = ""] = /AADSTS(\d+)/.exec(message) ?? [];
    const hint = this.#ports.manifest.loginErrors[number];
    const words = this.#connection.redactor.clean(message || String(error));
    return loginErrors.rejected(words, status, hint);
  }

  /** Adds the place. An unknown outcome becomes Unreachable: no row was sent. */
  #withPlace(failure: ConnectorError, code = failure.code): ConnectorError {
    const { hint, status, message } = failure;
    const isOwnHint = code === failure.code && code !== "OutcomeUnknown";
    return loginErrors.failed(this.#place, code === "OutcomeUnknown" ? "Unreachable" : code, message, {
      status,
      hint: isOwnHint ? hint : undefined,
    });
  }

  get #place(): string {
    const { grant, tokenUrl } = this.#connection;
    return grant === "managed_identity"
      ? loginPlaces.managedIdentity
      : loginPlaces.loginService(new URL(tokenUrl).host);
  }

  /** Restores plain http for a loopback address of the asset: the library knows https only. */
  #address(url: string): string {
    const real = new URL(this.#connection.tokenUrl);
    const requested = new URL(url);
    return requested.host === real.host ? `${real.origin}${requested.pathname}${requested.search}` : url;
  }

  /** Adds the resource, which an endpoint of version 1 requires instead of a scope. */
  #body(body: string): string {
    if (!new URL(this.#connection.tokenUrl).pathname.endsWith("/oauth2/token")) return body;
    const resource = (this.#scopes[0] ?? "").replace(/\/\.default$/, "");
    return `${body}&resource=${encodeURIComponent(resource)}`;
  }

  async #exchange<T>(request: HttpRequest): Promise<Response<T>> {
    for (const [name, value] of Object.entries(request.headers)) {
      if (secretHeaders.has(name.toLowerCase())) this.#connection.redactor.add(value);
    }
    this.#requestedAt = this.#ports.clock.now();
    const result = await this.#ports.send(request, this.#context());
    this.#last = result;
    if (result.kind !== "succeeded" && result.response === undefined) throw this.#withPlace(result.error);
    const { status, headers, body } = result.response as HttpResponse;
    this.#fault = result.kind === "succeeded" ? this.#faultOf(body) : undefined;
    if (this.#fault !== undefined) throw this.#fault;
    return { status, headers: { ...headers }, body: (body ?? {}) as T };
  }

  /** Returns an error if the token cannot be sent: the response then comes from a proxy or a wrong address. */
  #faultOf(body: unknown): ConnectorError | undefined {
    const fault = tokenFault(body);
    return fault === undefined ? undefined : loginErrors.badToken(this.#place, fault);
  }

  #context(): CallContext {
    const { clock, manifest, signal, attempts, onEnd } = this.#ports;
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
      onWaited: () => {},
      onAttempt: () => {},
      onEnd: (end) => onEnd(rejections.has(end.code) ? { ...end, code: "InvalidCredentials" } : end),
    };
  }
}
