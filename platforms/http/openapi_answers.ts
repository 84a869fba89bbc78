/** Schemas of the service's responses: a failure and a job. */
import type { JsonObject } from "../../connector/platform_api.js";
import { jobStates } from "./jobs.js";

const text = { type: "string" };
const timestamp = { type: "string", format: "date-time" };

/** Returns the schema of every failure. */
export function problemSchema(): JsonObject {
  return {
    type: "object",
    description: "What went wrong and what to do about it.",
    required: ["code", "message", "hint"],
    properties: {
      code: { type: "string", description: "Stable name of what went wrong." },
      message: { type: "string", description: "What happened." },
      hint: { type: "string", description: "What to do." },
      kind: { type: "string", description: "Kind of trouble, where a run met it." },
      retryable: { type: "boolean", description: "Whether the same request may succeed later." },
      status: { type: "integer", description: "HTTP status with which the service behind refused." },
      output: { type: "object", description: "The output as far as it is known, where the input had rows." },
    },
  };
}

function count(what: string): JsonObject {
  return {
    type: "integer",
    minimum: 0,
    description: `${what}; once the job is over, where its action has rows.`,
  };
}

/** Returns the schema of a job's status. */
export function jobSchema(): JsonObject {
  return {
    type: "object",
    description: "A run that nobody waits for.",
    required: ["id", "action", "asset", "state", "begun", "done", "warnings"],
    properties: {
      id: text,
      action: text,
      asset: text,
      state: {
        enum: jobStates,
        description:
          "finished: the run came to its end, whatever became of its rows. cancelled: it was ended before, and something was left undone. Both have a result.",
      },
      begun: timestamp,
      ended: timestamp,
      done: {
        type: "integer",
        description: "Rows answered, or items listed, so far; rows that were not sent are answered too.",
      },
      total: { type: "integer", description: "Rows of the input." },
      succeeded: count("Rows that succeeded"),
      failed: count("Rows that failed"),
      notSent: count(
        "Rows that were good and never left: the run ended before, or there was no room for them",
      ),
      warnings: {
        type: "array",
        description: "What the run told; of many warnings of one code the first twenty.",
        items: {
          type: "object",
          required: ["code", "message"],
          properties: { code: text, message: text, rows: { type: "array", items: { type: "integer" } } },
        },
      },
      result: { type: "string", description: "Where the result is, once the job is over." },
      status: { type: "integer", description: "HTTP status that the result has." },
      code: { type: "string", description: "Code of the failure, if the result is a failure." },
    },
  };
}
