/** Builds the input of a run on streamed rows: everything except the rows. */
import { setAt } from "../contract/json_pointer.js";
import type { ActionInput, RunEvent, StreamOptions } from "../contract/types.js";
import { inputErrors } from "./messages.js";
import { checkInput, type InputCheck } from "./validate_input.js";

/** Returns the checked envelope. Throws InvalidInput for an action without rows and for an invalid envelope. */
export function streamEnvelope(
  compiled: InputCheck,
  { envelope = {}, headers, unknown_inputs }: Pick<StreamOptions, "envelope" | "headers" | "unknown_inputs">,
  emit: (event: RunEvent) => void,
): ActionInput {
  const { title, batch } = compiled.action;
  if (batch === undefined) throw inputErrors.acceptsNoRows(title);
  const input = setAt(envelope, batch.items, []) as ActionInput;
  const whole = headers === undefined ? input : { ...input, headers };
  return checkInput(whole, { compiled, emit, unknown: unknown_inputs });
}
