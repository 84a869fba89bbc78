/** Long runs: 202 immediately, then their state, their result, and their cancellation. */
import type { FastifyInstance, FastifyRequest } from "fastify";
import { accessOf } from "../access.js";
import type { FoundJob, JobBackend } from "../job_backend.js";
import { callerOf } from "../request_caller.js";

/** Adds `POST /actions/:name/jobs` and `/jobs`. */
export function addJobRoutes(app: FastifyInstance, jobs: JobBackend): void {
  app.post("/actions/:name/jobs", async (request, reply) => {
    const { id, status } = await jobs.start(request);
    accessOf(request).job = id;
    return reply
      .code(202)
      .header("location", `/jobs/${encodeURIComponent(id)}`)
      .send(status);
  });
  app.get("/jobs", async (request, reply) => reply.send({ jobs: await jobs.list(callerOf(request).name) }));
  app.get("/jobs/:id", async (request, reply) => reply.send((await jobOf(request, jobs)).status));
  app.get("/jobs/:id/result", async (request, reply) => (await jobOf(request, jobs)).sendResult(reply));
  app.delete("/jobs/:id", async (request, reply) => {
    const status = await (await jobOf(request, jobs)).end();
    return status === undefined ? reply.code(204).send() : reply.code(202).send(status);
  });
}

async function jobOf(request: FastifyRequest, jobs: JobBackend): Promise<FoundJob> {
  const { id } = request.params as { id: string };
  const job = await jobs.find(id, callerOf(request).name);
  // Only a job that exists: other text of a client does not belong in a log.
  accessOf(request).job = job.id;
  return job;
}
