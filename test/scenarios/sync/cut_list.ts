/** A tenant whose list is cut after 1,000 of 2,500 rows, and what a sync makes of it. */
import { expect } from "chai";
import type { Fault } from "../../../simulator/index.js";
import { feedRow, feedRows, name, type SyncBench } from "./command_line.js";

/** How a list is cut. */
export interface Cut {
  readonly fault?: Fault;
  readonly settings?: object;
}

const later = { on: "list", calls: Array.from({ length: 40 }, (_none, i) => i + 2) } as const;

/** The cuts that no retry delays. */
export const cuts: readonly [what: string, cut: Cut][] = [
  ["by an error", { fault: { kind: "status", status: 403, ...later } }],
  ["with a next link left over", { settings: { nextLinkOrigin: "https://elsewhere.example" } }],
];

/** The cuts that are retried first, in the real time of the process. */
export const retriedCuts: readonly [what: string, cut: Cut][] = [
  ["by a broken body", { fault: { kind: "truncated", ...later } }],
  ["by a web page", { fault: { kind: "html200", ...later } }],
];

/** Applies a feed with ten known rows, one of them changed, and three new ones, with every number of deletes allowed. */
export async function cutList(bench: SyncBench, { fault, settings = {} }: Cut): Promise<void> {
  bench.sync({ maxDelete: { share: 1 } });
  await bench.fill(feedRows(1, 2500, { application: name }));
  bench.feed([feedRow(1, { title: "New" }), ...feedRows(2, 10), ...feedRows(3001, 3003)]);
  bench.simulator.configure({ pageSize: 1000, ...settings });
  if (fault !== undefined) bench.simulator.addFault(fault);
  bench.calls();
  const { code, stderr, stdout } = await bench.run("apply", "--allow-delete", "2500");
  expect(code, stderr).to.equal(1);
  expect(stderr).to.match(/warning TargetIncomplete: The list of the target ended early: /);
  expect(stderr).to.match(/warning TargetIncomplete: .*Nothing is deleted; .* 990\./);
  expect(stderr).to.match(/warning TargetIncomplete: .*are not created: 3\./);
  expect(stdout).to.match(/^Plan: 0 to create, 1 to update, .* 3 rejected, 990 held back\.$/m);
  expect(bench.calls().filter((call) => !call.startsWith("list"))).to.deep.equal(["import 1"]);
  expect(bench.held()).to.have.lengthOf(2500);
  // Nothing is due, and still nobody knows what the rest of the list contains.
  bench.feed([feedRow(1, { title: "New" }), ...feedRows(2, 1000)]);
  bench.simulator.clearFaults();
  if (fault !== undefined) bench.simulator.addFault(fault);
  const planned = await bench.run("plan");
  expect(planned.code, planned.stderr).to.equal(1);
}
