// Issues access tokens, stores them, and finds the principal of a token.
import { createHmac, randomBytes, randomUUID } from "node:crypto";
import { resourceOf } from "../core/resources.js";
import type { App } from "../core/types.js";

/** Who presented a token, and what the token allows. */
export interface Principal {
  tenant: string;
  client: string;
  /** Resource the token is for, without a trailing slash. */
  audience: string;
  roles: readonly string[];
  scopes: readonly string[];
  /** Sign-in name of the user of a delegated token; null for an app. */
  user: string | null;
  /** Epoch seconds. */
  expiresAt: number;
}

/** What a token request asks for. */
export interface TokenSpec {
  app: App;
  audience: string;
  /** Sign-in name for a delegated token. */
  user?: string;
}

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");

/** A token, its principal, and its start (epoch seconds). */
export interface IssuedToken {
  token: string;
  principal: Principal;
  startsAt: number;
}

/** Issues and recognizes tokens; the signing key exists only as long as the process. */
export class TokenIssuer {
  readonly #key = randomBytes(32);
  readonly #principals = new Map<string, Principal>();
  readonly #refresh = new Map<string, TokenSpec>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Issues a token that is valid for `lifetimeSeconds`. */
  issue(spec: TokenSpec, lifetimeSeconds: number, opaque: boolean): IssuedToken {
    const startsAt = Math.floor(this.#now() / 1000);
    const principal = principalOf(spec, startsAt + lifetimeSeconds);
    const token = opaque ? randomBytes(48).toString("base64url") : this.sign(claims(principal, startsAt));
    this.#principals.set(token, principal);
    return { token, principal, startsAt };
  }

  /** Returns a JWT with `content`; only this process can verify it. */
  sign(content: object): string {
    const body = `${part({ typ: "JWT", alg: "HS256", kid: "simulator" })}.${part(content)}`;
    return `${body}.${createHmac("sha256", this.#key).update(body).digest("base64url")}`;
  }

  /** Issues a refresh token. */
  issueRefreshToken(spec: TokenSpec): string {
    const token = randomBytes(48).toString("base64url");
    this.#refresh.set(token, spec);
    return token;
  }

  /** Returns what a refresh token was issued for. */
  specOfRefreshToken(token: string): TokenSpec | undefined {
    return this.#refresh.get(token);
  }

  /** Returns the principal of the valid token in an `Authorization` header. */
  principal(authorization: string | undefined): Principal | undefined {
    const token = /^Bearer +(\S+)$/i.exec(authorization ?? "")?.[1];
    const principal = token === undefined ? undefined : this.#principals.get(token);
    return principal && principal.expiresAt * 1000 > this.#now() ? principal : undefined;
  }

  /** Invalidates every token. */
  revoke(): void {
    this.#principals.clear();
    this.#refresh.clear();
  }
}

const DEFAULT_SCP = "Ti.ReadWrite Score.Read ThreatIndicators.ReadWrite.OwnedBy user_impersonation";

function principalOf({ app, audience, user }: TokenSpec, expiresAt: number): Principal {
  const ofResource = (permission: string) => resourceOf(audience)?.defines(permission) === true;
  const scopes = user === undefined ? [] : (app.scp ?? DEFAULT_SCP).split(" ").filter(ofResource);
  const roles = user === undefined ? app.roles.filter(ofResource) : [];
  const { tenant_id: tenant, client_id: client } = app;
  return { tenant, client, audience, roles, scopes, user: user ?? null, expiresAt };
}

// As in Entra, roles are absent if there are none: the token is issued and the API returns 403.
function claims(principal: Principal, startsAt: number): object {
  const { audience, tenant, client, user } = principal;
  return {
    aud: audience,
    iss: `https://sts.windows.net/${tenant}/`,
    iat: startsAt,
    nbf: startsAt,
    exp: principal.expiresAt,
    appid: client,
    tid: tenant,
    ver: "1.0",
    jti: randomUUID(),
    ...(user === null ? { idtyp: "app" } : { upn: user, scp: principal.scopes.join(" ") }),
    ...(principal.roles.length > 0 ? { roles: principal.roles } : {}),
  };
}
