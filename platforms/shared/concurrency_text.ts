/** Words for how many calls of an action overlap. */
import type { ActionDescription } from "../../connector/platform_api.js";

/** Returns the number of concurrent calls, such as `5 to 30 calls at the same time`. */
export function concurrencyText({
  concurrency,
  maxConcurrency,
}: NonNullable<ActionDescription["batch"]>): string {
  const most = maxConcurrency ?? concurrency;
  return most > concurrency
    ? `${concurrency} to ${most} calls at the same time, by the latency of the service`
    : `${most} calls at the same time`;
}
