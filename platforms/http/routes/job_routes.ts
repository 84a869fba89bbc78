/** Long runs: 202 immediately, then their state, their result, and their cancellation. */
import { Readable } from "node:stream";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { bodyForm, readJsonBody } from "../body.js";
import type { ServiceContext } from "../service_context.js";
import { resultOf } from "../job_run.js";
import type { Job } from "../job.js";
import type { Jobs } from "../jobs.js";
import { jsonType } from "../json_bytes.js";
import { Problem } from "../http_errors.js";
import { accessOf, logJob } from "../access.js";
import { callerOf } from "../request_caller.js";
import { askedOf, type RunRequest } from "../run_request.js";
import { RunEventLog } from "../run_events.js";

/** Adds `POST /actions/:name/jobs` and `/jobs`. */
export function addJobRoutes(app: FastifyInstance, context: ServiceContext): void {
  const { jobs } = context;
  app.post("/actions/:name/jobs", async (request, reply) => {
    const job = await begin(request, context);
    return reply.code(202).header("location", `/jobs/${job.id}`).send(job.status);
  });
  app.get("/jobs", (request) => {
    const { name } = callerOf(request);
    return { jobs: jobs.all.filter(({ caller }) => caller === name).map(({ status }) => status) };
  });
  app.get("/jobs/:id", (request) => jobOf(request, jobs).status);
  app.get("/jobs/:id/result", (request, reply) => sendResult(jobOf(request, jobs), jobs, reply));
  app.delete("/jobs/:id", (request, reply) => {
    const job = jobOf(request, jobs);
    if (job.isFinished) {
      jobs.remove(job);
      return reply.code(204).send();
    }
    job.cancel();
    return reply.code(202).send(job.status);
  });
}

function jobOf(request: FastifyRequest, jobs: Jobs): Job {
  const { id } = request.params as { id: string };
  const job = jobs.job(id, callerOf(request).name);
  accessOf(request).job = job.id;
  return job;
}

function sendResult(job: Job, jobs: Jobs, reply: FastifyReply): FastifyReply {
  const { status, body, code } = job.result;
  const { method, raw } = reply.request;
  accessOf(reply.request).code = code;
  // Only a received result may be deleted early: not for HEAD, nor for a client that leaves.
  reply.raw.once("finish", () => {
    if (method === "GET" && raw.socket.errored === null) jobs.fetch(job);
  });
  return reply
    .code(status)
    .type(jsonType)
    .header("content-length", job.resultBytes)
    .send(Readable.from([body].flat()));
}

/** Resolves when the input has been read; the run continues in the background. */
async function begin(request: FastifyRequest, context: ServiceContext): Promise<Job> {
  const asked = askedOf(request, context);
  if (bodyForm(request.headers) === "ndjson")
    throw new Problem(
      "UnsupportedMediaType",
      "A job does not accept NDJSON, because its input is read whole.",
    );
  context.jobs.assertCapacity();
  const run = context.runs.begin();
  const access = accessOf(request);
  const running = { asked, run, context, access };
  try {
    const input = await readJsonBody(request.raw, context.limits, run.signal);
    context.connector.check(asked.action, input);
    const events = new RunEventLog();
    const { action, profile, caller } = asked;
    const job = context.jobs.add({ action, profile, caller, events, cancel: () => run.cancel() });
    Object.assign(access, { job: job.id });
    void finish(job, input, running, events);
    return job;
  } catch (error) {
    run.end();
    throw error;
  }
}

async function finish(job: Job, input: unknown, running: RunRequest, events: RunEventLog): Promise<void> {
  const result = await resultOf({ job, input, running, events });
  job.finish(result);
  const { access, asked, context } = running;
  logJob({ ...access, profile: asked.profile, code: result.code, events }, result.status, context.log);
  running.run.end();
}
