/** Collects garbage, so that a test of memory does not depend on when V8 would do it. */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");

/** Collects all garbage at once. */
export const collectGarbage = runInNewContext("gc") as () => void;

/** Returns the bytes of all objects that are in use. */
export function heapInUse(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}
