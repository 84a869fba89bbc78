/** Says in words how a call was answered. */
import { STATUS_CODES } from "node:http";
import { saidBy } from "../../connector/contract/visible_text.js";
import { isUsualReason } from "../../connector/platform_api.js";
import type { ActionOutput } from "../../connector/platform_api.js";

/** Status and reason; a reason that is not the usual one is words of the service, and marked as such. */
export function statusWords({
  status_code: status,
  reason,
}: Pick<ActionOutput, "status_code" | "reason">): string {
  if (status === 0) return `${status} ${reason}`;
  const canonical = STATUS_CODES[status] ?? "";
  const own = isUsualReason({ status, reason }) ? "" : ` (${saidBy("the service", reason)})`;
  return `${status} ${canonical}`.trim() + own;
}
