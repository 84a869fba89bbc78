/** Runs an action on a stream of rows and writes their results as they arrive. */
import {
  type ActionOutput,
  type Connector,
  type ConnectorError,
  type JsonObject,
  type StreamOptions,
} from "../../../connector/platform_api.js";
import { exitCodeOfError, exitCodeOfRun, exitCodes, worst } from "../../shared/exit_code.js";
import { asConnectorError } from "../../shared/failure.js";
import type { Report } from "../ui/report.js";
import type { Delivery } from "./delivery.js";
import type { RunOutcome } from "./run_record.js";
import type { RowSource } from "./run_setup.js";
import { withoutResponse } from "./run_inputs.js";

/** What surrounds the rows of a run. */
export interface RowRun {
  readonly connector: Pick<Connector, "streamPages">;
  readonly name: string;
  readonly report: Report;
  readonly delivery: Delivery;
  /** Called if the run ends without any result. */
  readonly abandoned?: () => Promise<void>;
  /** Where the rows come from; absent if nothing is known about it. */
  readonly source?: Pick<RowSource, "fault" | "isWhole" | "lines">;
}

/** Returns how the run ended, and reports errors. */
export async function runRows(
  rows: AsyncIterable<readonly unknown[]>,
  options: StreamOptions,
  { connector, name, report, delivery, source, abandoned }: RowRun,
): Promise<RunOutcome> {
  const codes: number[] = [];
  let calls = 0;
  const onEvent = report.listener(0, (summary) => {
    ({ calls } = summary);
    codes.push(exitCodeOfRun(summary));
  });
  const results = connector.streamPages(name, rows, { ...options, onEvent });
  const failure = await delivered(results, delivery, abandoned);
  // If the output is lost, the end of the run is only a consequence.
  const events = delivery.error ?? failure ?? source?.fault();
  if (events !== undefined) {
    codes.push(exitCodeOfError(events, calls));
    report.failure(events);
  }
  for (const line of source?.lines() ?? []) report.line(line);
  report.sum();
  return { exitCode: worst(codes), error: events, isWhole: source?.isWhole() ?? true };
}

/** Returns the error that ended the run. The known results are written in any case. */
async function delivered(
  results: AsyncGenerator<JsonObject[], ActionOutput>,
  delivery: Delivery,
  abandoned: RowRun["abandoned"],
): Promise<ConnectorError | undefined> {
  try {
    let next = await results.next();
    for (; next.done !== true; next = await results.next()) await delivery.write(next.value);
    await delivery.end(next.value);
    return undefined;
  } catch (thrown) {
    const error = asConnectorError(thrown);
    const output = error.output as ActionOutput | undefined;
    const isOutput =
      delivery.hasBegun || (output !== undefined && exitCodeOfError(error) !== exitCodes.usage);
    if (isOutput) await delivery.end(output ?? withoutResponse(error));
    else {
      await abandoned?.();
      await delivery.abandon(withoutResponse(error));
    }
    return error;
  }
}
