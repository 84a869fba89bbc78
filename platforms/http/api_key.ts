/** The API key of the service: its source and its comparison. */
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { type Connector, ConnectorError } from "../../connector/platform_api.js";
import { Problem } from "./http_errors.js";

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

/** Returns the environment variable of the key. */
export function keyVariable({ environmentPrefix }: Connector["manifest"]): string {
  return `${environmentPrefix}SERVE_KEY`;
}

/** Returns a function that returns the error for a header without the key. */
export function keyProblem(manifest: Connector["manifest"]): (header: string | undefined) => Problem {
  const hint = `Send the value of ${keyVariable(manifest)}, or the key that the service printed when it started: Authorization: Bearer <key>.`;
  return (header = "") =>
    header === ""
      ? new Problem("Unauthorized", "The request has no key.")
      : new Problem("Unauthorized", "The key is wrong.", hint);
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
