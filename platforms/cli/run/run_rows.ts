/** Runs an action on a stream of rows and writes their results as they arrive. */
import {
  type ActionOutput,
  type Connector,
  ConnectorError,
  type JsonObject,
  type StreamOptions,
} from "../../../connector/platform_api.js";
import { exitCodeOfError, exitCodeOfRun, worst } from "../../shared/exit_code.js";
import { asConnectorError } from "../../shared/failure.js";
import type { Report } from "../ui/report.js";
import type { RowWriter } from "../io/row_writer.js";
import { withoutResponse } from "./run_inputs.js";

/** What surrounds the rows of a run. */
export interface RowRun {
  readonly connector: Pick<Connector, "streamPages">;
  readonly name: string;
  readonly report: Report;
  readonly delivery: Delivery;
}

/** Returns the exit code and reports errors. */
export async function runRows(
  rows: AsyncIterable<readonly unknown[]>,
  options: StreamOptions,
  { connector, name, report, delivery }: RowRun,
): Promise<number> {
  const codes: number[] = [];
  let calls = 0;
  const onEvent = report.listener(0, (summary) => {
    ({ calls } = summary);
    codes.push(exitCodeOfRun(summary));
  });
  const results = connector.streamPages(name, rows, { ...options, onEvent });
  const failure = await delivered(results, delivery);
  // If the output is lost, the end of the run is only a consequence.
  const events = delivery.error ?? failure;
  if (events !== undefined) {
    codes.push(exitCodeOfError(events, calls));
    report.failure(events);
  }
  report.sum();
  return worst(codes);
}

/** Returns the error that ended the run. The known results are written in any case. */
async function delivered(
  results: AsyncGenerator<JsonObject[], ActionOutput>,
  delivery: Delivery,
): Promise<ConnectorError | undefined> {
  try {
    let next = await results.next();
    for (; next.done !== true; next = await results.next()) await delivery.write(next.value);
    await delivery.end(next.value);
    return undefined;
  } catch (thrown) {
    const error = asConnectorError(thrown);
    const output = error.output as ActionOutput | undefined;
    if (delivery.hasBegun || output !== undefined) await delivery.end(output ?? withoutResponse(error));
    return error;
  }
}

/** Writes until it fails. Then the run is ended and its last results are dropped. */
export class Delivery {
  readonly #writer: RowWriter;
  readonly #lost: () => void;
  readonly #explain: (error: unknown) => ConnectorError;
  hasBegun = false;
  /** Why writing has stopped. */
  error: ConnectorError | undefined;

  /** @param lost - called once, when writing fails */
  constructor(writer: RowWriter, lost: () => void, explain: (error: unknown) => ConnectorError) {
    this.#writer = writer;
    this.#lost = lost;
    this.#explain = explain;
  }

  write(results: readonly JsonObject[]): Promise<void> {
    this.hasBegun = true;
    return this.#try(() => this.#writer.write(results));
  }

  end(output: ActionOutput): Promise<void> {
    return this.#try(() => this.#writer.end(output));
  }

  async #try(work: () => Promise<void>): Promise<void> {
    if (this.error !== undefined) return;
    try {
      await work();
    } catch (error) {
      this.error = this.#explain(error);
      this.#lost();
    }
  }
}
