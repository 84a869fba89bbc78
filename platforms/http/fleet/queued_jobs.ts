/** Jobs of the service that workers run. They are in the database, with the name of the caller that queued them. */
import { randomUUID } from "node:crypto";
import type { FastifyReply, FastifyRequest } from "fastify";
import { getAt, type JobRow } from "../../../connector/platform_api.js";
import { cancelJob } from "../../fleet/cancel_job.js";
import { type Fleet, guarded } from "../../fleet/fleet.js";
import { jobView } from "../../fleet/job_view.js";
import { usualPriority } from "../../fleet/priority.js";
import { type NewJob, queueJob } from "../../fleet/queue_job.js";
import type { Io } from "../../shared/io.js";
import { accessOf } from "../access.js";
import { assertWholeBody, readJsonBody } from "../body.js";
import type { FoundJob, JobBackend, SeenJob } from "../job_backend.js";
import { jsonBytes } from "../json_bytes.js";
import { type AskedJob, askedJobOf } from "../run_request.js";
import type { ServiceContext } from "../service_context.js";
import { resultOf } from "./job_result.js";
import { queueErrors } from "./messages.js";

/** Most jobs in a list. */
const maxListed = 10_000;

/** The jobs of a fleet, as a service offers them. */
export class QueuedJobs implements JobBackend {
  readonly #fleet: Fleet;
  readonly #context: ServiceContext;
  readonly #io: Io;

  constructor(fleet: Fleet, context: ServiceContext, io: Io) {
    this.#fleet = fleet;
    this.#context = context;
    this.#io = io;
  }

  async start(request: FastifyRequest): Promise<SeenJob> {
    const { runs, limits, connector } = this.#context;
    const asked = askedJobOf(request, this.#context);
    assertWholeBody(request.headers);
    const run = runs.begin();
    try {
      const input = await readJsonBody(request.raw, limits, run.signal);
      connector.check(asked.action, input);
      const job = await this.#newJob(asked, input);
      // A repeated transaction finds its own job.
      const { job: queued } = await this.#fleet.stores.patiently(() => queueJob(this.#fleet, job));
      return { id: queued.id, status: jobView(queued) };
    } finally {
      run.end();
    }
  }

  async list(caller: string | undefined): Promise<object[]> {
    const { stores, database } = this.#fleet;
    const jobs = await guarded(this.#fleet, () => stores.jobsOf(database.query, caller, maxListed));
    return jobs.map(jobView);
  }

  async find(id: string, caller: string | undefined): Promise<FoundJob> {
    const { stores, database } = this.#fleet;
    const job = await guarded(this.#fleet, () => stores.findJob(database.query, id));
    if (job === undefined || job.caller !== (caller ?? null)) throw queueErrors.unknownJob();
    return {
      id,
      status: jobView(job),
      sendResult: (reply) => this.#sendResult(job, reply),
      end: () => guarded(this.#fleet, () => this.#end(job)),
    };
  }

  async #newJob({ action, profile, options, caller }: AskedJob, input: unknown): Promise<NewJob> {
    const pieces: Buffer[] = [];
    for await (const piece of jsonBytes(input)) pieces.push(piece);
    const place = this.#context.connector.describe(action).rows;
    const rows = place === undefined ? undefined : getAt(input, place);
    return {
      id: randomUUID(),
      kind: "run",
      action,
      profile,
      priority: usualPriority,
      caller,
      options,
      bytes: Buffer.concat(pieces),
      inputName: "input.json",
      format: "json",
      rows: Array.isArray(rows) ? rows.length : undefined,
    };
  }

  async #sendResult(job: JobRow, reply: FastifyReply): Promise<FastifyReply> {
    if (job.state === "queued" || job.state === "running") throw queueErrors.unfinishedJob(job.id, job.state);
    const { status, code, type, body, trailers } = await guarded(this.#fleet, () =>
      resultOf(this.#fleet, job, this.#io),
    );
    accessOf(reply.request).code = code;
    for (const [name, value] of Object.entries(trailers)) reply.trailer(name, () => Promise.resolve(value));
    return reply.code(status).type(type).send(body);
  }

  async #end(job: JobRow): Promise<object | undefined> {
    const { stores, database } = this.#fleet;
    if (await stores.removeJob(database.query, job.id)) return undefined;
    return jobView(await cancelJob(this.#fleet, job));
  }
}
