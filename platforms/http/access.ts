/** The access log: one line for each request, and one for each job that ends. */
import type { FastifyReply, FastifyRequest } from "fastify";
import type { SummaryEvent } from "../../connector/platform_api.js";
import { sumLine } from "../shared/summary_line.js";

/** What a line names apart from method, path, status and time. */
export interface Access {
  /** Only a known action: what else a caller writes in a path is not for a log. */
  action?: string;
  asset?: string;
  run?: string;
  job?: string;
  /** Code of the failure that was answered or that ended the run. */
  code?: string | undefined;
  /** What has been heard of the run. */
  events?: { readonly summary: SummaryEvent | undefined };
  /** Resolves when the run of the request is over. */
  over?: Promise<void>;
}

const accesses = new WeakMap<FastifyRequest, Access>();

/** What is known of a request so far; whoever learns more adds it. */
export function accessOf(request: FastifyRequest): Access {
  const known = accesses.get(request) ?? {};
  accesses.set(request, known);
  return known;
}

/** Writes the line of a request once its response and its run are over. */
export async function logRequest(
  request: FastifyRequest,
  { raw }: FastifyReply,
  { ms, log }: { ms: number; log: (line: string) => void },
): Promise<void> {
  const { method, routeOptions } = request;
  const { url = "(unknown)", config } = routeOptions;
  if (config.isOpen === true) return;
  const access = accessOf(request);
  const left = raw.writableFinished ? [] : ["the caller left"];
  await access.over;
  const path = url.replace(":name", access.action ?? ":name");
  const parts = [
    `${raw.statusCode}${codesOf(access)}`,
    ...detailsOf(access),
    `${Math.round(ms)} ms`,
    ...left,
  ];
  log(`${method} ${path} ${parts.join(", ")}`);
}

/** The line of a job that has ended. @param status of its result */
export function jobLine(access: Access, status: number): string {
  const { action, job } = access;
  const parts = [`${status}${codesOf(access)}`, `action ${action}`, ...detailsOf({ ...access, job: "" })];
  return `job ${job} ended: ${parts.join(", ")}`;
}

/** The failure, then the codes of calls that failed. */
function codesOf({ code = "", events }: Access): string {
  const codes = new Set([code, ...(events?.summary?.errorCodes ?? [])].filter((one) => one !== ""));
  return codes.size === 0 ? "" : ` ${[...codes].join(" ")}`;
}

function detailsOf({ asset, run, job = "", events }: Access): string[] {
  return [
    ...(asset === undefined ? [] : [`asset ${asset}`]),
    ...(run === undefined ? [] : [`run ${run}`]),
    ...(job === "" ? [] : [`job ${job}`]),
    ...(events?.summary === undefined ? [] : [sumLine(events.summary).replace(/\.$/, "")]),
  ];
}
