/** The operations of jobs, and of the fleet that runs them if there is a database. */
import type { JsonObject } from "../../../connector/platform_api.js";
import { listOf, object, reading, rejected, response } from "./openapi_parts.js";

const text = { type: "string" };
const number = { type: "number", minimum: 0 };
const count = { type: "integer", minimum: 0 };
const timestamp = { type: "string", format: "date-time" };
const job = { $ref: "#/components/schemas/Job" };

/** What differs between jobs in memory and jobs that workers run. */
interface JobTexts {
  readonly list: string;
  readonly job: string;
  readonly result: string;
}

const inMemory: JobTexts = {
  list: "Returns all jobs that are active or have ended within the last hour. Jobs are in memory, and do not survive the service.",
  job: "Returns state, progress and warnings of the job. Repeat the request until state is finished or cancelled, then get the result. finished means that the run reached its end: failed and notSent count the rows without success.",
  result: "The result is kept for an hour.",
};

const inDatabase: JobTexts = {
  list: "Returns the newest 10,000 jobs of the caller, the oldest first. They are in the database and survive the service, and workers run them.",
  job: "Returns status and progress of the job. Repeat the request until status is succeeded, failed or cancelled, then get the result. succeeded means that the run reached its end: failed counts the rows without success.",
  result: "The result is kept until the job is deleted.",
};

/** Returns the paths. @param hasFleet - whether workers run the jobs */
export function jobPaths(hasFleet: boolean): JsonObject {
  const texts = hasFleet ? inDatabase : inMemory;
  return {
    "/jobs": listPath(texts),
    "/jobs/{id}": jobPath(texts),
    "/jobs/{id}/result": resultPath(texts),
    ...(hasFleet ? { "/fleet": fleetPath() } : {}),
  };
}

function listPath({ list: description }: JobTexts): JsonObject {
  const about = { id: "list_jobs", tag: "Jobs", summary: "List the jobs", description } as const;
  return { get: reading(about, response("The jobs.", listOf("jobs", job))) };
}

function jobPath({ job: description }: JobTexts): JsonObject {
  const about = { id: "get_job", tag: "Jobs", summary: "Get the progress of a job", description } as const;
  return {
    parameters: [{ $ref: "#/components/parameters/id" }],
    get: reading(about, response("The job.", job)),
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
  };
}

function resultPath({ result }: JobTexts): JsonObject {
  const about = {
    id: "get_job_result",
    tag: "Jobs",
    summary: "Get the response that the run would have returned",
    description: `Returns status and body of a direct run of the action: the output, or an error with the results that are known. 409 as long as the job is active. ${result}`,
  } as const;
  return {
    parameters: [{ $ref: "#/components/parameters/id" }],
    get: reading(about, response("The output.", { type: "object" })),
  };
}

function fleetPath(): JsonObject {
  const about = {
    id: "get_fleet",
    tag: "Jobs",
    summary: "Show workers, queues, rate limits and capacity",
    description:
      "Returns the object of the command fleet status. A named caller sees the queues and the capacity of its profiles, and no rate limits.",
  } as const;
  const all = object({
    workers: list({ id: text, leaseUntil: timestamp, running: count }),
    queues: list({ profile: text, depth: count, oldestSeconds: count }),
    rateLimits: list({ name: text, key: text, waitSeconds: number }),
    capacity: list({ profile: text, used: count, limit: count }),
  });
  return { get: reading(about, response("The state of the fleet.", all)) };
}

function list(properties: JsonObject): JsonObject {
  return { type: "array", items: object(properties) };
}

/** Returns the schema of a job that workers run. */
export function queuedJobSchema(): JsonObject {
  const nullable = (type: string): JsonObject => ({ type: [type, "null"] });
  return {
    description: "A run that is queued for the workers.",
    ...object({
      jobId: { ...text, description: "ID of the job, for the paths of jobs." },
      action: { ...text, description: "Name of the action." },
      profile: { ...text, description: "Name of the profile; empty if the action needs none." },
      status: {
        enum: ["queued", "running", "succeeded", "failed", "cancelled"],
        description: "succeeded: the run reached its end, whatever the outcome of its rows.",
      },
      rows: { ...nullable("integer"), description: "Rows of the input, if their number is known." },
      processed: { ...count, description: "Rows with a result so far." },
      failed: { ...count, description: "Rows that failed; known when the job is over." },
      queuedAt: { ...timestamp, description: "When the job was queued." },
      startedAt: { ...nullable("string"), format: "date-time", description: "When a worker took the job." },
      endedAt: { ...nullable("string"), format: "date-time", description: "When the job ended." },
      worker: { ...nullable("string"), description: "Name of the worker that took the job last." },
      errorCode: { ...nullable("string"), description: "Code of the error that ended the run." },
      errorMessage: { ...nullable("string"), description: "What happened, with the profile." },
    }),
  };
}
