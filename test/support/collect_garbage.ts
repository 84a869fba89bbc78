/** Collects garbage, so that a test of memory does not depend on when V8 would do it. */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

/** Collects all garbage at once. */
export function collectGarbage(): void {
  collect();
}

/** Returns the bytes of all objects that are in use. */
export function heapInUse(): number {
  collect();
  return process.memoryUsage().heapUsed;
}
