/** The line that says what a run waits for. */
import type { WaitEvent } from "../../connector/platform_api.js";

/** Seconds are rounded up. */
export function waitLine({ waitMs, reason }: Pick<WaitEvent, "waitMs" | "reason">): string {
  return `Waiting ${Math.ceil(waitMs / 1000)} s: ${reason}.`;
}
