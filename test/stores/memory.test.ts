import { systemClock } from "../../connector/http/clock.js";
import { memoryRateLimits } from "../../connector/http/rate_limit/rate_limiter.js";
import { rateLimitConformance } from "./rate_limit_conformance.js";

describe("stores: rate limits in memory", () => {
  const store = memoryRateLimits(systemClock);
  rateLimitConformance(() => store);
});
