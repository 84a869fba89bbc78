/** Makes the headers of requests that contain the credentials themselves, for services without a login. */
import type { Manifest } from "../../contract/generated/meta/manifest.js";
import { isHeaderName, isHeaderValue, isOwnHeader } from "../header_names.js";
import type { Credentials } from "./credentials.js";
import { headerErrors } from "./messages.js";

type Grant = Manifest["assets"][string]["grant"];

/** Grants that need no login. */
type StaticGrant = "none" | "basic" | "bearer" | "header";

/** Grants for which the login service issues a token. */
export type TokenGrant = Exclude<Grant, StaticGrant>;

/** Credentials with the names of the asset fields that hold them. */
interface Held {
  readonly credentials: Credentials;
  readonly fields: Credentials;
}

/** Names and values of headers, with the names in lower case. */
export type Headers = Readonly<Record<string, string>>;

const makers: Record<StaticGrant, (held: Held) => Headers> = {
  none: () => ({}),
  basic: ({ credentials: { username = "", password = "" }, fields }) => {
    // The first colon ends the user name.
    if (/[:\p{Cc}]/u.test(username)) throw headerErrors.invalidUsername(fields.username ?? "username");
    if (/\p{Cc}/u.test(password)) throw headerErrors.controlCharacter(fields.password ?? "password");
    const both = Buffer.from(`${username}:${password}`).toString("base64");
    return { authorization: `Basic ${both}` };
  },
  bearer: ({ credentials: { token = "" }, fields }) => {
    if (!/^[\x21-\x7e]+$/.test(token)) throw headerErrors.invalidToken(fields.token ?? "token");
    return { authorization: `Bearer ${token}` };
  },
  header: ({ credentials: { header = "", key = "" }, fields }) => {
    const name = fields.header ?? "header";
    if (!isHeaderName(header)) throw headerErrors.invalidHeaderName(name);
    if (isOwnHeader(header) || header.toLowerCase() === "accept") throw headerErrors.ownHeader(name);
    if (key.trim() !== key || !isHeaderValue(key)) throw headerErrors.invalidKey(fields.key ?? "key");
    return { [header.toLowerCase()]: key };
  },
};

/**
 * Returns the headers of each request, or undefined if the login service issues a token.
 * @throws InvalidAsset for a value that a header cannot contain
 */
export function credentialHeaders(grant: Grant, held: Held): Headers | undefined {
  return Object.hasOwn(makers, grant) ? makers[grant as StaticGrant](held) : undefined;
}

/** Returns the values of headers that are secret, without the name of the scheme. */
export function secretsOf(headers: Headers): string[] {
  return Object.values(headers).map((value) => value.replace(/^(?:Basic|Bearer) /, ""));
}
