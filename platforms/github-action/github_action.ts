/** The adapter for GitHub Actions: reads the inputs of a step, runs an action, and reports to the runner. */
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type ActionDescription,
  type ActionOutput,
  type Asset,
  type Connector,
  type ConnectorError,
  getAt,
  type JsonObject,
  type Plan,
} from "../../connector/platform_api.js";
import { openConnector } from "../shared/shared_database.js";
import { loadDeclarations } from "../shared/declarations.js";
import { exitCodeOfError, exitCodeOfRun, exitCodes } from "../shared/exit_code.js";
import { asConnectorError } from "../shared/failure.js";
import type { Io } from "../shared/io.js";
import { jsonPieces } from "../shared/json_pieces.js";
import { lostOutput } from "../shared/messages.js";
import { rowFailure } from "../shared/row_failure.js";
import { RunNotes } from "../shared/run_notes.js";
import { statusWords } from "../shared/status_words.js";
import { stopOnSignal } from "../shared/stop_signal.js";
import { planLine, rowCounts, sumLine } from "../shared/summary_line.js";
import { actionInputs } from "./action_inputs.js";
import { type FailedRow, jobSummary } from "./job_summary.js";
import { outputMessages } from "./messages.js";
import { type ActionStep, assetOf, givenTexts, readStep } from "./read_inputs.js";
import { addSummary, annotate, mask, setOutput } from "./workflow_commands.js";

/** GitHub shows ten annotations of a level for each step. */
const maxAnnotations = 10;

/** Longest output that is set as text. The runner accepts 1 MiB. */
const maxOutputLength = 500_000;

/** A finished run. */
interface Ended {
  readonly action: ActionDescription;
  readonly notes: RunNotes;
  readonly output: ActionOutput | undefined;
  readonly error?: ConnectorError;
}

/** Runs the step that the environment describes. Resolves to the exit code. */
export async function githubActionCommand(io: Io): Promise<number> {
  try {
    const declarations = loadDeclarations(io.env);
    const connector = await openConnector(declarations, io.env);
    const inputs = actionInputs(connector, declarations);
    const texts = givenTexts(io.env, inputs);
    const warnings: [code: string, message: string][] = [];
    const warn = (...warning: (typeof warnings)[number]): void => void warnings.push(warning);
    const asset = await assetOf(texts, inputs, connector, { env: io.env, warn });
    await maskSecrets(asset, connector, io);
    for (const [code, message] of warnings) await annotate(io, "warning", code, message);
    const step = await readStep(texts, inputs, connector, asset);
    return await report(await run(step, connector), step, io);
  } catch (thrown) {
    const error = asConnectorError(thrown);
    await annotate(io, "error", error.code, wordsOf(error));
    return exitCodeOfError(error);
  }
}

function wordsOf({ message, hint }: ConnectorError): string {
  return `${message} ${hint}`;
}

async function maskSecrets(asset: Asset, { manifest }: Connector, io: Io): Promise<void> {
  const secrets = new Set(Object.values(manifest.assets).flatMap((kind) => kind.secrets));
  for (const name of secrets) {
    const value = asset[name];
    if (typeof value === "string") await mask(io, value);
  }
}

async function run({ action, input, options, asset }: ActionStep, connector: Connector): Promise<Ended> {
  const notes = new RunNotes();
  const stop = stopOnSignal(() => {});
  const description = connector.describe(action);
  const all = { ...options, signal: stop.signal, onEvent: notes.take.bind(notes) };
  const needsNoAsset = options.dry_run === true && Object.keys(asset).length === 0;
  try {
    const output = needsNoAsset
      ? await connector.run(action, input, { ...all, dry_run: true })
      : await connector.run(action, input, { ...all, asset });
    return { action: description, notes, output };
  } catch (thrown) {
    const error = asConnectorError(thrown);
    return { action: description, notes, output: error.output as ActionOutput | undefined, error };
  } finally {
    stop.release();
  }
}

async function report(ended: Ended, step: ActionStep, io: Io): Promise<number> {
  const { action, notes, output, error } = ended;
  const failed = failedRows(ended);
  const level = step.failsOnFailedRows ? "error" : "warning";
  const outcome = outcomeOf(ended, step);
  for (const { row, reason } of failed.slice(0, maxAnnotations))
    await annotate(io, level, `${action.title}: row ${row}`, reason);
  for (const warning of notes.warnings) await annotate(io, "warning", action.title, warning);
  await annotate(io, error === undefined ? "notice" : "error", error?.code ?? action.title, outcome);
  await addSummary(io, jobSummary({ title: action.title, outcome, failed, warnings: notes.warnings }));
  await setOutput(io, "error_code", error?.code ?? "");
  if (output !== undefined) await setOutputs(ended, output, io);
  return exitCodeOf(ended, step);
}

function outcomeOf({ notes: { summary }, output, error }: Ended, { options }: ActionStep): string {
  const counts = summary === undefined ? [] : [sumLine(summary)];
  if (error !== undefined) return [wordsOf(error), ...counts].join(" ");
  if (output === undefined) return counts.join(" ");
  const { json_body: body } = output;
  if (options.dry_run === true && isPlan(body)) return planLine(body);
  return [`${statusWords(output)}.`, ...counts].join(" ");
}

function isPlan(body: unknown): body is Plan {
  return typeof body === "object" && body !== null && "findings" in body;
}

function failedRows({ action: { results }, output }: Ended): FailedRow[] {
  const rows = results === undefined ? undefined : getAt(output?.json_body, results.items);
  if (results === undefined || !Array.isArray(rows)) return [];
  return rows.flatMap((row: JsonObject, index) => {
    const reason = rowFailure(row, results);
    return reason === undefined ? [] : [{ row: index + 1, reason }];
  });
}

async function setOutputs({ notes: { summary } }: Ended, output: ActionOutput, io: Io): Promise<void> {
  const path = await writeOutput(output, io);
  await setOutput(io, "output_file", path);
  await setOutput(io, "status_code", String(output.status_code));
  if (summary !== undefined) {
    const { succeeded, failed, notSent } = rowCounts(summary);
    const counts = { rows: summary.rows, succeeded, failed, not_sent: notSent };
    for (const [name, count] of Object.entries(counts)) await setOutput(io, name, String(count));
  }
  let text = "";
  for (const piece of jsonPieces(output)) {
    text += piece;
    if (text.length > maxOutputLength) return annotate(io, "notice", "output", outputMessages.tooLong);
  }
  return setOutput(io, "output", text);
}

/** Returns the path of a file with the whole output, which other steps of the job can read. */
async function writeOutput(output: ActionOutput, { env }: Io): Promise<string> {
  const parent = env["RUNNER_TEMP"] ?? tmpdir();
  try {
    const path = join(await mkdtemp(join(parent, "action-")), "output.json");
    await writeFile(path, jsonPieces(output), { mode: 0o600 });
    return path;
  } catch (error) {
    throw lostOutput(`A file in ${parent}`, error);
  }
}

function exitCodeOf({ notes: { summary }, error }: Ended, { failsOnFailedRows }: ActionStep): number {
  if (error !== undefined) return exitCodeOfError(error, summary?.calls);
  if (summary === undefined) return exitCodes.done;
  const code = exitCodeOfRun(summary);
  return code === exitCodes.rowsFailed && !failsOnFailedRows && summary.rows > 0 ? exitCodes.done : code;
}
