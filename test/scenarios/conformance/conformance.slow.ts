// The other calls through the adapters that start a process for each call.
import { calls } from "./calls.js";
import { adapters } from "./adapters.js";
import { conform } from "./suite.js";

describe("slow: conformance of the processes", () => {
  conform(
    calls.filter(({ isBrief = false }) => !isBrief),
    () => adapters.filter(({ isSlow = false }) => isSlow),
  );
});
