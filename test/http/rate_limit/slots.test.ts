import { expect } from "chai";
import type { CallContext } from "../../../connector/http/call_context.js";
import { Deadline } from "../../../connector/http/deadline.js";
import type { RateLimiter } from "../../../connector/http/rate_limit/rate_limit_store.js";
import { takeSlots } from "../../../connector/http/rate_limit/slots.js";
import { VirtualClock } from "../../support/virtual_clock.js";

describe("http: slots of a call", () => {
  for (const [what, stated, durationMs, reported] of [
    ["not the time that a busy machine takes for a free slot", false, 99, []],
    ["a wait behind other callers", false, 100, [100]],
    ["each wait that the rate limit states", true, 1, [1]],
    ["nothing for a slot that is free at once", false, 0, []],
  ] as const)
    it(`reports ${what}`, async () => {
      const clock = new VirtualClock({ goes: "when idle" });
      const rateLimit: Pick<RateLimiter, "counted" | "take"> = {
        counted: { name: "import", calls: 1, perSeconds: 1 },
        async take(_deadline, onWait) {
          if (stated) onWait("rate limit import", durationMs);
          await clock.sleep(durationMs);
          return { isValid: true, release: () => {} };
        },
      };
      const announced: number[] = [];
      const waited: number[] = [];
      const context = {
        rateLimits: [rateLimit],
        deadline: new Deadline(clock),
        retry: { maxRetryAfterMs: 1 },
        onWait: (_reason: string, waitMs: number) => announced.push(waitMs),
        onWaited: (name: string, waitMs: number) => waited.push(name === "import" ? waitMs : -1),
      } as unknown as CallContext;
      await takeSlots(context, clock);
      expect(waited).to.deep.equal(reported);
      expect(announced).to.deep.equal(stated ? [durationMs] : []);
    });
});
