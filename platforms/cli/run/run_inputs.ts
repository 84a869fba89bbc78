/** Runs an action on several inputs in turn and returns one output for each, in every case. */
import type {
  ActionOutput,
  Connector,
  ConnectorError,
  ErrorCode,
  RunOptions,
} from "../../../connector/platform_api.js";
import { exitCodeOfError, exitCodeOfRun, worst } from "../../shared/exit_code.js";
import { asConnectorError } from "../../shared/failure.js";
import type { Report } from "../ui/report.js";
import { runErrors } from "./messages.js";

/** The runs of one command. */
export class Series {
  readonly #connector: Pick<Connector, "run">;
  readonly #name: string;
  readonly #report: Report;
  readonly #now: () => number;
  readonly #codes: number[] = [];
  /** Aborted with an error that would also end every remaining input. */
  readonly #hopeless = new AbortController();
  readonly outputs: ActionOutput[] = [];
  /** The first error of an input. */
  error: ConnectorError | undefined;
  /** Whether there is a result to print. */
  hasOutput = false;

  /** @param now - returns a monotonic time in milliseconds */
  constructor(
    connector: Pick<Connector, "run">,
    name: string,
    report: Report,
    now: () => number = () => performance.now(),
  ) {
    this.#connector = connector;
    this.#name = name;
    this.#report = report;
    this.#now = now;
  }

  /** @param options - `deadline_ms` covers all inputs together */
  async run(inputs: readonly unknown[], options: RunOptions): Promise<void> {
    const begun = this.#now();
    const signals = [this.#hopeless.signal, ...(options.signal === undefined ? [] : [options.signal])];
    const signal = AbortSignal.any(signals);
    if (inputs.length === 0) this.hasOutput = true;
    for (const [index, input] of inputs.entries()) {
      const left = timeLeft(options, this.#now() - begun, signal);
      await this.#runOne(input, index, { ...options, ...journalOf(options, index), ...left });
    }
    this.#report.sum();
  }

  get exitCode(): number {
    return worst(this.#codes);
  }

  async #runOne(input: unknown, index: number, options: RunOptions): Promise<void> {
    let calls = 0;
    const onEvent = this.#report.listener(index, (summary) => {
      ({ calls } = summary);
      this.#codes.push(exitCodeOfRun(summary));
    });
    try {
      this.outputs.push(await this.#connector.run(this.#name, input, { ...options, onEvent }));
      this.hasOutput = true;
    } catch (thrown) {
      const error = asConnectorError(thrown);
      this.#codes.push(exitCodeOfError(error, calls));
      this.#failed(error, index);
    }
  }

  #failed(error: ConnectorError, index: number): void {
    this.error ??= error;
    const output = error.output as ActionOutput | undefined;
    if (output !== undefined) this.hasOutput = true;
    this.outputs.push(output ?? withoutResponse(error));
    // The remaining inputs fail for the same reason, which is reported once.
    if (this.#hopeless.signal.aborted) return;
    const isOwn = isOfOneInput(error);
    this.#report.failure(error, isOwn ? index : undefined);
    if (isOwn) return;
    this.#hopeless.abort(error);
  }
}

/**
 * Errors of one input, in addition to those of the kind `input`: its rows, its journal, or a lost response.
 */
const ofOneInput: ReadonlySet<ErrorCode> = new Set([
  "CapacityExceeded",
  "JournalUnwritable",
  "OutcomeUnknown",
  "Rejected",
  "NotFound",
  "BadRowNotIsolated",
]);

/** Options are the same for all inputs. */
function isOfOneInput({ kind, code }: ConnectorError): boolean {
  return (kind === "input" && code !== "InvalidOption") || ofOneInput.has(code);
}

/** Returns the rest of the deadline. A run that begins too late is canceled before its first call. */
function timeLeft(
  { deadline_ms }: RunOptions,
  spentMs: number,
  signal: AbortSignal,
): Pick<RunOptions, "deadline_ms" | "signal"> {
  if (deadline_ms === undefined) return { signal };
  const leftMs = Math.floor(deadline_ms - spentMs);
  if (leftMs > 0) return { deadline_ms: leftMs, signal };
  return { signal: AbortSignal.any([signal, AbortSignal.abort(runErrors.timeIsOver())]) };
}

/** Returns the journal of one input: the named file for the first one, with the suffix .n for the n-th. */
function journalOf({ journal }: RunOptions, index: number): Pick<RunOptions, "journal"> {
  return journal === undefined ? {} : { journal: journalPath(journal, index) };
}

/**
 * Returns the journal file of one of several inputs.
 * @param index - position of the input, from 0
 */
export function journalPath(journal: string, index: number): string {
  return index === 0 ? journal : `${journal}.${index + 1}`;
}

/** Returns the output of a run if only its error is known. */
export function withoutResponse({ code, message }: ConnectorError): ActionOutput {
  return {
    status_code: 0,
    response_headers: {},
    reason: "No response",
    json_body: { error: { code, message } },
  };
}
