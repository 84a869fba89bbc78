/** The access log: one line per request, and one per finished job. */
import type { FastifyReply, FastifyRequest } from "fastify";
import type { SummaryEvent } from "../../connector/platform_api.js";
import type { Log, LogFields, LogLevel } from "../shared/log/log.js";
import { type PlanSum, planLine, rowCounts, sumLine } from "../shared/summary_line.js";

/** The content of a log line, in addition to method, path, status and time. */
export interface Access {
  /** Only a known action: other text that a client writes in a path does not belong in a log. */
  action?: string;
  profile?: string;
  /** Name of the caller, if the callers have names. */
  caller?: string;
  requestId?: string;
  /** The trace of the request. */
  traceparent?: string;
  run?: string;
  job?: string;
  /** Code of the failure that was returned or that ended the run. */
  code?: string | undefined;
  /** The events of the run. */
  events?: { readonly summary: SummaryEvent | undefined };
  /** The counts of a dry run, which has no summary. */
  plan?: PlanSum | undefined;
  /** Resolves when the run of the request is over. */
  over?: Promise<void>;
}

const accesses = new WeakMap<FastifyRequest, Access>();

/** Returns what is known of a request so far; other code adds to it. */
export function accessOf(request: FastifyRequest): Access {
  const known = accesses.get(request) ?? {};
  accesses.set(request, known);
  return known;
}

/** Writes the line of a request after its response and its run are over. */
export async function logRequest(
  request: FastifyRequest,
  { raw }: FastifyReply,
  { ms, log }: { ms: number; log: Log },
): Promise<void> {
  const { method, routeOptions } = request;
  const { url = "(unknown)", config } = routeOptions;
  if (config.isOpen === true) return;
  const access = accessOf(request);
  const left = raw.writableFinished ? [] : ["the client left"];
  await access.over;
  const path = url.replace(":name", access.action ?? ":name");
  const parts = [
    `${raw.statusCode}${codesOf(access)}`,
    ...(path === url && access.action !== undefined ? [`action ${access.action}`] : []),
    ...detailsOf(access),
    `${Math.round(ms)} ms`,
    ...left,
  ];
  const { statusCode: status } = raw;
  const fields = { ...logFieldsOf(access), ...endOf(access), status, durationMs: Math.round(ms) };
  log.report(levelOf(status, fields.code), `${method} ${path} ${parts.join(", ")}`, fields);
}

/** Returns what the lines of a request and its run have in common. */
export function logFieldsOf({
  requestId,
  traceparent,
  run,
  job,
  caller,
  profile,
  action,
}: Access): LogFields {
  return { requestId, traceparent, runId: run, job, caller, profile, action };
}

/** Returns how a run ended. */
function endOf({ code, events }: Access): LogFields {
  const { summary } = events ?? {};
  const counts =
    summary === undefined ? {} : { rows: summary.rows, ...rowCounts(summary), calls: summary.calls };
  return { code: code ?? summary?.errorCodes[0], ...counts };
}

function levelOf(status: number, code: string | undefined): LogLevel {
  if (status >= 500) return "error";
  return status >= 400 || (code ?? "") !== "" ? "warn" : "info";
}

/**
 * Writes the line of a finished job.
 * @param status - status of its result
 */
export function logJob(access: Access, status: number, log: Log): void {
  const { action, job } = access;
  // The line of the request has the run.
  const details = detailsOf({ ...access, run: undefined, job: "" });
  const parts = [`${status}${codesOf(access)}`, `action ${action}`, ...details];
  const fields = { ...logFieldsOf(access), ...endOf(access), status };
  log.report(levelOf(status, fields.code), `job ${job} ended: ${parts.join(", ")}`, fields);
}

/** Returns the code of the failure, followed by the codes of failed calls. */
function codesOf({ code = "", events }: Access): string {
  const codes = new Set([code, ...(events?.summary?.errorCodes ?? [])].filter((one) => one !== ""));
  return codes.size === 0 ? "" : ` ${[...codes].join(" ")}`;
}

function detailsOf({
  caller,
  profile,
  run,
  job = "",
  events,
  plan,
}: Omit<Access, "run"> & { run?: string | undefined }): string[] {
  return [
    ...(caller === undefined ? [] : [`caller ${caller}`]),
    ...(profile === undefined ? [] : [`profile ${profile}`]),
    ...(run === undefined ? [] : [`run ${run}`]),
    ...(job === "" ? [] : [`job ${job}`]),
    ...(events?.summary === undefined ? [] : [sumLine(events.summary).replace(/\.$/, "")]),
    ...(plan === undefined ? [] : [`dry run of ${planLine(plan).replace(/\.$/, "")}`]),
  ];
}
