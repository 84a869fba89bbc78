/** Runs that are answered when they are over: an input gives its output, rows give their results. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { ActionOutput } from "../../connector/index.js";
import { bodyForm, readJsonBody } from "./body.js";
import type { Door } from "./door.js";
import { askedOf, logRun, optionsOf, type Running } from "./running.js";
import type { Run } from "./runs.js";
import { streamRun } from "./stream_run.js";
import { Told } from "./told.js";

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
): Promise<ActionOutput> {
  const { asked, run, door } = running;
  const told = new Told();
  try {
    const input = await readJsonBody(raw, door.limits, run.signal);
    return await door.connector.run(asked.action, input, optionsOf(running, told));
  } finally {
    run.end();
    logRun(running, told);
    if (told.warningHeader !== "") reply.header("run-warnings", told.warningHeader);
  }
}

/** Nobody waits for the answer any more, and whoever asks again should not meet this run at the budgets. */
function endWithCaller(run: Run, { raw }: FastifyReply): void {
  raw.once("close", () => {
    if (!raw.writableFinished) run.cancel();
  });
}
