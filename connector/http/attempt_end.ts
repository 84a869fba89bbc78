/** What is called when an attempt of a call has ended. */
import type { AttemptEnd } from "../contract/types.js";

/** Receives the end of an attempt. */
export type OnAttemptEnd = (end: AttemptEnd) => void;
