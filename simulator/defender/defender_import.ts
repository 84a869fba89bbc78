// POST /api/indicators/import: the structure of the call first, then each row, then one result per row.
import type { HolderHandler } from "../entra/bearer.js";
import { isObject, JsonBody } from "../core/body.js";
import type { Response, Call, SimulatorState } from "../core/call.js";
import { badRow, writeProblem, writerOf } from "./defender_rows.js";
import { defenderVoice } from "../core/errors.js";
import type { Row, Writer } from "./indicator.js";
import { type RowProblem, rowProblem } from "./rules.js";
import { shuffled } from "../core/shuffle.js";
import type { Principal } from "../entra/token_issuer.js";

/** One row of an import answer, as the documentation's example has it. */
interface ImportResult {
  id: string | null;
  indicator: string;
  isFailed: boolean;
  failureReason: string | null;
}

const CONTEXT = "$metadata#Collection(microsoft.windowsDefenderATP.api.ImportIndicatorResult)";

/** The answer when one problem fails the whole call. */
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

function write(row: Row, state: SimulatorState, holder: Principal, writer: Writer): ImportResult {
  // Over quota is the row's failure, not the call's.
  const problem = writeProblem(row, writer, holder, state);
  if (problem) return failed(row, problem.message);
  const { id } = state.store.upsert(row, writer);
  return { id, indicator: String(row["indicatorValue"]), isFailed: false, failureReason: null };
}

function echoed(result: ImportResult, echo: SimulatorState["settings"]["echo"]): ImportResult {
  if (echo === "asGiven") return result;
  const { indicator } = result;
  return { ...result, indicator: echo === "lowerCase" ? indicator.toLowerCase() : indicator.toUpperCase() };
}

function importRows(rows: Row[], call: Call, state: SimulatorState, holder: Principal): Response {
  const { settings } = state;
  const writer = writerOf(holder, state);
  const problems = rows.map((row) => rowProblem(row, settings, writer.now));
  const fault = wholeFault(problems, state, holder.tenant);
  if (fault) return fault;
  const results = rows.map((row, index) => {
    const problem = problems[index];
    return problem ? failed(row, problem.message) : write(row, state, holder, writer);
  });
  const value = (settings.order === "shuffled" ? shuffled(results) : results).map((row) =>
    echoed(row, settings.echo),
  );
  return { status: 200, json: { "@odata.context": `${call.origin}/api/${CONTEXT}`, value } };
}

/** Takes a batch of indicators. */
export const handleImport: HolderHandler = (call, state, holder) => {
  const rows = new JsonBody(call, defenderVoice).list("Indicators", state.settings.maxBatch, isObject);
  return importRows(rows, call, state, holder);
};
