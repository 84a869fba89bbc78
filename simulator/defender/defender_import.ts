// POST /api/indicators/import: checks the structure of the call, then each row, and returns one result per row.
import type { PrincipalHandler } from "../entra/bearer.js";
import { JsonBody } from "../core/body.js";
import { isObject } from "../core/json.js";
import type { Response, Call, SimulatorState } from "../core/call.js";
import { badRow, writeProblem, writerOf } from "./defender_rows.js";
import { defenderErrors } from "../core/errors.js";
import type { Row, Writer } from "./indicator.js";
import { type RowProblem, rowProblem } from "./rules.js";
import { shuffled } from "../core/shuffle.js";
import type { Principal } from "../entra/token_issuer.js";

/** One result of an import response, as in the example of the documentation. */
interface ImportResult {
  id: string | null;
  indicator: string;
  isFailed: boolean;
  failureReason: string | null;
}

const CONTEXT = "$metadata#Collection(microsoft.windowsDefenderATP.api.ImportIndicatorResult)";

/** Returns the response if one problem fails the whole call. */
function wholeFault(
  problems: (RowProblem | undefined)[],
  state: SimulatorState,
  tenant: string,
): Response | undefined {
  const { semanticFaults, expiredFaults } = state.settings;
  const isWhole = (problem: RowProblem) => (problem.expired ? expiredFaults : semanticFaults) === "whole";
  const problem = problems.find((candidate) => candidate !== undefined && isWhole(candidate));
  return problem && badRow(problem, state, tenant);
}

function failed(row: Row, failureReason: string): ImportResult {
  const { indicatorValue: value } = row;
  return { id: null, indicator: typeof value === "string" ? value : "", isFailed: true, failureReason };
}

function write(row: Row, state: SimulatorState, principal: Principal, writer: Writer): ImportResult {
  // A full tenant fails the row, not the call.
  const problem = writeProblem(row, writer, principal, state);
  if (problem) return failed(row, problem.message);
  const { id } = state.store.upsert(row, writer);
  return { id, indicator: String(row["indicatorValue"]), isFailed: false, failureReason: null };
}

function echoed(result: ImportResult, echo: SimulatorState["settings"]["echo"]): ImportResult {
  if (echo === "asGiven") return result;
  const { indicator } = result;
  return { ...result, indicator: echo === "lowerCase" ? indicator.toLowerCase() : indicator.toUpperCase() };
}

function importRows(rows: Row[], call: Call, state: SimulatorState, principal: Principal): Response {
  const { settings } = state;
  const writer = writerOf(principal, state);
  const problems = rows.map((row) => rowProblem(row, settings, writer.now));
  const fault = wholeFault(problems, state, principal.tenant);
  if (fault) return fault;
  const results = rows.map((row, index) => {
    const problem = problems[index];
    return problem ? failed(row, problem.message) : write(row, state, principal, writer);
  });
  const value = (settings.order === "shuffled" ? shuffled(results) : results).map((row) =>
    echoed(row, settings.echo),
  );
  return { status: 200, json: { "@odata.context": `${call.origin}/api/${CONTEXT}`, value } };
}

export const handleImport: PrincipalHandler = (call, state, principal) => {
  const rows = new JsonBody(call, defenderErrors).list("Indicators", state.settings.maxBatch, isObject);
  return importRows(rows, call, state, principal);
};
