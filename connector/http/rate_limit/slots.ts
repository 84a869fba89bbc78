/** The slots that one call needs: one of each of its rate limits. */
import type { Clock } from "../../contract/types.js";
import type { CallContext } from "../call_context.js";
import type { CallEnd, OnWait, RateLimiter, Slot } from "./rate_limit_store.js";

/**
 * Shorter times that no rate limiter announced are not waits: a slot was free, and a busy machine or a shared store took
 * the time. Announced waits count from the first millisecond.
 */
const minUnannouncedMs = 100;

/** A 429 counts for the limit with the shortest window only, because it does not say which limit was exceeded. */
export function releaseSlots(slots: readonly Slot[], context: CallContext, end: CallEnd): void {
  const shortest = shortestWindowMs(context);
  for (const [i, slot] of slots.entries()) {
    const isOther = end === "throttled" && context.rateLimits[i]?.windowMs !== shortest;
    slot.release(isOther ? "responded" : end);
  }
}

/** Returns whether all slots still belong to the call. */
export function areValid(slots: readonly Slot[]): boolean {
  return slots.every(({ isValid }) => isValid);
}

/** Returns the signals that abort when a slot is lost. */
export function lostSignals(slots: readonly Slot[]): AbortSignal[] {
  return slots.flatMap(({ lost }) => lost ?? []);
}

/** Returns the shortest window, in milliseconds: a 429 does not say which limit was exceeded. If it was a longer one, another 429 follows. */
export function shortestWindowMs({ rateLimits }: CallContext): number | undefined {
  const windows = rateLimits.map((rateLimit) => rateLimit.windowMs);
  return windows.length === 0 ? undefined : Math.min(...windows);
}

/** Returns the name of the rate limit with the shortest window. */
export function shortestName({ rateLimits }: CallContext): string | undefined {
  return rateLimits.toSorted((a, b) => a.windowMs - b.windowMs)[0]?.counted.name;
}

/** Waits for a slot of each rate limit. @throws what the wait for a slot throws, without holding any */
export async function takeSlots(context: CallContext, clock: Clock): Promise<Slot[]> {
  const slots: Slot[] = [];
  try {
    for (const rateLimit of context.rateLimits) slots.push(await takeSlot(rateLimit, context, clock));
    return slots;
  } catch (error) {
    for (const slot of slots) slot.release("unsent");
    throw error;
  }
}

async function takeSlot(
  rateLimit: RateLimiter,
  { deadline, onWait, onWaited, retry }: CallContext,
  clock: Clock,
): Promise<Slot> {
  const begun = clock.monotonic();
  let minWaitMs = minUnannouncedMs;
  const announced: OnWait = (reason, waitMs) => {
    minWaitMs = 1;
    onWait(reason, waitMs);
  };
  try {
    return await rateLimit.take(deadline, announced, retry.maxRetryAfterMs);
  } finally {
    const waitMs = clock.monotonic() - begun;
    if (waitMs >= minWaitMs) onWaited(rateLimit.counted.name, waitMs);
  }
}
