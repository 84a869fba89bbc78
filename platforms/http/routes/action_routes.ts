/** Runs with a response at their end: an input returns its output, rows return their results. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { ActionOutput, Plan } from "../../../connector/platform_api.js";
import { bodyForm, readJsonBody } from "../body.js";
import type { ServiceContext } from "../service_context.js";
import { jsonBytes, jsonType } from "../json_bytes.js";
import { rejectionOf } from "../http_errors.js";
import { accessOf } from "../access.js";
import { callerOf } from "../request_caller.js";
import { askedOf, optionsOf, type RunRequest } from "../run_request.js";
import type { Run } from "../run_registry.js";
import { streamRun } from "../stream_run.js";
import { RunEventLog } from "../run_events.js";

/** Adds `POST /actions/:name` and `GET /runs/:id/warnings`. */
export function addActionRoutes(app: FastifyInstance, context: ServiceContext): void {
  app.post("/actions/:name", (request, reply) => {
    const asked = askedOf(request, context);
    const form = bodyForm(request.headers);
    const run = context.runs.begin();
    endWithCaller(run, reply);
    const access = Object.assign(accessOf(request), { run: run.id, over: run.over });
    reply.header("run-id", run.id);
    const running = { asked, run, context, access };
    return form === "ndjson" ? streamRun(request, reply, running) : wholeRun(request, reply, running);
  });
  app.get("/runs/:id/warnings", (request, reply) => {
    const { id } = request.params as { id: string };
    return reply.type(jsonType).send(context.warnings.of(id, callerOf(request).name));
  });
}

async function wholeRun(
  { raw }: FastifyRequest,
  reply: FastifyReply,
  running: RunRequest,
): Promise<FastifyReply> {
  const { asked, run, context, access } = running;
  const events = new RunEventLog();
  access.events = events;
  const pieces: Buffer[] = [];
  try {
    const input = await readJsonBody(raw, context.limits, run.signal);
    const rejected = (error: unknown) => {
      const rejection = rejectionOf(error);
      access.code = rejection.body.code;
      return rejection;
    };
    const { status, body } = await context.connector
      .run(asked.action, input, optionsOf(running, events))
      .then((output) => ({ status: 200, body: output }), rejected);
    if (asked.options.dry_run === true) access.plan = planIn(body);
    reply.code(status);
    // Written before the run is over: a stop of the service waits for its runs.
    for await (const piece of jsonBytes(body)) pieces.push(piece);
  } finally {
    run.end();
    context.warnings.keep(run.id, events, asked.caller);
    if (events.warningHeader !== "") reply.header("run-warnings", events.warningHeader);
  }
  return reply.type(jsonType).send(Buffer.concat(pieces));
}

/** Returns the plan in the output of a dry run; undefined for an error. */
function planIn(body: object): Plan | undefined {
  return (body as Partial<ActionOutput>).json_body as Plan | undefined;
}

/** The client has left. If it tries again, this run should not use up the rate limits. */
function endWithCaller(run: Run, { raw }: FastifyReply): void {
  raw.once("close", () => {
    if (!raw.writableFinished) run.cancel();
  });
}
