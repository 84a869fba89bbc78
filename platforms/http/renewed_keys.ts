/** The keys of a file at a reload, when a fault of it must not stop the service. */
import { isConnectorError } from "../../connector/platform_api.js";
import type { Warn } from "../shared/open_to_others.js";
import { NoKeys } from "./api_key.js";
import { fileMessages } from "./messages.js";

/** The code of the warning about a file of keys that is missing or empty. */
const revokedCode = "KeysRevoked";

/** Whose keys are read, and which ones are valid now. */
export interface Renewal {
  /** As it is named in the log. */
  readonly owner: string;
  /** Undefined at the start of the service. */
  readonly earlier: readonly string[] | undefined;
  readonly warn: Warn;
}

/**
 * Returns the keys that `read` returns. If the file is missing or empty, none is valid any more: an operator revokes keys
 * so. With any other fault, the earlier ones stay valid. Both are logged. At the start of the service, a fault is thrown.
 */
export async function renewedKeys(
  read: () => Promise<readonly string[]>,
  { owner, earlier, warn }: Renewal,
): Promise<readonly string[]> {
  try {
    return await read();
  } catch (error) {
    if (earlier === undefined || !isConnectorError(error)) throw error;
    const isRevoked = error instanceof NoKeys;
    if (isRevoked) warn(revokedCode, fileMessages.keysRevoked(error.message, owner));
    else warn(error.code, fileMessages.keysStay(error.message, owner));
    return isRevoked ? [] : earlier;
  }
}
