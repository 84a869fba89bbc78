/** Digests of inputs, by which a journal recognizes its input. */
import { createHash } from "node:crypto";
import type { CompiledAction } from "./contract/compiled_action.js";
import { getAt, setAt } from "./contract/json_pointer.js";
import type { ActionInput, StreamOptions } from "./contract/types.js";
import { Pace } from "./engine/pace.js";
import { inputErrors, optionErrors } from "./messages.js";

/** Returns the SHA-256 of an input. Reads row by row, since all rows together may exceed the maximum string length. */
export async function digestOfInput(input: ActionInput, { action }: CompiledAction): Promise<string> {
  const hash = createHash("sha256");
  const rows = action.batch === undefined ? undefined : getAt(input, action.batch.items);
  const envelope = action.batch === undefined ? input : setAt(input, action.batch.items, []);
  const add = (part: unknown): void => void hash.update(`${JSON.stringify(part)}\n`);
  const pace = new Pace();
  try {
    add(envelope);
    for (const row of Array.isArray(rows) ? rows : []) {
      add(row);
      if (pace.isDue()) await pace.turn();
    }
  } catch {
    throw inputErrors.notPlainJson();
  }
  return hash.digest("hex");
}

/** Returns the digest of streamed rows and of their envelope. @throws InvalidOption if `inputDigest` is missing */
export function digestOfStream({ inputDigest, envelope }: StreamOptions): string {
  if (inputDigest === undefined) throw optionErrors.noInputDigest();
  if (envelope === undefined) return inputDigest;
  return createHash("sha256")
    .update(`${inputDigest}\n${JSON.stringify(envelope)}`)
    .digest("hex");
}
