/** The parts of the document that describe the service, independent of its actions. */
import type { JsonObject } from "../../../connector/platform_api.js";
import type { Options } from "../../shared/options.js";
import { planPath } from "../../shared/option_schemas.js";
import { jobSchema, problemSchema } from "./openapi_responses.js";
import { schemaReference } from "./openapi_schemas.js";
import { queryParameters } from "../routes/query.js";

const text = { type: "string" };
const names = { type: "array", items: text };
const job = { $ref: "#/components/schemas/Job" };
const rejected = { "4XX": { $ref: "#/components/responses/Rejected" } };
const unavailable = { "5XX": { $ref: "#/components/responses/Failed" } };
const open = { security: [] };

/** The paths of the service, without those of actions. */
export const servicePaths: JsonObject = {
  "/actions": {
    get: getting("list_actions", "List the actions", "The actions.", listOf("actions", actionSchema())),
  },
  "/profiles": {
    get: getting("list_profiles", "List the names of the profiles", "The names.", profilesSchema()),
  },
  "/runs/{id}/warnings": {
    parameters: [{ $ref: "#/components/parameters/runId" }],
    get: getting(
      "get_run_warnings",
      "Return the warnings of a run that has ended",
      "Warnings of the run, at most 20 per code. Kept for ten minutes.",
      object({ run: text, warnings: { type: "array", items: { type: "object" } } }),
    ),
  },
  "/jobs": {
    get: { ...getting("list_jobs", "List the jobs", "The jobs.", listOf("jobs", job)), tags: ["Jobs"] },
  },
  "/jobs/{id}": {
    parameters: [{ $ref: "#/components/parameters/id" }],
    get: { ...getting("get_job", "Get the progress of a job", "The job.", job), tags: ["Jobs"] },
    delete: {
      operationId: "end_job",
      tags: ["Jobs"],
      summary: "Cancel a job, or delete a finished one",
      description: "Calls in progress are completed; every other row reports that it was not sent.",
      responses: {
        "202": response("The job is being canceled.", job),
        "204": { description: "The job was finished and has been deleted." },
        ...rejected,
      },
    },
  },
  "/jobs/{id}/result": {
    parameters: [{ $ref: "#/components/parameters/id" }],
    get: {
      ...getting("get_job_result", "Get the response that the run would have returned", "The output.", {
        type: "object",
      }),
      tags: ["Jobs"],
    },
  },
  "/health": {
    get: {
      ...getting("health", "Check that the process is alive", "It is.", object({ status: text })),
      ...open,
    },
  },
  "/ready": {
    get: {
      ...getting("ready", "Check whether runs can start", "They are.", readySchema()),
      ...open,
    },
  },
};

/**
 * Returns the parameters that the operations refer to.
 * @param options - all options of a run
 */
export function serviceParameters(options: Options): JsonObject {
  const ofQuery = Object.entries(queryParameters(options)).map(([name, { description, schema }]) => [
    name,
    { name, in: "query", description, schema },
  ]);
  return {
    ...Object.fromEntries(ofQuery),
    id: { name: "id", in: "path", required: true, description: "ID of the job.", schema: text },
    runId: {
      name: "id",
      in: "path",
      required: true,
      description: "ID of the run, from the header Run-Id of its response.",
      schema: text,
    },
  };
}

/** The other components that the operations refer to. */
export const serviceComponents = {
  securitySchemes: {
    key: { type: "http", scheme: "bearer", description: "The API key of the service." },
  },
  headers: {
    RunWarnings: {
      description:
        "Number of warnings per code, such as `Normalized=2`; absent if there are none. GET /runs/{id}/warnings returns their texts.",
      schema: text,
    },
    RunId: { description: "ID of the run in the service's log.", schema: text },
  },
  responses: {
    Rejected: response("The request cannot be carried out; hint contains what to do.", problem()),
    Failed: response(
      "The connected service did not respond as expected, or no further run starts.",
      problem(),
    ),
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
    responses: { "200": response(description, schema), ...rejected, ...unavailable },
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

function withMore(schema: JsonObject, more: JsonObject): JsonObject {
  return { ...schema, properties: { ...(schema["properties"] as JsonObject), ...more } };
}

function profilesSchema(): JsonObject {
  const unusable = {
    type: "array",
    description: "Profiles that cannot be used, and why; absent if there are none.",
    items: object({ profile: text, code: text, message: text, hint: text }),
  };
  return withMore(object({ profiles: names }), { unusable });
}

function readySchema(): JsonObject {
  const description = "Names of profiles that cannot be used; absent if there are none.";
  return withMore(object({ status: text }), { unusable_profiles: { ...names, description } });
}

function actionSchema(): JsonObject {
  const schema = object({ name: text, title: text, description: text, effect: text });
  const deprecated = object({ notice: text, successors: names });
  return withMore(schema, { deprecated });
}

function problem(): JsonObject {
  return { $ref: "#/components/schemas/Problem" };
}
