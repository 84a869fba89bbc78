/** Sessions: connection, tokens and sockets of one asset, shared by all runs that use the same asset. */
import { createHmac, randomBytes } from "node:crypto";
import { statSync } from "node:fs";
import type { SharedAsset } from "../../contract/generated/assets/shared.js";
import type { Manifest } from "../../contract/generated/meta/manifest.js";
import type { Finding } from "../../contract/compiled_action.js";
import type { Asset, Clock } from "../../contract/types.js";
import { nameShown } from "../../contract/visible_text.js";
import type { RateLimiter, RateLimit, RateLimitStore } from "../rate_limit/rate_limit_store.js";
import type { Transport, WireSettings } from "../axios_transport.js";
import { assetKind } from "./asset_kind.js";
import { certificateFields } from "./certificate_fields.js";
import { type Connection, connect } from "./connection.js";
import { assetErrors } from "./messages.js";
import { requestToken } from "./msal_login.js";
import type { Environment } from "../proxy.js";
import type { Send } from "../call_context.js";
import { createSend } from "../send_request.js";
import { type TokenRequest, TokenCache } from "./token_cache.js";

/** What sessions need. */
export interface SessionPorts {
  readonly manifest: Manifest;
  readonly clock: Clock;
  readonly env: Environment;
  readonly rateLimits: RateLimitStore;
  readonly random: () => number;
  readonly transport: (settings: WireSettings) => Transport;
  readonly checkAsset: (kind: string, asset: Asset) => Finding[];
}

/** Connection, tokens and sockets of one asset. */
export interface Session {
  readonly connection: Connection;
  readonly send: Send;
  /** Returns the token cache for these scopes. */
  token(scopes: readonly string[]): TokenCache;
  /** Returns the rate limiters of these names for calls to that address. */
  rateLimits(names: readonly string[], serviceUrl: string): RateLimiter[];
}

/** Maximum number of sessions. The one that was not used for the longest time is removed first. */
const maxSessions = 500;

/** Sessions by asset. Two different assets share only the rate limits of their application. */
export class Sessions {
  readonly #ports: SessionPorts;
  readonly #known = new Map<string, Known>();
  /** Key of the digests by which sessions are found. Assets contain secrets, so they are not used as map keys. */
  readonly #key = randomBytes(32);

  constructor(ports: SessionPorts) {
    this.#ports = ports;
  }

  /** Returns the session of an asset. @throws InvalidAsset or HostNotAllowed */
  of(asset: Asset): Session {
    const id = createHmac("sha256", this.#key).update(jsonOf(asset)).digest("base64");
    const files = this.#filesOf(asset);
    const known = this.#known.get(id);
    const session = known?.files === files ? known.session : this.#open(asset, known);
    this.#known.delete(id);
    this.#known.set(id, { session, files });
    if (this.#known.size > maxSessions) this.#known.delete(this.#known.keys().next().value as string);
    return session;
  }

  /** Throws what is wrong with an asset, also if an earlier content of its files is in use. @throws InvalidAsset or HostNotAllowed */
  check(asset: Asset): void {
    checkedConnection(asset, this.#ports);
  }

  /** Returns a text that changes with the certificates and keys in files. */
  #filesOf(asset: Asset): string {
    return certificateFields(this.#ports.manifest)
      .map((field) => fileState(asset?.[field]))
      .join();
  }

  /** Certificates that changed and are not valid do not replace those in use. */
  #open(asset: Asset, known: Known | undefined): Session {
    try {
      return openSession(asset, this.#ports);
    } catch (error) {
      if (known === undefined) throw error;
      return known.session;
    }
  }
}

/** A session, and the state of the files with its certificates. */
interface Known {
  readonly session: Session;
  readonly files: string;
}

/** Returns a text that changes with the content of a file; empty if there is no such file, and for the text of a certificate. */
function fileState(path: unknown): string {
  if (typeof path !== "string" || path.includes("\n")) return "";
  try {
    const found = statSync(path, { throwIfNoEntry: false });
    return found === undefined ? "" : [found.ino, found.size, found.mtimeMs].join(" ");
  } catch {
    return "";
  }
}

function jsonOf(asset: Asset): string {
  try {
    return JSON.stringify(asset) ?? "";
  } catch {
    throw assetErrors.notAnObject();
  }
}

function openSession(asset: Asset, ports: SessionPorts): Session {
  const { manifest, clock } = ports;
  const connection = checkedConnection(asset, ports);
  const { settings } = connection;
  const wire = ports.transport({
    verifyTls: settings.verify_ssl ?? true,
    ca: connection.ca,
    maxResponseBytes: manifest.http.maxResponseBytes,
    proxyFor: connection.proxyFor,
  });
  const send = createSend(wire, clock, ports.random);
  const tokens = new Map<string, TokenCache>();
  return {
    connection,
    send,
    token(scopes) {
      const id = scopes.join(" ");
      const request: TokenRequest = (signal, attempts, onEnd) =>
        requestToken(connection, scopes, { send, clock, manifest, signal, attempts, onEnd });
      const source = tokens.get(id) ?? new TokenCache(request, clock);
      tokens.set(id, source);
      return source;
    },
    rateLimits: (names, serviceUrl) => names.map((name) => rateLimit(name, serviceUrl, connection, ports)),
  };
}

function checkedConnection(asset: Asset, { manifest, env, checkAsset }: SessionPorts): Connection {
  if (typeof asset !== "object" || asset === null || Array.isArray(asset)) throw assetErrors.notAnObject();
  const kind = assetKind(asset, manifest);
  const found = checkAsset(kind, asset);
  if (found.length > 0)
    throw assetErrors.invalidFields(
      kind,
      found.map(({ message }) => message),
    );
  const connection = connect(asset, kind, manifest, env);
  const unknown = Object.keys(connection.settings.rate_limits ?? {}).find(
    (name) => !Object.hasOwn(manifest.rateLimits, name),
  );
  if (unknown === undefined) return connection;
  throw assetErrors.unknownRateLimit(nameShown(unknown), Object.keys(manifest.rateLimits));
}

function rateLimit(
  name: string,
  serviceUrl: string,
  connection: Connection,
  { manifest, rateLimits }: SessionPorts,
): RateLimiter {
  const declared = manifest.rateLimits[name] as Manifest["rateLimits"][string];
  const parts = { host: new URL(serviceUrl).host, tenant: connection.tenant, client: connection.client };
  return rateLimits.get(
    name,
    // The service compares IDs of applications without case.
    declared.key.map((part) => parts[part].toLowerCase()),
    rateLimitOf(name, manifest, connection.settings),
  );
}

/** Returns a rate limit: that of the asset if it has one, otherwise that of the manifest. */
export function rateLimitOf(
  name: string,
  { rateLimits }: Manifest,
  settings: Pick<SharedAsset, "rate_limits">,
): RateLimit {
  const own = settings.rate_limits?.[name];
  return own === undefined
    ? (rateLimits[name] as Manifest["rateLimits"][string])
    : { calls: own.calls, perSeconds: own.per_seconds };
}
