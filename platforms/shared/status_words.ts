/** Describes the status of a response. */
import { STATUS_CODES } from "node:http";
import { saidBy } from "../../connector/contract/visible_text.js";
import { isUsualReason } from "../../connector/platform_api.js";
import type { ActionOutput } from "../../connector/platform_api.js";

/**
 * Returns status and reason. A reason other than the standard one comes from the service, and is marked as a
 * quote.
 */
export function statusWords({
  status_code: status,
  reason,
}: Pick<ActionOutput, "status_code" | "reason">): string {
  if (status === 0) return `${status} ${reason}`;
  const canonical = STATUS_CODES[status] ?? "";
  const own = isUsualReason({ status, reason }) ? "" : ` (${saidBy("the service", reason)})`;
  return `${status} ${canonical}`.trim() + own;
}

/** Returns a sentence about a response without rows. */
export function responded(output: Pick<ActionOutput, "status_code" | "reason">): string {
  return `The service responded ${statusWords(output)}.`;
}
