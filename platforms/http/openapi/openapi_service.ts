/** What the document says of the service itself, whatever its actions are. */
import type { JsonObject } from "../../../connector/index.js";
import type { Options } from "../../shared/options.js";
import { planPath } from "../../shared/option_schemas.js";
import { jobStates } from "../jobs.js";
import { schemaReference } from "./openapi_schemas.js";
import { queryParameters } from "../routes/query.js";

const text = { type: "string" };
const names = { type: "array", items: text };
const timestamp = { type: "string", format: "date-time" };
const job = { $ref: "#/components/schemas/Job" };
const refused = { "4XX": { $ref: "#/components/responses/Refused" } };
const unavailable = { "5XX": { $ref: "#/components/responses/Failed" } };
const open = { security: [] };

/** Answers other than those of actions. */
export const servicePaths: JsonObject = {
  "/actions": {
    get: getting("list_actions", "Lists the actions", "The actions.", listOf("actions", actionSchema())),
  },
  "/assets": {
    get: getting("list_assets", "Lists the names of the assets", "The names.", object({ assets: names })),
  },
  "/jobs": {
    get: { ...getting("list_jobs", "Lists the jobs", "The jobs.", listOf("jobs", job)), tags: ["Jobs"] },
  },
  "/jobs/{id}": {
    parameters: [{ $ref: "#/components/parameters/id" }],
    get: { ...getting("get_job", "Tells how far a job is", "The job.", job), tags: ["Jobs"] },
    delete: {
      operationId: "end_job",
      tags: ["Jobs"],
      summary: "Ends a job, or forgets a finished one",
      description: "Calls on their way are finished; every other row says that it was not sent.",
      responses: {
        "202": response("The job is being ended.", job),
        "204": { description: "The job was finished and is forgotten." },
        ...refused,
      },
    },
  },
  "/jobs/{id}/result": {
    parameters: [{ $ref: "#/components/parameters/id" }],
    get: {
      ...getting("get_job_result", "Gives what the run would have answered", "The output.", {
        type: "object",
      }),
      tags: ["Jobs"],
    },
  },
  "/health": {
    get: {
      ...getting("health", "Tells that the process is alive", "It is.", object({ status: text })),
      ...open,
    },
  },
  "/ready": {
    get: {
      ...getting("ready", "Tells whether runs are begun", "They are.", object({ status: text })),
      ...open,
    },
  },
};

/** The parameters that the operations refer to. @param options all options of a run */
export function serviceParameters(options: Options): JsonObject {
  const ofQuery = Object.entries(queryParameters(options)).map(([name, { description, schema }]) => [
    name,
    { name, in: "query", description, schema },
  ]);
  return {
    ...Object.fromEntries(ofQuery),
    id: { name: "id", in: "path", required: true, description: "Id of the job.", schema: text },
  };
}

/** What else the operations refer to. */
export const serviceComponents = {
  securitySchemes: {
    key: { type: "http", scheme: "bearer", description: "The key of the service." },
  },
  headers: {
    RunWarnings: {
      description: "How many warnings the run told, by code, such as `Normalized=2`; absent for none.",
      schema: text,
    },
  },
  responses: {
    Rejected: response("The request cannot be carried out; hint says what to do.", problem()),
    Failed: response("The service behind did not answer as it should, or nothing more is begun.", problem()),
  },
  schemas: { Problem: problemSchema(), Job: jobSchema(), DryRunOutput: dryRunOutput() },
};

function dryRunOutput(): JsonObject {
  const output = object({
    status_code: { const: 200 },
    response_headers: { type: "object", maxProperties: 0 },
    reason: { const: "OK" },
    json_body: { $ref: schemaReference(planPath) },
  });
  return { description: "Output of a dry run, which sends nothing.", ...output };
}

function getting(operationId: string, summary: string, description: string, schema: JsonObject): JsonObject {
  return {
    operationId,
    tags: ["Service"],
    summary,
    responses: { "200": response(description, schema), ...refused, ...unavailable },
  };
}

function response(description: string, schema: JsonObject): JsonObject {
  return { description, content: { "application/json": { schema } } };
}

function listOf(name: string, items: JsonObject): JsonObject {
  return object({ [name]: { type: "array", items } });
}

function object(properties: JsonObject): JsonObject {
  return { type: "object", required: Object.keys(properties), properties };
}

function actionSchema(): JsonObject {
  const schema = object({ name: text, title: text, description: text, effect: text });
  const deprecated = object({ notice: text, successors: names });
  return { ...schema, properties: { ...(schema["properties"] as JsonObject), deprecated } };
}

function problem(): JsonObject {
  return { $ref: "#/components/schemas/Problem" };
}

function problemSchema(): JsonObject {
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

function jobSchema(): JsonObject {
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
    },
  };
}
