/** The API keys of the service: their sources and their form. */
import { createHash, randomBytes } from "node:crypto";
import { type Connector, ConnectorError } from "../../connector/platform_api.js";
import { FileFault, type ReadText } from "../shared/config/small_file.js";
import type { Problem } from "./http_errors.js";
import { callerErrors, fileMessages, settingErrors } from "./messages.js";

/** Shorter keys can be guessed. */
const minKeyLength = 16;

/** The keys of a service without callers. */
export interface ServiceKeys {
  /** The generated key; undefined if the operator has set one. */
  readonly generated: string | undefined;
  /** Returns the valid keys. They can change if they are in a file. */
  readonly current: (read: ReadText) => Promise<readonly string[]>;
}

/**
 * Returns the keys of that variable or of the file that it names, or a new key, which is sufficient for clients on this
 * machine only. Throws InvalidOption.
 */
export function serviceKeys(
  { variable, host }: { variable: string; host: string },
  env: Readonly<Record<string, string | undefined>>,
): ServiceKeys {
  const [given = "", path = ""] = [env[variable], env[fileVariable(variable)]];
  if (given !== "" && path !== "") throw settingErrors.twoKeys(variable, fileVariable(variable));
  if (path !== "") return { generated: undefined, current: (read) => keysOfFile(path, read) };
  if (given !== "") {
    const keys = [checkedKey(given, variable)];
    return { generated: undefined, current: () => Promise.resolve(keys) };
  }
  if (!isLoopback(host)) throw settingErrors.openWithoutKey(host, variable);
  const generated = randomBytes(32).toString("base64url");
  return { generated, current: () => Promise.resolve([generated]) };
}

/** Returns the variable with the path of the file of the key. */
export function fileVariable(variable: string): string {
  return `${variable}_FILE`;
}

/** Longest file with keys, in bytes. */
const maxKeyFileBytes = 16 * 1024;

/** The error of a file of keys that is missing or empty. */
export class NoKeys extends ConnectorError {
  constructor(message: string) {
    super("InvalidConfig", message);
  }
}

/** Returns the keys of a file, one per line. @throws NoKeys, ConnectorError InvalidConfig */
export async function keysOfFile(path: string, read: ReadText): Promise<string[]> {
  const text = await read(path, maxKeyFileBytes).catch((error: unknown) => {
    if (!(error instanceof FileFault)) throw error;
    const message = fileMessages.badKeyFile(path, error.message);
    throw error.isMissing ? new NoKeys(message) : new ConnectorError("InvalidConfig", message);
  });
  const keys = text.split(/\r?\n/).filter((line) => line !== "");
  if (keys.length === 0) throw new NoKeys(fileMessages.emptyKeyFile(path));
  return keys.map((key) => checkedKey(key, path, "InvalidConfig"));
}

/** Returns whether only this machine can reach the address. */
export function isLoopback(host: string): boolean {
  return /^(?:localhost|127(?:\.\d{1,3}){3}|::1)$/i.test(host);
}

/** Returns the environment variable of the key. */
export function keyVariable({ environmentPrefix }: Connector["manifest"]): string {
  return `${environmentPrefix}SERVE_KEY`;
}

/**
 * Returns a function that returns the error for a header without a valid key.
 * @param areNamed - whether each caller has keys of its own
 */
export function keyProblem(
  manifest: Connector["manifest"],
  areNamed: boolean,
): (header: string | undefined) => Problem {
  const variable = areNamed ? undefined : keyVariable(manifest);
  return (header = "") => (header === "" ? callerErrors.noKey() : callerErrors.wrongKey(variable));
}

/** @param place - the variable or the file of the key */
function checkedKey(
  key: string,
  place: string,
  code: "InvalidConfig" | "InvalidOption" = "InvalidOption",
): string {
  if (key.length >= minKeyLength && /^[!-~]+$/.test(key)) return key;
  throw settingErrors.badKey(code, place, minKeyLength);
}

/** Returns the digest of a key. Digests have one length, so that they can be compared in constant time. */
export function digestOf(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
