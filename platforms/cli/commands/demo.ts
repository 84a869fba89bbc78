/** The command `demo`: runs one import on this machine and compares it with what the service stored. */
import { type ActionOutput, createConnector, type SummaryEvent } from "../../../connector/platform_api.js";
import {
  busiestWindow,
  feed,
  type FeedRow,
  type Simulator,
  startSimulator,
} from "../../../simulator/index.js";
import { exitCodes } from "../../shared/exit_code.js";
import { type Io, print } from "../../shared/io.js";
import { sumLine } from "../../shared/summary_line.js";
import { shorten, table, widthOf } from "../ui/columns.js";
import { demoTexts } from "./messages.js";

const rowCount = 1200;
/** One bad row per so many rows: seven in all, one for each kind of bad row that the feed can make. */
const badEvery = 170;
/** Number of good rows that are shown as a sample. */
const shownGoodRows = 3;

interface ResultRow {
  isFailed: boolean;
  failureReason: unknown;
}

/** Returns 0, or 1 if the service does not hold what the rows report. */
export async function demoCommand(io: Io): Promise<number> {
  const simulator = await startSimulator();
  try {
    await print(io, `${demoTexts.listening(simulator.url)}\n`);
    await print(io, `${demoTexts.importing(rowCount)}\n\n`);
    const rows = [...feed(rowCount, { badEvery })];
    const { output, summary } = await importAll(rows, simulator, io);
    await print(io, `${resultLines(rows, resultsOf(output), widthOf(io.stdout)).join("\n")}\n\n`);
    await print(io, `${sumLine(summary)}\n${callsLine(simulator)}\n`);
    return await crossCheck(simulator, summary, io);
  } finally {
    await simulator.close();
  }
}

async function importAll(
  rows: FeedRow[],
  simulator: Simulator,
  io: Io,
): Promise<{ output: ActionOutput; summary: SummaryEvent }> {
  const connector = await createConnector({ env: io.env });
  const summaries: SummaryEvent[] = [];
  const output = await connector.run(
    "import_indicators",
    { json_body: { Indicators: rows } },
    {
      asset: simulator.asset(),
      onEvent: (event) => {
        if (event.type === "summary") summaries.push(event);
      },
    },
  );
  return { output, summary: summaries[0] as SummaryEvent };
}

function resultsOf({ json_body }: ActionOutput): ResultRow[] {
  return (json_body as { value: ResultRow[] }).value;
}

function resultLines(rows: readonly FeedRow[], results: readonly ResultRow[], width: number): string[] {
  const lines: string[][] = [];
  let good = 0;
  for (const [index, result] of results.entries()) {
    if (!result.isFailed) good += 1;
    if (result.isFailed || good <= shownGoodRows) lines.push(cells(index, rows[index] as FeedRow, result));
  }
  return table(lines).map((line) => shorten(line, width));
}

function cells(index: number, row: FeedRow, { isFailed, failureReason }: ResultRow): string[] {
  const { indicatorType, indicatorValue } = row;
  const events = isFailed ? String(failureReason) : `${indicatorType} ${indicatorValue}`;
  return [`row ${index + 1}`, isFailed ? "failed" : "in", events];
}

function callsLine(simulator: Simulator): string {
  const requests = simulator.requests();
  return demoTexts.calls(requests.length, busiestWindow(requests, 60_000), simulator.tokenRequests());
}

async function crossCheck(simulator: Simulator, { succeeded }: SummaryEvent, io: Io): Promise<number> {
  const stored = simulator.indicators().length;
  await print(io, `${demoTexts.stored(stored, succeeded)}\n`);
  return stored === succeeded ? exitCodes.done : exitCodes.rowsFailed;
}
