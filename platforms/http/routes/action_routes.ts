/** Runs that are answered when they are over: an input gives its output, rows give their results. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { bodyForm, readJsonBody } from "../body.js";
import type { Door } from "../service_context.js";
import { jsonBytes, jsonType } from "../json_bytes.js";
import { refusalOf } from "../http_errors.js";
import { askedOf, logRun, optionsOf, type Running } from "../run_request.js";
import type { Run } from "../run_registry.js";
import { streamRun } from "../stream_run.js";
import { Told } from "../run_events.js";

/** Adds `POST /actions/:name`. */
export function addActionRoutes(app: FastifyInstance, door: Door): void {
  app.post("/actions/:name", (request, reply) => {
    const asked = askedOf(request, door);
    const form = bodyForm(request.headers);
    const run = door.runs.begin();
    endWithCaller(run, reply);
    const running = { asked, run, door };
    return form === "ndjson" ? streamRun(request, reply, running) : wholeRun(request, reply, running);
  });
}

async function wholeRun(
  { raw }: FastifyRequest,
  reply: FastifyReply,
  running: Running,
): Promise<FastifyReply> {
  const { asked, run, door } = running;
  const told = new Told();
  const pieces: Buffer[] = [];
  try {
    const input = await readJsonBody(raw, door.limits, run.signal);
    const { status, body } = await door.connector
      .run(asked.action, input, optionsOf(running, told))
      .then((output) => ({ status: 200, body: output }), refusalOf);
    reply.code(status);
    // Written before the run is over: whoever stops the service waits for its runs.
    for await (const piece of jsonBytes(body)) pieces.push(piece);
  } finally {
    run.end();
    logRun(running, told);
    if (told.warningHeader !== "") reply.header("run-warnings", told.warningHeader);
  }
  return reply.type(jsonType).send(Buffer.concat(pieces));
}

/** Nobody waits for the answer any more, and whoever asks again should not meet this run at the budgets. */
function endWithCaller(run: Run, { raw }: FastifyReply): void {
  raw.once("close", () => {
    if (!raw.writableFinished) run.cancel();
  });
}
