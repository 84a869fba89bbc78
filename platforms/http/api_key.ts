/** The API key of the service: its source and its comparison. */
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { ConnectorError } from "../../connector/platform_api.js";

/** Shorter keys can be guessed. */
const minKeyLength = 16;

/** A key, and whether the service generated it. */
export interface Key {
  readonly value: string;
  readonly isGenerated: boolean;
}

/**
 * Returns the key of that variable, or a new key, which is sufficient for clients on this machine only.
 * Throws InvalidOption.
 * @param variable - name of the environment variable
 */
export function keyOf(
  { variable, host }: { variable: string; host: string },
  env: Readonly<Record<string, string | undefined>>,
): Key {
  const given = env[variable];
  if (given !== undefined && given !== "") return { value: checked(given, variable), isGenerated: false };
  if (isLoopback(host)) return { value: randomBytes(32).toString("base64url"), isGenerated: true };
  throw new ConnectorError("InvalidOption", `Other machines can reach ${host}, and no key is set.`, {
    hint: `Set ${variable} to your own key, or omit --host to serve this machine only.`,
  });
}

/** Returns whether only this machine can reach the address. */
export function isLoopback(host: string): boolean {
  return /^(?:localhost|127(?:\.\d{1,3}){3}|::1)$/i.test(host);
}

/** Returns a check of Authorization headers that takes equally long for a key that is almost right. */
export function keyCheck(key: string): (header: string | undefined) => boolean {
  const expected = digestOf(key);
  return (header = "") => {
    const shown = /^Bearer +(\S+)$/i.exec(header)?.[1];
    return shown !== undefined && timingSafeEqual(digestOf(shown), expected);
  };
}

function checked(key: string, variable: string): string {
  if (key.length >= minKeyLength && /^[!-~]+$/.test(key)) return key;
  throw new ConnectorError(
    "InvalidOption",
    `${variable} must have at least ${minKeyLength} characters: letters, digits and signs without blanks.`,
    { hint: "Generate a key, for example: openssl rand -hex 32" },
  );
}

function digestOf(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
