/** Jobs that run in the service and stay in its memory. */
import { Readable } from "node:stream";
import type { FastifyReply, FastifyRequest } from "fastify";
import { accessOf, logJob } from "./access.js";
import { assertWholeBody, readJsonBody } from "./body.js";
import type { Job } from "./job.js";
import type { JobBackend } from "./job_backend.js";
import { resultOf } from "./job_run.js";
import type { Jobs } from "./jobs.js";
import { jsonType } from "./json_bytes.js";
import { RunEventLog } from "./run_events.js";
import { askedOf, type RunRequest } from "./run_request.js";
import type { ServiceContext } from "./service_context.js";

/** Returns the jobs of the service. */
export function memoryJobs(context: ServiceContext): JobBackend {
  const { jobs } = context;
  return {
    start: (request) => begin(request, context),
    list: (caller) => jobs.all.filter((job) => job.caller === caller).map(({ status }) => status),
    find(id, caller) {
      const job = jobs.job(id, caller);
      return {
        id,
        status: job.status,
        sendResult: (reply) => sendResult(job, jobs, reply),
        end() {
          if (!job.isFinished) {
            job.cancel();
            return job.status;
          }
          jobs.remove(job);
          return undefined;
        },
      };
    },
  };
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
  assertWholeBody(request.headers);
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
