/** Checks the one object that an action without rows sends, by the same rules as rows. */
import { getAt, setAt } from "../../contract/json_pointer.js";
import type { ActionInput } from "../../contract/types.js";
import { checkedRow, RowError } from "../rows/validate_row.js";
import { checkSettings, type RowContext } from "../rows/row_context.js";
import { requestErrors } from "./messages.js";

/** Returns the input as it is sent. Throws InvalidInput if a rule rejects its body. */
export function validateBody(input: ActionInput, job: RowContext): ActionInput {
  const { rules, request } = job.compiled.action;
  if (rules === undefined || request.body === undefined) return input;
  const body = getAt(input, request.body);
  const seen = checkedRow(body, 0, {
    ...checkSettings(job),
    warn: (code, message) => {
      job.emit({ type: "warning", code, message });
    },
  });
  if (seen instanceof RowError) throw requestErrors.invalidBody(seen.code, seen.message);
  return seen === body ? input : (setAt(input, request.body, seen) as ActionInput);
}
