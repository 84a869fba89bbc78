/** Possible faults on the way to the model of the service, and in its responses. */

/** At the service. "after": the request is processed anyway. */
export type Fault =
  | "429 seconds"
  | "429 date"
  | "429 text"
  | "429 bare"
  | "401"
  | "403"
  | "408"
  | "500"
  | "500 after"
  | "500 quoting"
  | "502 page"
  | "503"
  | "503 asked"
  | "504 after"
  | "page"
  | "unreachable"
  | "reset"
  | "lost after"
  | "hang"
  | "hang after"
  | "slow"
  | "truncated"
  | "null value"
  | "missing"
  | "strange form"
  | "extra"
  | "shuffled"
  | "repeated"
  | "contradicting"
  | "other case";

/** Another attempt, or careful reading, recovers from these. */
export const harmlessFaults: readonly Fault[] = [
  "429 seconds",
  "429 date",
  "429 text",
  "429 bare",
  "401",
  "408",
  "500",
  "500 quoting",
  "502 page",
  "503",
  "503 asked",
  "reset",
  "slow",
  "extra",
  "shuffled",
  "repeated",
  "other case",
];

/** The effect of the request is unknown at first, or permanently. */
export const roughFaults: readonly Fault[] = [
  "500 after",
  "504 after",
  "page",
  "unreachable",
  "lost after",
  "hang",
  "hang after",
  "truncated",
  "null value",
  "missing",
  "contradicting",
  "strange form",
];

/** They end the run. */
export const rareFaults: readonly Fault[] = ["403"];

/** At the login service. */
export type LoginFault =
  | "429"
  | "500"
  | "503 asked"
  | "page"
  | "reset"
  | "unreachable"
  | "hang"
  | "slow"
  | "rejected"
  | "no role";

/** Another attempt recovers from these. */
export const loginFaults: readonly LoginFault[] = [
  "429",
  "500",
  "503 asked",
  "page",
  "reset",
  "unreachable",
  "hang",
  "slow",
];

/** They end the run. */
export const endingLoginFaults: readonly LoginFault[] = ["rejected", "no role"];
