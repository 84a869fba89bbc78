/** Gets tokens from the login service. The one file that knows MSAL, and loads it with the first token. */
import { AsyncLocalStorage } from "node:async_hooks";
import { X509Certificate } from "node:crypto";
import { createRequire } from "node:module";
import type { INetworkModule, NetworkRequestOptions, NetworkResponse } from "@azure/msal-node";
import { ConnectorError } from "../contract/errors.js";
import type { Manifest } from "../contract/generated/meta/manifest.js";
import { at } from "../contract/pointer.js";
import type { Clock, HttpAnswer, HttpRequest } from "../contract/types.js";
import { type Connection, type Credentials, readText } from "./connection.js";
import { Deadline } from "./deadline.js";
import type { CallContext, CallResult, Send } from "./send.js";
import type { Token, TokenAttempts } from "./token.js";

/** What a token request needs beside the connection. */
export interface LoginPorts {
  readonly send: Send;
  readonly clock: Clock;
  readonly manifest: Manifest;
  /** Ends the request, whatever it is at. */
  readonly signal: AbortSignal;
  readonly attempts: TokenAttempts;
}

type Msal = typeof import("@azure/msal-node");
interface Issued {
  accessToken: string;
  expiresOn: Date | null;
}

/**
 * Asks for one token: exactly one POST, no discovery, since the endpoint is known. Throws CredentialsRefused with
 * the login service's own words, Unreachable or ServiceFailed when it does not answer.
 */
export async function requestToken(
  connection: Connection,
  scopes: readonly string[],
  ports: LoginPorts,
): Promise<Token> {
  const msal = loadMsal();
  const network = new LoginNetwork(connection, scopes, ports);
  try {
    const issued = await grants[connection.grant](msal, connection, [...scopes], network);
    if (issued === null || issued.accessToken === "") throw new Error("no token");
    const stated = network.expiresAt ?? issued.expiresOn?.getTime();
    return { value: issued.accessToken, expiresAt: stated ?? ports.clock.now() + shortestLifetimeMs };
  } catch (error) {
    throw network.explain(error);
  }
}

/** The library's form in one file: with import() it is 150 files, and a start takes 20 ms more. */
function loadMsal(): Msal {
  return createRequire(import.meta.url)("@azure/msal-node") as Msal;
}

/** Where an answer states no lifetime, in milliseconds. */
const shortestLifetimeMs = 300_000;

type Grant = (
  msal: Msal,
  connection: Connection,
  scopes: string[],
  network: LoginNetwork,
) => Promise<Issued | null>;

const grants: Record<Connection["grant"], Grant> = {
  client_secret: (msal, connection, scopes, network) =>
    byClient(msal, connection, scopes, network, { clientSecret: connection.credentials.clientSecret ?? "" }),
  client_certificate: (msal, connection, scopes, network) =>
    byClient(msal, connection, scopes, network, { clientCertificate: certificate(connection.credentials) }),
  client_assertion: (msal, connection, scopes, network) =>
    byClient(msal, connection, scopes, network, { clientAssertion: assertion(connection) }),
  password: byPassword,
  managed_identity: byManagedIdentity,
};

function byClient(
  msal: Msal,
  connection: Connection,
  scopes: string[],
  network: LoginNetwork,
  secret: object,
) {
  const auth = { ...authority(connection), ...secret };
  const app = new msal.ConfidentialClientApplication({ auth, system: { networkClient: network } });
  return app.acquireTokenByClientCredential({ scopes, skipCache: true });
}

function byPassword(msal: Msal, connection: Connection, scopes: string[], network: LoginNetwork) {
  const { username = "", password = "", clientSecret } = connection.credentials;
  const auth = authority(connection);
  const system = { networkClient: network };
  const app =
    clientSecret === undefined
      ? new msal.PublicClientApplication({ auth, system })
      : new msal.ConfidentialClientApplication({ auth: { ...auth, clientSecret }, system });
  return app.acquireTokenByUsernamePassword({ scopes, username, password });
}

function byManagedIdentity(msal: Msal, connection: Connection, scopes: string[], network: LoginNetwork) {
  const identity = connection.credentials.managedIdentity ?? "";
  const app = new msal.ManagedIdentityApplication({
    ...(identity === "system" ? {} : { managedIdentityIdParams: { userAssignedClientId: identity } }),
    system: { networkClient: networkOfRequest, disableInternalRetries: true },
  });
  const resource = (scopes[0] ?? "").replace(/\/\.default$/, "");
  return requestInHand.run(network, () => app.acquireToken({ resource, forceRefresh: true }));
}

/** MSAL keeps the network of the first managed identity for the whole process: ours finds the one that asks now. */
const requestInHand = new AsyncLocalStorage<LoginNetwork>();
const networkOfRequest: INetworkModule = {
  sendGetRequestAsync: (url, options) => networkInHand().sendGetRequestAsync(url, options),
  sendPostRequestAsync: (url, options) => networkInHand().sendPostRequestAsync(url, options),
};

function networkInHand(): LoginNetwork {
  return requestInHand.getStore() as LoginNetwork;
}

/** MSAL takes https authorities only; {@link LoginNetwork} calls the address that is really meant. */
function authority({ tokenUrl, client }: Connection) {
  const url = new URL(tokenUrl);
  const base = `https://${url.host}/${url.pathname.split("/")[1] ?? ""}`;
  const endpoints = {
    token_endpoint: `https://${url.host}${url.pathname}`,
    authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
    issuer: `${base}/v2.0`,
    jwks_uri: `${base}/discovery/v2.0/keys`,
  };
  return {
    clientId: client,
    authority: base,
    knownAuthorities: [url.host],
    authorityMetadata: JSON.stringify(endpoints),
  };
}

