/** Messages of the Turbine adapter. */
import {
  type ActionOutput,
  ConnectorError,
  type ErrorCode,
  quoteName,
} from "../../connector/platform_api.js";
import { responded } from "../shared/status_words.js";

/** Errors of a step. */
export const turbineErrors = {
  notAnObject: () =>
    new ConnectorError("InvalidInput", "The input must be one JSON object of asset and inputs merged."),

  badRaiseForStatus: () => new ConnectorError("InvalidOption", "raise_for_status must be true or false."),

  /** @param place - quoted name of the outermost input that contains the name; empty if it is the name itself */
  optionMeant(name: string, place: string, option: string): ConnectorError {
    const found = place === "" ? quoteName(name) : `${quoteName(name)} in ${place}`;
    const message = `${found} is not a known input. If the option ${option} is meant, set it as ${option} next to the inputs; otherwise remove it.`;
    return new ConnectorError("InvalidInput", message, { hint: "Correct the input; nothing was sent." });
  },

  /** @param reason - reason of the output, if it has one */
  noneSent: (reason: string | undefined, output: ActionOutput) =>
    new ConnectorError("InvalidInput", reason ?? "No row could be sent.", { output }),

  failedStatus: (code: ErrorCode, output: ActionOutput) =>
    new ConnectorError(code, responded(output), { status: output.status_code, output }),
} as const;

/** Hint if the output of the step cannot be written. */
export const lostHint =
  "Rows that were sent are imported, but their results are lost: nothing read the output of the step. Check the reader before you run the step again.";
