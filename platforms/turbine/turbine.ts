/**
 * The adapter for Swimlane Turbine: reads one JSON object, writes one `::set-output` line, and errors as
 * JSON to stderr.
 */
import {
  type ActionOutput,
  type Connector,
  type ConnectorError,
  type ErrorCode,
  type RunEvent,
} from "../../connector/platform_api.js";
import { openConnector } from "../shared/shared_database.js";
import { exitCodeOfError, exitCodes } from "../shared/exit_code.js";
import { asConnectorError, reportOf } from "../shared/failure.js";
import { type Io, emit, write } from "../shared/io.js";
import { jsonPieces } from "../shared/json_pieces.js";
import { lostOutput, standardOutput } from "../shared/messages.js";
import { parseJson, readJsonStream } from "../shared/read_json.js";
import { stopOnSignal } from "../shared/stop_signal.js";
import { WarningLines } from "../shared/warning_lines.js";
import { lostHint, turbineErrors } from "./messages.js";
import { keysOf, splitInputs, type Step } from "./split.js";
import { loadDeclarations } from "../shared/declarations.js";

/**
 * Returns 0 whenever an output is printed, whatever its status: the step worked, and the rows contain the
 * details. Otherwise returns the error's exit code.
 */
export async function turbineCommand(name: string, io: Io): Promise<number> {
  const warnings = new WarningLines();
  try {
    const connector = await openConnector(loadDeclarations(io.env), io.env);
    const keys = keysOf(connector.describe(name), connector, io.env["ASSET_KEYS"]);
    const step = splitInputs(await mergedInputs(io), keys);
    let calls = 0;
    const output = await runStep(name, step, connector, (event) => {
      if (event.type === "summary") calls = event.calls;
      warnings.take(event);
    });
    if (step.raiseForStatus && output.status_code >= 400)
      throw calls === 0 ? localError(output) : turbineErrors.failedStatus(codeOf(output.status_code), output);
    await printOutput(output, io);
    await emit(io, warnings.text());
    return exitCodes.done;
  } catch (thrown) {
    const error = asConnectorError(thrown);
    for (const piece of jsonPieces(reportOf(error))) await emit(io, piece);
    await emit(io, "\n");
    return exitCodeOfError(error);
  }
}

async function printOutput(output: ActionOutput, { stdout }: Io): Promise<void> {
  try {
    await write(stdout, "::set-output ");
    for (const piece of jsonPieces(output)) await write(stdout, piece);
    await write(stdout, "\n");
  } catch (error) {
    throw lostOutput(standardOutput, error, lostHint);
  }
}

/** Older runners pass the object in a variable. */
async function mergedInputs(io: Io): Promise<unknown> {
  const { INPUTS: text } = io.env;
  if (text !== undefined && text !== "") return parseJson(text, { name: "INPUTS", code: "InvalidInput" });
  return readJsonStream(io.stdin, { name: "Standard input", code: "InvalidInput" });
}

async function runStep(
  name: string,
  { asset, input, options }: Step,
  connector: Connector,
  onEvent: (event: RunEvent) => void,
): Promise<ActionOutput> {
  const stop = stopOnSignal(() => {});
  // The platform adds its own keys, which are reported and not rejected.
  const all = { ...options, unknown_inputs: "report", signal: stop.signal, onEvent } as const;
  try {
    if (options.dry_run === true && Object.keys(asset).length === 0)
      return await connector.run(name, input, { ...all, dry_run: true });
    return await connector.run(name, input, { ...all, asset });
  } finally {
    stop.release();
  }
}

/** No row could be sent: the input is at fault, not the service. */
function localError(output: ActionOutput): ConnectorError {
  const { error } = output.json_body as { error?: { message?: string } };
  return turbineErrors.noneSent(error?.message, output);
}

function codeOf(status: number): ErrorCode {
  if (status === 401) return "TokenRejected";
  if (status === 403) return "Forbidden";
  if (status === 429) return "Throttled";
  return status >= 500 ? "ServiceFailed" : "Rejected";
}
