/** CPU per indicator: the library and the floor, alternating. */
import { Child } from "./children.js";
import { median, spread } from "./figures.js";
import { writeInput } from "./input.js";
import type { Cost } from "./measure.js";
import type { Line } from "./table.js";

/** µs per indicator. */
interface Sides {
  readonly floor: number[];
  readonly ours: number[];
}

/** Number of processes per side, and how often each of them runs the input. */
export interface Rounds {
  readonly processes: number;
  /** Runs after the first two, which warm up the code. */
  readonly warmRuns: number;
}

export async function cpu(folder: string, rows: number, rounds: Rounds): Promise<Line[]> {
  const input = writeInput(folder, rows);
  const first: Sides = { floor: [], ours: [] };
  const warm: Sides = { floor: [], ours: [] };
  await using server = new Child("server.js");
  const url = await server.next<string>();
  for (let round = 0; round < rounds.processes; round += 1) {
    await using floor = new Child("floor.js", url, input);
    await using ours = new Child("ours.js", url, input);
    await inTurns(floor, ours, rows, first);
    await inTurns(floor, ours, rows, { floor: [], ours: [] });
    for (let run = 0; run < rounds.warmRuns; run += 1) await inTurns(floor, ours, rows, warm);
  }
  return [line("first run of a process", rows, first), { ...line("warm", rows, warm), wanted: "≤ 1.6" }];
}

async function inTurns(floor: Child, ours: Child, rows: number, into: Sides): Promise<void> {
  const one = await floor.ask<Cost>("go");
  const other = await ours.ask<Cost>("go");
  if (one.digest !== other.digest) throw new Error("The two sides returned different outputs.");
  into.floor.push((one.cpuMs * 1000) / rows);
  into.ours.push((other.cpuMs * 1000) / rows);
}

function line(which: string, rows: number, { floor, ours }: Sides): Line {
  return {
    what: `CPU per indicator, ${rows.toLocaleString("en")} rows, ${which}`,
    measured: `${spread(ours, 1)} µs; floor ${spread(floor, 1)} µs`,
    ratio: median(ours) / median(floor),
  };
}
