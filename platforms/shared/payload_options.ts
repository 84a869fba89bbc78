/** The options of a run that a payload may hold beside its input, where a door has no other place for them. */
import type { ActionDescription, JsonObject, RunOptions } from "../../connector/index.js";

/** For actions with a quota; what they mean, in the words of every door. */
export const payloadOptions = {
  preflight: {
    schema: { type: "boolean" },
    description: "True: what exists and what is new is counted first, and what does not fit is kept back.",
    needs: "quota",
  },
  overflow: {
    schema: { type: "string" },
    description: "Which rows go in where not all of them fit: first, fail, or an order of the action.",
    needs: "quota",
  },
} as const;

type PayloadOptions = Pick<RunOptions, keyof typeof payloadOptions>;

/** Input and options apart, neither of them looked at: the run refuses what is wrong. Null is taken as not given. */
export function splitPayload(payload: unknown): { input: unknown; options: PayloadOptions } {
  if (typeof payload !== "object" || payload === null || Array.isArray(payload))
    return { input: payload, options: {} };
  const entries = Object.entries(payload);
  const isOption = ([name]: [string, unknown]): boolean => Object.hasOwn(payloadOptions, name);
  return {
    input: Object.fromEntries(entries.filter((entry) => !isOption(entry))),
    options: Object.fromEntries(entries.filter((entry) => isOption(entry) && entry[1] !== null)),
  };
}

/** Schemas of the options that mean something to the action, by their names. */
export function optionSchemas({ quota }: Pick<ActionDescription, "quota">): JsonObject {
  if (quota === undefined) return {};
  const { preflight, overflow } = payloadOptions;
  const ways = ["first", "fail", ...Object.keys(quota.overflow)];
  return {
    preflight: { ...preflight.schema, description: preflight.description },
    overflow: { ...overflow.schema, enum: ways, description: overflow.description },
  };
}
