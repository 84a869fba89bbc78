// Issues access tokens, remembers them, and tells whose a presented one is.
import { createHmac, randomBytes, randomUUID } from "node:crypto";
import { resourceOf } from "../core/resources.js";
import type { App } from "../core/types.js";

/** Who presented a token and what it allows. */
export interface Principal {
  tenant: string;
  client: string;
  /** Resource the token is for, without a trailing slash. */
  audience: string;
  roles: readonly string[];
  scopes: readonly string[];
  /** Sign-in name when a user stands behind the token. */
  user: string | null;
  /** Epoch seconds. */
  expiresAt: number;
}

/** What a token is asked for. */
export interface TokenOrder {
  app: App;
  audience: string;
  /** Sign-in name for a delegated token. */
  user?: string;
}

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");

/** A token, its holder, and its start (epoch seconds). */
export interface IssuedToken {
  token: string;
  holder: Principal;
  startsAt: number;
}

/** Issues and recognises tokens; the key lives only as long as the process. */
export class TokenIssuer {
  readonly #key = randomBytes(32);
  readonly #holders = new Map<string, Principal>();
  readonly #refresh = new Map<string, TokenOrder>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Issues a token that lives `lifetimeSeconds`. */
  issue(order: TokenOrder, lifetimeSeconds: number, opaque: boolean): IssuedToken {
    const startsAt = Math.floor(this.#now() / 1000);
    const holder = holderOf(order, startsAt + lifetimeSeconds);
    const token = opaque ? randomBytes(48).toString("base64url") : this.sign(claims(holder, startsAt));
    this.#holders.set(token, holder);
    return { token, holder, startsAt };
  }

  /** A JWT over `content`; nobody but this process can check it, which is all that is needed. */
  sign(content: object): string {
    const body = `${part({ typ: "JWT", alg: "HS256", kid: "simulator" })}.${part(content)}`;
    return `${body}.${createHmac("sha256", this.#key).update(body).digest("base64url")}`;
  }

  /** A refresh token for the order. */
  remember(order: TokenOrder): string {
    const token = randomBytes(48).toString("base64url");
    this.#refresh.set(token, order);
    return token;
  }

  /** The order behind a refresh token. */
  resume(token: string): TokenOrder | undefined {
    return this.#refresh.get(token);
  }

  /** The holder of a living token in an `Authorization` header. */
  holder(authorization: string | undefined): Principal | undefined {
    const token = /^Bearer +(\S+)$/i.exec(authorization ?? "")?.[1];
    const holder = token === undefined ? undefined : this.#holders.get(token);
    return holder && holder.expiresAt * 1000 > this.#now() ? holder : undefined;
  }

  /** Makes every token unknown. */
  revoke(): void {
    this.#holders.clear();
    this.#refresh.clear();
  }
}

const DEFAULT_SCP = "Ti.ReadWrite Score.Read ThreatIndicators.ReadWrite.OwnedBy user_impersonation";

function holderOf({ app, audience, user }: TokenOrder, expiresAt: number): Principal {
  const ofResource = (permission: string) => resourceOf(audience)?.defines(permission) === true;
  const scopes = user === undefined ? [] : (app.scp ?? DEFAULT_SCP).split(" ").filter(ofResource);
  const roles = user === undefined ? app.roles.filter(ofResource) : [];
  const { tenant_id: tenant, client_id: client } = app;
  return { tenant, client, audience, roles, scopes, user: user ?? null, expiresAt };
}

// Roles are left out when there are none, as Entra does: the token is issued and the API answers 403.
function claims(holder: Principal, startsAt: number): object {
  const { audience, tenant, client, user } = holder;
  return {
    aud: audience,
    iss: `https://sts.windows.net/${tenant}/`,
    iat: startsAt,
    nbf: startsAt,
    exp: holder.expiresAt,
    appid: client,
    tid: tenant,
    ver: "1.0",
    jti: randomUUID(),
    ...(user === null ? { idtyp: "app" } : { upn: user, scp: holder.scopes.join(" ") }),
    ...(holder.roles.length > 0 ? { roles: holder.roles } : {}),
  };
}