function certificate(credentials: Credentials) {
  const pem = pemText(credentials.certificate ?? "", "client_certificate");
  try {
    const thumbprintSha256 = new X509Certificate(pem).fingerprint256.replaceAll(":", "");
    return { thumbprintSha256, privateKey: pemText(credentials.privateKey ?? "", "private_key") };
  } catch (error) {
    if (error instanceof ConnectorError) throw error;
    throw new ConnectorError("InvalidAsset", "client_certificate is not a certificate in PEM form.");
  }
}

/** The value itself where it is PEM, else the file that it names. */
function pemText(value: string, field: string): string {
  return value.includes("-----BEGIN") ? value : readText(value, field);
}

function assertion({ credentials, redactor }: Connection) {
  return () => {
    const text = readText(credentials.assertionFile ?? "", "assertion_file").trim();
    redactor.addLive(text);
    return Promise.resolve(text);
  };
}

/** Headers in which the endpoints of managed identities want the secret of their host. */
const secretHeaders = new Set(["x-identity-header", "secret", "authorization"]);

/** MSAL's way to the network: our own sender, with its retries, proxy and certificates. */
class LoginNetwork implements INetworkModule {
  readonly #connection: Connection;
  readonly #scopes: readonly string[];
  readonly #ports: LoginPorts;
  #last: CallResult | undefined;
  #askedAt = 0;

  constructor(connection: Connection, scopes: readonly string[], ports: LoginPorts) {
    this.#connection = connection;
    this.#scopes = scopes;
    this.#ports = ports;
  }

  /** By our own clock, since MSAL reckons with the system's; undefined where the answer states no lifetime. */
  get expiresAt(): number | undefined {
    const seconds = Number(at(this.#last?.answer?.body, "/expires_in"));
    return seconds > 0 ? this.#askedAt + seconds * 1000 : undefined;
  }

  sendGetRequestAsync<T>(url: string, options?: NetworkRequestOptions): Promise<NetworkResponse<T>> {
    return this.#exchange({ method: "GET", url, headers: options?.headers ?? {} });
  }

  sendPostRequestAsync<T>(url: string, options?: NetworkRequestOptions): Promise<NetworkResponse<T>> {
    const body = this.#body(options?.body ?? "");
    const signed = new URLSearchParams(body).get("client_assertion");
    if (signed !== null) this.#connection.redactor.addLive(signed);
    return this.#exchange({ method: "POST", url: this.#address(url), headers: options?.headers ?? {}, body });
  }

  /** The error that the user gets for what went wrong. */
  explain(error: unknown): ConnectorError {
    if (error instanceof ConnectorError) return error;
    const { redactor } = this.#connection;
    if (this.#last === undefined || this.#last.kind === "succeeded") {
      const { errorCode = "unknown" } = error as { errorCode?: string };
      return new ConnectorError(
        "CredentialsRefused",
        redactor.clean(`No token could be made or read (${errorCode}).`),
      );
    }
    const { answer, error: failure } = this.#last;
    // What may succeed later without a change says nothing about the credentials; a 401 here does.
    if (answer === undefined || failure.retryable) return this.#withPlace(failure);
    // Nobody but a proxy or a wrong address answers without naming the error as OAuth wants it.
    if (typeof at(answer.body, "/error") !== "string") return this.#withPlace(failure, "Unreachable");
    return this.#refused(answer.body, answer.status);
  }

  #refused(body: unknown, status: number): ConnectorError {
    const { error = "", error_description = "" } = (body ?? {}) as Record<string, unknown>;
    const [sentence = ""] = String(error_description).split(/\r?\n/);
    const [, number = ""] = /AADSTS(\d+)/.exec(sentence) ?? [];
    const hint = this.#ports.manifest.loginErrors[number];
    const words = this.#connection.redactor.clean(sentence || String(error) || "no reason given");
    return new ConnectorError("CredentialsRefused", `The login service refuses the credentials: ${words}`, {
      status,
      hint,
    });
  }

  #withPlace(failure: ConnectorError, code = failure.code): ConnectorError {
    const { grant, tokenUrl } = this.#connection;
    const place =
      grant === "managed_identity" ? "Managed identity" : `Login service ${new URL(tokenUrl).host}`;
    return new ConnectorError(code, `${place}: ${failure.message}`, { status: failure.status });
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

  async #exchange<T>(request: HttpRequest): Promise<NetworkResponse<T>> {
    for (const [name, value] of Object.entries(request.headers)) {
      if (secretHeaders.has(name.toLowerCase())) this.#connection.redactor.add(value);
    }
    this.#askedAt = this.#ports.clock.now();
    const result = await this.#ports.send(request, this.#context());
    this.#last = result;
    if (result.kind !== "succeeded" && result.answer === undefined) throw this.#withPlace(result.error);
    const { status, headers, body } = result.answer as HttpAnswer;
    return { status, headers: { ...headers }, body: (body ?? {}) as T };
  }

  #context(): CallContext {
    const { clock, manifest, signal, attempts } = this.#ports;
    const { statuses, ...declared } = manifest.login;
    return {
      budgets: [],
      policy: {
        idempotent: true,
        retryStatuses: statuses,
        isolateStatuses: [],
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
