/** A run on rows that arrive one per line; each result is written to a line as soon as it is known. */
import { Readable } from "node:stream";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { ActionOutput, JsonObject, Plan } from "../../connector/platform_api.js";
import { unpacked } from "../shared/bytes.js";
import { ndjsonOf, ndjsonPages } from "../shared/ndjson.js";
import type { Access } from "./access.js";
import { WatchedBody } from "./body.js";
import { plannedPages } from "./plan_stream.js";
import { rejectionOf } from "./http_errors.js";
import { optionsOf, type RunRequest } from "./run_request.js";
import { RunEventLog } from "./run_events.js";

type Results = AsyncGenerator<JsonObject[], ActionOutput>;

/** How the run ended, for the trailers: the status of the response is sent before the first result. */
interface Ending {
  /** The output's `status_code`; 0 if there was no response. */
  status: number;
  /** The code of the error that ended the run; empty if there was none. */
  error: string;
}

/** Ends the run in any case. Throws an error that occurs before the first result. */
export async function streamRun(
  { raw }: FastifyRequest,
  reply: FastifyReply,
  running: RunRequest,
): Promise<FastifyReply> {
  const { asked, run, context, access } = running;
  const events = new RunEventLog();
  access.events = events;
  const body = new WatchedBody(raw, { idleMs: context.limits.idleMs }, run.signal);
  const rows = ndjsonPages(unpacked(body), "The body", run.signal);
  const options = optionsOf(running, events);
  const isDryRun = options.dry_run === true;
  const planFor = isDryRun ? access : {};
  const results = isDryRun
    ? plannedPages(context.connector, asked.action, rows, options)
    : context.connector.streamPages(asked.action, rows, options);
  const over = (code?: string): void => {
    access.code = code;
    run.end();
  };
  const ended = (): void => context.warnings.keep(run.id, events, asked.caller);
  try {
    const first = await results.next();
    return response(first, results, { reply, events, body, ended, over, planFor, ...context.limits });
  } catch (error) {
    over();
    ended();
    throw body.problem ?? error;
  }
}

interface Streaming {
  readonly reply: FastifyReply;
  readonly events: RunEventLog;
  readonly body: WatchedBody;
  /** Called when the run has ended, before the response is complete. */
  readonly ended: () => void;
  /**
   * Ends the run.
   * @param code - code of the error that ended it early
   */
  readonly over: (code?: string) => void;
  /** Receives the body of the output, which is a plan in a dry run. */
  readonly planFor: Pick<Access, "plan">;
  readonly aheadBytes: number;
}

function response(
  first: IteratorResult<JsonObject[], ActionOutput>,
  results: Results,
  { reply, events, body, ended, over, planFor, aheadBytes }: Streaming,
): FastifyReply {
  const ending: Ending = { status: 0, error: "" };
  // Many clients read nothing before they have sent everything.
  const lines = Readable.from(textOf(first, results, { body, ending, ended, planFor }), {
    objectMode: false,
    highWaterMark: aheadBytes,
  });
  // The generator's `finally` is not enough: if a client leaves immediately, the generator never starts.
  lines.once("close", () => void results.return(undefined as never).finally(() => over(ending.error)));
  reply.trailer("run-status", () => Promise.resolve(String(ending.status)));
  reply.trailer("run-error", () => Promise.resolve(ending.error));
  reply.trailer("run-warnings", () => Promise.resolve(events.warningHeader));
  return reply.type("application/x-ndjson").send(lines);
}

async function* textOf(
  first: IteratorResult<JsonObject[], ActionOutput>,
  results: Results,
  { body, ending, ended, planFor }: Pick<Streaming, "body" | "ended" | "planFor"> & { ending: Ending },
): AsyncGenerator<string> {
  try {
    let next = first;
    for (; next.done !== true; next = await results.next()) yield ndjsonOf(next.value);
    ending.status = next.value.status_code;
    planFor.plan = next.value.json_body as Plan;
    if (body.isCut) ending.error = "Cancelled";
  } catch (error) {
    ending.error = rejectionOf(body.problem ?? error).body.code;
  } finally {
    ended();
  }
}
