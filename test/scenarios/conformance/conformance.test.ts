// Every adapter returns the same rows: all calls through the adapters in this process, the default ones through the
// others too.
import { calls } from "./calls.js";
import { adapters } from "./adapters.js";
import { conform } from "./suite.js";

describe("conformance", () => {
  conform(calls, ({ isBrief = false }) => adapters.filter(({ isSlow = false }) => isBrief || !isSlow));
});
