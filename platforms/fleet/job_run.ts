/** One run of one job. */
import { createWriteStream } from "node:fs";
import { basename, join } from "node:path";
import { Readable, type Writable } from "node:stream";
import { finished, pipeline } from "node:stream/promises";
import type {
  Asset,
  CapacityEvent,
  Claim,
  ClaimedRow,
  Connector,
  ConnectorError,
  Declarations,
  RunEvent,
} from "../../connector/platform_api.js";
import type { JobPorts } from "../cli/run/run_setup.js";
import { writeFailure } from "../cli/ui/failures.js";
import { exitCodeOfError } from "../shared/exit_code.js";
import { asConnectorError } from "../shared/failure.js";
import type { Io } from "../shared/io.js";
import type { RunLog } from "../shared/log/run_log.js";
import { textStream } from "../shared/text_stream.js";
import { runAction } from "./action_run.js";
import { messagesCut } from "./messages.js";
import { ResultBlocks } from "./result_blocks.js";
import { runSync } from "./sync_run.js";

/** What a run needs. */
export interface JobRunPorts {
  readonly connector: Connector;
  readonly declarations: Declarations;
  readonly io: Io;
  readonly stopping: AbortSignal;
  readonly asset: () => Promise<Asset>;
  /** Receives the events of the run. */
  readonly log: RunLog;
}

const progressMs = 1_000;
/** Messages are for people, and further ones are not stored, in characters. */
const maxMessages = 100_000;

/** The state of a run. */
export class JobRun {
  readonly #job: ClaimedRow;
  readonly #claim: Claim;
  readonly #ports: JobRunPorts;
  readonly #end = new AbortController();
  #isCancelled: boolean;
  #messages = "";
  #processed = 0;
  #rows: number | undefined;
  /** Counts of a run that came to its end. */
  #counts: { readonly rows?: number; readonly failed?: number } = {};
  #exitCode = 0;
  capacity: CapacityEvent | undefined;
  /** The error that ended the run. */
  error: ConnectorError | undefined;

  constructor(job: ClaimedRow, claim: Claim, ports: JobRunPorts) {
    this.#job = job;
    this.#claim = claim;
    this.#ports = ports;
    this.#isCancelled = job.cancel;
    if (job.cancel) this.#end.abort();
  }

  /** @param folder - an empty folder @param input - the bytes of the input */
  async run(folder: string, input: AsyncIterable<Buffer>): Promise<void> {
    const path = join(folder, basename(this.#job.input_name));
    const files = { path, folder };
    await pipeline(Readable.from(input), createWriteStream(path, { mode: 0o600 }));
    await this.#claim.write("DELETE FROM fleet.result USING mine WHERE job = mine.id RETURNING job", []);
    const stop = (): void => this.#end.abort();
    const { stopping } = this.#ports;
    if (stopping.aborted) stop();
    stopping.addEventListener("abort", stop);
    const progress = setInterval(() => void this.#report(), progressMs);
    try {
      await this.#runJob(files);
    } finally {
      clearInterval(progress);
      stopping.removeEventListener("abort", stop);
    }
  }

  /** Stores the end of the job. @throws JobLost */
  async finish(): Promise<void> {
    await this.#store(this.#isCancelled ? "cancelled" : this.error === undefined ? "succeeded" : "failed");
  }

  /** Stores that the job failed before it ran. @throws JobLost */
  async fail(error: ConnectorError): Promise<void> {
    this.error = error;
    // The log of the worker is not a part: the message belongs to the job.
    const { log: _log, ...io } = this.#ports.io;
    this.#exitCode = await writeFailure(error, { ...io, stderr: this.#messageStream() });
    await this.#store("failed");
  }

  async #store(state: "cancelled" | "succeeded" | "failed"): Promise<void> {
    const { rows, failed } = this.#counts;
    await this.#claim.end(
      state,
      `exit_code = $4, messages = $5, error_code = $6, error_message = $7, rows = coalesce($8, rows),
       processed = $9, failed = $10, ended_at = clock_timestamp()`,
      [
        this.#exitCode,
        this.#messages,
        this.error?.code ?? null,
        this.error === undefined ? null : `Profile ${this.#job.profile}: ${this.error.message}`,
        rows ?? this.#rows ?? null,
        rows ?? this.#processed,
        failed ?? 0,
      ],
    );
  }

  async #runJob(files: { readonly path: string; readonly folder: string }): Promise<void> {
    const { declarations, io } = this.#ports;
    const stdout = new ResultBlocks((block, text) => this.#claim.storeBlock(block, text));
    stdout.on("error", () => {});
    const own: Io = { stdin: Readable.from([]), stdout, stderr: this.#messageStream(), env: io.env };
    try {
      this.#exitCode =
        this.#job.kind === "sync"
          ? await runSync(
              this.#job,
              files.path,
              { claim: this.#claim, declarations, io: own },
              this.#jobPorts(),
            )
          : await runAction(this.#job, files.path, declarations, own, this.#jobPorts());
      stdout.end();
      await finished(stdout);
    } catch (thrown) {
      this.error = asConnectorError(thrown);
      this.#exitCode = exitCodeOfError(this.error);
      await writeFailure(this.error, own);
    }
  }

  #jobPorts(): JobPorts {
    const { asset, connector } = this.#ports;
    return {
      connector,
      asset,
      signal: this.#end.signal,
      onEvent: (event) => this.#observe(event),
      onPlan: ({ rows, rejected }) => {
        this.#counts = { rows, failed: rejected };
      },
      onEnd: (error) => {
        this.error = error;
      },
    };
  }

  #messageStream(): Writable {
    return textStream((text) => {
      if (this.#messages.length > maxMessages) return;
      this.#messages += text;
      if (this.#messages.length > maxMessages)
        this.#messages = this.#messages.slice(0, maxMessages) + messagesCut;
    });
  }

  #observe(event: RunEvent): void {
    this.#ports.log.take(event);
    const isListing = this.#job.kind === "sync" && event.type === "progress" && event.total === undefined;
    // The list of a sync's target is not a part of its rows.
    if (event.type === "progress" && !isListing) {
      this.#processed = event.done;
      this.#rows = event.total ?? this.#rows;
    } else if (event.type === "summary") this.#counts = event;
    else if (event.type === "capacity") this.capacity = event;
  }

  /** Stores the progress, and learns whether the job is cancelled or lost. */
  async #report(): Promise<void> {
    try {
      const row = await this.#claim.update("processed = $3", [this.#processed], "cancel");
      if (row["cancel"] !== true) return;
      this.#isCancelled = true;
      this.#end.abort();
    } catch (error) {
      // Without the database nothing is sent, and the journal reports it.
      if (asConnectorError(error).code === "JobLost") this.#end.abort(error);
    }
  }
}
