/** The slots that one call needs: one of each of its rate limits. */
import type { CallContext } from "../call_context.js";
import type { CallEnd } from "./call_history.js";
import type { Slot } from "./rate_limiter.js";

/** A 429 counts for the limit with the shortest window only, because it does not say which limit was exceeded. */
export function releaseSlots(slots: readonly Slot[], context: CallContext, end: CallEnd): void {
  const shortest = shortestWindowMs(context);
  for (const [i, slot] of slots.entries()) {
    const isOther = end === "throttled" && context.rateLimits[i]?.windowMs !== shortest;
    slot.release(isOther ? "responded" : end);
  }
}

/** Returns the shortest window, in milliseconds: a 429 does not say which limit was exceeded. If it was a longer one, another 429 follows. */
export function shortestWindowMs({ rateLimits }: CallContext): number | undefined {
  const windows = rateLimits.map((rateLimit) => rateLimit.windowMs);
  return windows.length === 0 ? undefined : Math.min(...windows);
}

/** Waits for a slot of each rate limit. @throws what the wait for a slot throws, without holding any */
export async function takeSlots({ rateLimits, deadline, onWait, retry }: CallContext): Promise<Slot[]> {
  const slots: Slot[] = [];
  try {
    for (const rateLimit of rateLimits)
      slots.push(await rateLimit.take(deadline, onWait, retry.maxRetryAfterMs));
    return slots;
  } catch (error) {
    for (const slot of slots) slot.release("unsent");
    throw error;
  }
}
