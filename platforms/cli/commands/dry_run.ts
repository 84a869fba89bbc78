/** `run --dry-run`: writes the plan to stdout and the calls to --output. Nothing is sent to the service. */
import type {
  ConnectorError,
  Plan,
  PlanFinding,
  PlannedCall,
  PlanOptions,
} from "../../../connector/platform_api.js";
import { exitCodeOfError, exitCodes, worst } from "../../shared/exit_code.js";
import { jsonPieces } from "../../shared/json_pieces.js";
import { lostOutput, standardOutput } from "../../shared/messages.js";
import { assertWritable } from "../io/write_output.js";
import { assertRowsSuffice } from "../run/check_input.js";
import { formOf } from "../io/file_format.js";
import type { Source } from "../io/input_source.js";
import { listWriter } from "../io/list_writer.js";
import { arrayWriter } from "../io/row_writer.js";
import { openReport, type Report } from "../ui/report.js";
import { checkedInputs } from "../run/run_envelopes.js";
import { readEnvelope } from "../run/read_envelope.js";
import type { RunOutcome } from "../run/run_record.js";
import { openRows } from "../run/row_source.js";
import { assertRows, type Given } from "../run/run_setup.js";
import { fileSink, type Sink, streamSink } from "../io/sink.js";
import { addUpPlans, planLine } from "../../shared/summary_line.js";
import { dryRunTexts, lostUnsentHints } from "./messages.js";

/** Returns 0 if every row would be sent, and 1 if some would be rejected. */
export async function dryRun(given: Given): Promise<RunOutcome> {
  return { exitCode: await (given.source.form === "json" ? planEnvelopes(given) : planRows(given)) };
}

/** Prints an array with one plan per input. */
async function planEnvelopes(given: Given): Promise<number> {
  const { connector, action, io } = given;
  const inputs = await checkedInputs(given);
  const report = await openReport(io, inputs.length);
  const plans: Plan[] = [];
  let callsBefore = 0;
  const begun = performance.now();
  await withCalls(given, report, async (options) => {
    for (const [index, input] of inputs.entries()) {
      const onEvent = report.listener(index, () => {});
      const left = timeLeft(options, performance.now() - begun);
      const plan = await connector.plan(action.name, input, { ...options, ...left, callsBefore, onEvent });
      callsBefore += plan.calls;
      plans.push(plan);
    }
  });
  const sink = guarded(streamSink(io.stdout), standardOutput);
  for (const piece of jsonPieces(plans, "  ")) await sink.write(piece);
  await sink.write("\n");
  return events(
    plans,
    report,
    plans.some(({ findings }) => findings.length > 0),
    given.job,
  );
}

/** Returns the rest of `deadline_ms`, which covers all inputs together. */
function timeLeft({ deadline_ms }: PlanOptions, spentMs: number): Pick<PlanOptions, "deadline_ms"> {
  if (deadline_ms === undefined) return {};
  return { deadline_ms: Math.max(1, Math.floor(deadline_ms - spentMs)) };
}

/** Prints findings as they are found, and after them the rest of the plan. */
async function planRows(given: Given): Promise<number> {
  const { connector, action, source, options, io } = given;
  assertRows(action);
  const envelope = await readEnvelope(options.envelope);
  assertRowsSuffice(given, envelope);
  const report = await openReport(io, 1);
  const never = new AbortController().signal;
  const writer = new PlanWriter(
    given.shared === undefined ? source.form : "feed",
    guarded(streamSink(io.stdout), standardOutput),
  );
  return withCalls(given, report, async (planOptions) => {
    const rows = await openRows(given, report, planOptions.asset);
    try {
      const plan = await connector.planPages(action.name, rows.pages({ lost: never, stopped: never }), {
        ...planOptions,
        ...(envelope === undefined ? {} : { envelope }),
        onEvent: report.listener(0, () => {}),
        onFinding: (finding) => writer.add(finding),
      });
      await writer.end(plan);
      return codeOf(plan, { report, writer, fault: rows.fault(), job: given.job });
    } finally {
      for (const line of rows.lines()) report.line(line);
      await rows.end();
    }
  });
}

function codeOf(
  plan: Plan,
  {
    report,
    writer,
    fault,
    job,
  }: { report: Report; writer: PlanWriter; fault: ConnectorError | undefined; job: Given["job"] },
): number {
  const code = events([plan], report, writer.hasFindings, job);
  if (fault === undefined) return code;
  report.failure(fault);
  return worst([code, exitCodeOfError(fault)]);
}

/** Writes a plan after its findings: as lines, or for a feed as an array of one plan. */
class PlanWriter {
  readonly #array: ReturnType<typeof arrayWriter> | undefined;
  readonly #lines: ReturnType<typeof listWriter>;
  hasFindings = false;

  constructor(form: Source["form"], sink: Sink) {
    this.#array = form === "feed" ? arrayWriter(sink, ["findings"]) : undefined;
    this.#lines = listWriter("ndjson", sink);
  }

  add(finding: PlanFinding): Promise<void> {
    this.hasFindings = true;
    return this.#array?.write([{ ...finding }]) ?? this.#lines.add(finding);
  }

  async end({ findings: _written, ...sum }: Plan): Promise<void> {
    if (this.#array !== undefined) return this.#array.end(sum);
    await this.#lines.add(sum);
    return this.#lines.end();
  }
}

/** Runs `work` with the options of a plan. The calls are written to --output if it is set. */
async function withCalls<T>(
  given: Given,
  report: Report,
  work: (options: PlanOptions) => Promise<T>,
): Promise<T> {
  const { source, options, runOptions } = given;
  const { output: path } = options;
  const asset = await given.asset((code, message) => report.warn(code, message));
  const planOptions = { ...runOptions, ...(asset === undefined ? {} : { asset }) };
  if (path === undefined) return work(planOptions);
  await assertWritable(path);
  const calls = listWriter(
    formOf(path) ?? (source.form === "json" ? "json" : "ndjson"),
    guarded(fileSink(path), `--output ${path}`),
  );
  try {
    return await work({ ...planOptions, onCall: (call: PlannedCall) => calls.add(call) });
  } finally {
    await calls.end();
  }
}

/**
 * Wraps a sink so that each of its errors becomes OutputWriteFailed.
 * @param place - name of the sink in messages
 */
function guarded(sink: Sink, place: string): Sink {
  const lost = (error: unknown): never => {
    throw lostOutput(place, error, lostUnsentHints.plan);
  };
  return { write: (text) => sink.write(text).catch(lost), end: () => sink.end().catch(lost) };
}

function events(plans: readonly Plan[], report: Report, hasFindings: boolean, job: Given["job"]): number {
  const sum = addUpPlans(plans);
  job?.onPlan(sum);
  report.sum();
  report.line(planLine(sum));
  if (hasFindings) report.line(dryRunTexts.numbering);
  return sum.rejected > 0 ? exitCodes.rowsFailed : exitCodes.done;
}
