/** The operations of the service, without those of actions. */
import type { JsonObject } from "../../../connector/platform_api.js";
import { object, response, withMore } from "./openapi_parts.js";

const text = { type: "string" };
const names = { type: "array", items: text };
const job = { $ref: "#/components/schemas/Job" };
const rejected = { "4XX": { $ref: "#/components/responses/Rejected" } };
const unavailable = { "5XX": { $ref: "#/components/responses/Failed" } };

/** What an operation that reads something has in addition to its responses. */
interface Reading {
  readonly id: string;
  readonly summary: string;
  readonly description: string;
  readonly tag?: "Jobs" | "Service";
}

const lists: JsonObject = {
  "/actions": {
    get: reading(
      {
        id: "list_actions",
        summary: "List the actions",
        description:
          "Returns name, title, description and effect (read, write or destructive) of each action. A deprecated action names its successors.",
      },
      response("The actions.", listOf("actions", actionSchema())),
    ),
  },
  "/profiles": {
    get: reading(
      {
        id: "list_profiles",
        summary: "List the names of the profiles",
        description:
          "Returns the names for the parameter profile, as far as the caller may use them. Profiles that cannot be used are listed with the reason. Secrets are never returned.",
      },
      response("The names.", profilesSchema()),
    ),
  },
  "/runs/{id}/warnings": {
    parameters: [{ $ref: "#/components/parameters/runId" }],
    get: reading(
      {
        id: "get_run_warnings",
        summary: "Return the warnings of a run that has ended",
        description:
          "Returns code, message and rows of the warnings, at most 20 per code. The header Run-Id of the run contains the ID. Warnings are kept for ten minutes.",
      },
      response(
        "The warnings.",
        object({ run: text, warnings: { type: "array", items: { type: "object" } } }),
      ),
    ),
  },
};

const jobs: JsonObject = {
  "/jobs": {
    get: reading(
      {
        id: "list_jobs",
        tag: "Jobs",
        summary: "List the jobs",
        description:
          "Returns all jobs that are active or have ended within the last hour. Jobs are in memory, and do not survive the service.",
      },
      response("The jobs.", listOf("jobs", job)),
    ),
  },
  "/jobs/{id}": {
    parameters: [{ $ref: "#/components/parameters/id" }],
    get: reading(
      {
        id: "get_job",
        tag: "Jobs",
        summary: "Get the progress of a job",
        description:
          "Returns state, progress and warnings of the job. Repeat the request until state is finished or cancelled, then get the result. finished means that the run reached its end: failed and notSent count the rows without success.",
      },
      response("The job.", job),
    ),
    delete: {
      operationId: "end_job",
      tags: ["Jobs"],
      summary: "Cancel a job, or delete a finished one",
      description:
        "Cancels an active job: calls in progress are completed, and every other row reports that it was not sent. The result can then be fetched. Removes a job that has ended, with its result.",
      responses: {
        "202": response("The job is being canceled.", job),
        "204": { description: "The job was finished and has been deleted." },
        ...rejected,
      },
    },
  },
  "/jobs/{id}/result": {
    parameters: [{ $ref: "#/components/parameters/id" }],
    get: reading(
      {
        id: "get_job_result",
        tag: "Jobs",
        summary: "Get the response that the run would have returned",
        description:
          "Returns status and body of a direct run of the action: the output, or an error with the results that are known. 409 as long as the job is active. The result is kept for an hour.",
      },
      response("The output.", { type: "object" }),
    ),
  },
};

const states: JsonObject = {
  "/health": {
    get: {
      ...reading(
        {
          id: "health",
          summary: "Check that the process is alive",
          description: "Responds as long as the process is alive. Needs no key.",
        },
        response("The process is alive.", object({ status: text })),
      ),
      security: [],
    },
  },
  "/ready": {
    get: {
      ...reading(
        {
          id: "ready",
          summary: "Check whether runs can start",
          description:
            "Responds with 200 while the service starts runs, and with 503 while it stops. Needs no key.",
        },
        response("Runs can start.", readySchema()),
      ),
      security: [],
    },
  },
};

/** The paths of the service, without those of actions. */
export const servicePaths: JsonObject = { ...lists, ...jobs, ...states };

function reading({ id, summary, description, tag = "Service" }: Reading, ok: JsonObject): JsonObject {
  return {
    operationId: id,
    tags: [tag],
    summary,
    description,
    responses: { "200": ok, ...rejected, ...unavailable },
  };
}

function listOf(name: string, items: JsonObject): JsonObject {
  return object({ [name]: { type: "array", items } });
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
  const description =
    "Names of profiles that cannot be used; absent if there are none, or if callers have keys of their own.";
  return withMore(object({ status: text }), { unusable_profiles: { ...names, description } });
}

function actionSchema(): JsonObject {
  const schema = object({ name: text, title: text, description: text, effect: text });
  const deprecated = object({ notice: text, successors: names });
  return withMore(schema, { deprecated });
}
