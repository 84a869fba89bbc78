/** Makes each call through each adapter, and compares the outcome with that of the library. */
import { expect } from "chai";
import { createConnector, type JsonObject } from "../../../connector/index.js";
import type { Simulator } from "../../../simulator/index.js";
import { useSimulator } from "../../platforms/shared/process.js";
import { importOf } from "../../support/rows.js";
import { quickClock } from "../../support/quick_clock.js";
import type { Call, Adapter, CallContext, Outcome } from "./adapter.js";
import { library } from "./adapters.js";

/** Outcome of a call, and the tenant's indicators afterwards. */
interface Ending extends Partial<Outcome> {
  readonly stored: readonly string[];
}

/** Defines a test for each call through each of the adapters. */
export function conform(calls: readonly Call[], adaptersFor: (call: Call) => readonly Adapter[]): void {
  const simulator = useSimulator();
  for (const call of calls)
    describe(call.name, () => {
      let wanted: Ending;

      it("returns the expected outcome through the library", async () => {
        wanted = await endingOf(library, call, simulator());
        const { status, error, rows = [] } = wanted;
        expect({ status, error, rows: countsOf(rows) }).to.deep.equal({
          status: call.expected.status,
          error: call.expected.error,
          rows: call.expected.rows,
        });
      });

      for (const adapter of adaptersFor(call).filter(({ supports = () => true }) => supports(call)))
        it(`returns the same through ${adapter.name}`, async () => {
          const outcome = await endingOf(adapter, call, simulator());
          expect(without(outcome, adapter.lacks)).to.deep.equal(without(wanted, adapter.lacks));
        });
    });
}

async function endingOf(adapter: Adapter, call: Call, simulator: Simulator): Promise<Ending> {
  simulator.reset();
  const outcome = await adapter.run(call, await contextOf(call, simulator));
  const stored = simulator.indicators();
  const names = new Map(stored.map(({ id, indicatorValue }) => [id, `the id of ${indicatorValue}`]));
  return {
    ...outcome,
    rows: outcome.rows.map((row) => steady(row, names)),
    stored: stored
      .map(({ indicatorValue, action, title }) => `${indicatorValue} ${action} ${title}`)
      .toSorted(),
  };
}

async function contextOf(call: Call, simulator: Simulator): Promise<CallContext> {
  const ids = await seed(call.seed ?? [], simulator);
  call.arrange?.(simulator);
  return {
    simulator,
    asset: plain({ ...simulator.asset(), ...call.asset }),
    input: plain(call.input(ids, simulator)),
    cancelled: call.isCancelled === undefined ? undefined : responses(2, simulator),
  };
}

/** Converts a value through JSON, as every adapter except the library does. */
function plain<Data>(data: Data): Data {
  return JSON.parse(JSON.stringify(data)) as Data;
}

async function seed(rows: readonly JsonObject[], simulator: Simulator): Promise<string[]> {
  if (rows.length === 0) return [];
  const connector = await createConnector({ env: {}, clock: quickClock() });
  await connector.run("import_indicators", importOf(rows), { asset: simulator.asset() });
  return simulator.indicators().map(({ id }) => id);
}

async function responses(calls: number, simulator: Simulator): Promise<void> {
  while (simulator.requests().filter(({ status }) => status !== null).length < calls)
    await new Promise((resolve) => setTimeout(resolve, 10));
}

/**
 * Removes what differs from run to run: ids of overlapping calls depend on the order of arrival, the service creates
 * an id for each error, and a deadline is relative.
 */
function steady(row: unknown, names: ReadonlyMap<string, string>): unknown {
  if (typeof row !== "object" || row === null) return row;
  const { id } = row as { id?: unknown };
  const name = typeof id === "string" ? names.get(id) : undefined;
  const text = JSON.stringify(name === undefined ? row : { ...row, id: name });
  const steadyText = text
    .replace(/"target":"[\da-f-]{36}"/, '"target":"an id"')
    .replace(/the run has \d+ s left/, "the run has some time left");
  return JSON.parse(steadyText);
}

/** Counts the rows of each code; rows without a failure are imported. */
function countsOf(rows: readonly unknown[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const row of rows) {
    const { failureReason } = (row ?? {}) as { failureReason?: unknown };
    const code = typeof failureReason === "string" ? (failureReason.split(/[:.]/)[0] ?? "") : "in";
    counts[code] = (counts[code] ?? 0) + 1;
  }
  return counts;
}

function without(ending: Ending, parts: readonly (keyof Outcome)[] = []): Ending {
  return Object.fromEntries(
    Object.entries(ending).filter(([part]) => !parts.includes(part as keyof Outcome)),
  ) as unknown as Ending;
}
