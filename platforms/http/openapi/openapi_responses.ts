/** Schemas of the service's responses: a failure and a job. */
import type { JsonObject } from "../../../connector/platform_api.js";
import { jobStates } from "../job.js";

const text = { type: "string" };
const timestamp = { type: "string", format: "date-time" };

/** Returns the schema of every failure. */
export function problemSchema(): JsonObject {
  return {
    type: "object",
    description: "What went wrong and what to do about it.",
    required: ["code", "message", "hint"],
    properties: {
      code: { type: "string", description: "Stable code of the error." },
      message: { type: "string", description: "What happened." },
      hint: { type: "string", description: "What to do about it." },
      kind: { type: "string", description: "Kind of the error, if it occurred in a run." },
      retryable: { type: "boolean", description: "Whether the same request may succeed later." },
      status: { type: "integer", description: "HTTP status of the connected service's rejection." },
      output: { type: "object", description: "The known part of the output, if the input had rows." },
    },
  };
}

function count(what: string): JsonObject {
  return {
    type: "integer",
    minimum: 0,
    description: `${what}; present when the job is over, if its action has rows.`,
  };
}

/** Returns the schema of a job's status. */
export function jobSchema(): JsonObject {
  return {
    type: "object",
    description: "A run in the background.",
    required: ["id", "action", "profile", "state", "begun", "done", "warnings"],
    properties: {
      id: { type: "string", description: "ID of the job, for the paths of jobs." },
      action: { type: "string", description: "Name of the action." },
      profile: { type: "string", description: "Name of the profile; empty if the action needs none." },
      state: {
        enum: jobStates,
        description:
          "finished: the run reached its end, whatever the outcome of its rows. cancelled: it was ended early, and something was not done. Both have a result.",
      },
      begun: { ...timestamp, description: "When the job was started." },
      ended: { ...timestamp, description: "When the job ended; absent while the job is active." },
      ...progressSchemas(),
      result: { type: "string", description: "Path of the result; present when the job is over." },
      status: { type: "integer", description: "HTTP status of the result." },
      code: { type: "string", description: "Code of the failure, if the result is a failure." },
    },
  };
}

function progressSchemas(): JsonObject {
  return {
    done: {
      type: "integer",
      description: "Rows with a result, or listed items, so far; includes rows that were not sent.",
    },
    total: { type: "integer", description: "Rows of the input." },
    succeeded: count("Rows that succeeded"),
    failed: count("Rows that failed"),
    notSent: count("Valid rows that were not sent: the run ended early, or they were held back"),
    warnings: {
      type: "array",
      description: "Warnings of the run, at most the first twenty per code.",
      items: {
        type: "object",
        required: ["code", "message"],
        properties: { code: text, message: text, rows: { type: "array", items: { type: "integer" } } },
      },
    },
  };
}
