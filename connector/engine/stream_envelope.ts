/** Builds the input of a run on streamed rows: everything except the rows. */
import { ConnectorError } from "../contract/errors.js";
import { setAt } from "../contract/json_pointer.js";
import type { ActionInput, RunEvent, StreamOptions } from "../contract/types.js";
import { checkInput, type InputCheck } from "./validate_input.js";

/** Returns the checked envelope. Throws InvalidInput for an action without rows and for an invalid envelope. */
export function streamEnvelope(
  compiled: InputCheck,
  { envelope = {}, headers, unknown_inputs }: Pick<StreamOptions, "envelope" | "headers" | "unknown_inputs">,
  emit: (event: RunEvent) => void,
): ActionInput {
  const { title, batch } = compiled.action;
  if (batch === undefined)
    throw new ConnectorError("InvalidInput", `${title} accepts no rows; run it with its own input.`);
  const input = setAt(envelope, batch.items, []) as ActionInput;
  const whole = headers === undefined ? input : { ...input, headers };
  return checkInput(whole, { compiled, emit, unknown: unknown_inputs });
}
