// POST /api/indicators/import: the structure of the call first, then each row, then one result per row.
import type { HolderHandler } from "./bearer.js";
import { type Answer, type Call, header, type World } from "./call.js";
import { apiError } from "./errors.js";
import type { Row, Writer } from "./indicator.js";
import { type RowProblem, rowProblem } from "./rules.js";
import { shuffled } from "./shuffle.js";
import type { Holder } from "./tokens.js";

/** One row of an import answer, as the documentation's example has it. */
interface ImportResult {
  id: string | null;
  indicator: string;
  isFailed: boolean;
  failureReason: string | null;
}

const CONTEXT = "$metadata#Collection(microsoft.windowsDefenderATP.api.ImportIndicatorResult)";

const invalidBody = (detail = "Request body is incorrect") => apiError(400, "InvalidRequestBody", detail);

const isRow = (value: unknown): value is Row =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The rows of a body, or the answer to a body that has none. */
function rowsOf(call: Call, maxBatch: number): Row[] | Answer {
  const body = parsed(call.body ?? Buffer.alloc(0));
  if (!isRow(body)) return invalidBody();
  // "Body parameters are case-sensitive" (Common REST API error codes).
  const rows = body["Indicators"];
  if (rows === undefined)
    return apiError(400, "MissingRequiredParameter", "Parameter Indicators is missing.");
  if (!Array.isArray(rows) || !rows.every(isRow)) return invalidBody();
  call.record.rows = rows.length;
  if (rows.length === 0) return invalidBody("Request body is incorrect: Indicators is empty.");
  if (rows.length <= maxBatch) return rows;
  const text = `Maximum batch size exceeded. Received: ${rows.length}, allowed: ${maxBatch}.`;
  return apiError(400, "MaximumBatchSizeExceeded", text);
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    return undefined;
  }
}

/** The answer when one problem fails the whole call. */
function wholeFault(problems: (RowProblem | undefined)[], world: World, tenant: string): Answer | undefined {
  const { semanticFaults, expiredFaults, unnamedErrors } = world.settings;
  const isWhole = (problem: RowProblem) => (problem.expired ? expiredFaults : semanticFaults) === "whole";
  const problem = problems.find((candidate) => candidate !== undefined && isWhole(candidate));
  if (!problem) return undefined;
  return unnamedErrors ? invalidBody() : apiError(400, problem.code, problem.message, tenant);
}

function failed(row: Row, failureReason: string): ImportResult {
  const { indicatorValue: value } = row;
  return { id: null, indicator: typeof value === "string" ? value : "", isFailed: true, failureReason };
}

/** Why a sound row cannot be written, or undefined. */
function writeFault(row: Row, world: World, holder: Holder, writer: Writer): string | undefined {
  const { capacity } = world.settings;
  const old = world.store.find(holder.tenant, row, writer.now);
  if (old) return owns(holder, old.createdBy) ? undefined : "Indicator was created by another application.";
  const total = world.store.count(holder.tenant, writer.now);
  // Captured text; over quota is the row's failure, not the call's.
  const figures = `Current Total: ${total}, Limit: ${capacity} (Parameter 'Capacity: ${total}/${capacity}')`;
  return total < capacity ? undefined : `Max capacity exceeded. ${figures}`;
}

/** Ti.ReadWrite alone sees and edits only what the app created (permissions of the API). */
export function owns(holder: Holder, createdBy: string): boolean {
  return holder.user !== null || holder.roles.includes("Ti.ReadWrite.All") || createdBy === holder.client;
}

function write(row: Row, world: World, holder: Holder, writer: Writer): ImportResult {
  const fault = writeFault(row, world, holder, writer);
  if (fault !== undefined) return failed(row, fault);
  const { id } = world.store.upsert(row, writer);
  return { id, indicator: String(row["indicatorValue"]), isFailed: false, failureReason: null };
}

function echoed(result: ImportResult, echo: World["settings"]["echo"]): ImportResult {
  if (echo === "asGiven") return result;
  const { indicator } = result;
  return { ...result, indicator: echo === "lowerCase" ? indicator.toLowerCase() : indicator.toUpperCase() };
}

function importRows(rows: Row[], call: Call, world: World, holder: Holder): Answer {
  const { settings } = world;
  const now = world.now();
  const problems = rows.map((row) => rowProblem(row, settings, now));
  const fault = wholeFault(problems, world, holder.tenant);
  if (fault) return fault;
  const writer = {
    tenant: holder.tenant,
    name: holder.user ?? holder.client,
    displayName: "Simulated app",
    now,
  };
  const results = rows.map((row, index) => {
    const problem = problems[index];
    return problem ? failed(row, problem.message) : write(row, world, holder, writer);
  });
  const value = (settings.order === "shuffled" ? shuffled(results) : results).map((row) =>
    echoed(row, settings.echo),
  );
  return { status: 200, json: { "@odata.context": `${call.origin}/api/${CONTEXT}`, value } };
}

/** Takes a batch of indicators. */
export const handleImport: HolderHandler = (call, world, holder) => {
  const mediaType = header(call, "content-type")?.split(";")[0]?.trim().toLowerCase();
  if (mediaType !== "application/json") {
    return apiError(415, "UnsupportedMediaType", "The request entity's media type is not supported.");
  }
  if (call.body === null) return apiError(413, "RequestEntityTooLarge", "The request body is too large.");
  const rows = rowsOf(call, world.settings.maxBatch);
  return Array.isArray(rows) ? importRows(rows, call, world, holder) : rows;
};
