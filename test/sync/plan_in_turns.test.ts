/** Planning lets the event loop turn: counted in rows between two turns, never timed. */
import { expect } from "chai";
import type { JsonObject } from "../../connector/index.js";
import { planSync } from "../../connector/sync/plan.js";
import type { DesiredRow } from "../../connector/sync/sync_types.js";
import { rowsPerTurn } from "../../connector/engine/pace.js";
import { counted, maxCounted, TurnCounter } from "../support/turn_counter.js";
import { type Change, items, settings, wanted } from "./made.js";

const count = 2000;

/** Returns the row with a field that counts each time that it is read. */
function watched(row: JsonObject, field: string, counter: TurnCounter): JsonObject {
  const value = row[field];
  return Object.defineProperty({ ...row }, field, {
    enumerable: true,
    get: () => {
      counter.add();
      return value;
    },
  });
}

describe("sync: planning in turns", () => {
  type Given = { rows: readonly unknown[]; listed?: readonly unknown[]; withdrawn?: readonly JsonObject[] };
  const rows = wanted(0, count);
  const deep = (counter: TurnCounter) => ({ note: watched({ text: "x" }, "text", counter) });
  const listed = (counter: TurnCounter, change: JsonObject = {}) =>
    items(0, count, change).map((one) => watched(one, "title", counter));

  const cases: [what: string, make: (counter: TurnCounter) => Given, change?: Change][] = [
    ["rows that are created", (counter) => ({ rows: counted(rows, counter) })],
    ["rows in the digest", (counter) => ({ rows: rows.map((row) => ({ ...row, ...deep(counter) })) })],
    [
      "rows that are withdrawn",
      (counter) => ({
        rows: wanted(0, 1),
        withdrawn: rows.map((row) => watched(row, "indicatorValue", counter)),
      }),
    ],
    ["items that stay", (counter) => ({ rows, listed: listed(counter) })],
    ["items that are updated", (counter) => ({ rows, listed: listed(counter, { description: "Other" }) })],
    [
      "items that are deleted",
      (counter) => ({ rows: wanted(count, count + 1), listed: listed(counter) }),
      { rules: { allowDelete: count } },
    ],
    ["items that are held", (counter) => ({ rows: wanted(count, count + 1), listed: listed(counter) })],
    [
      "items that are adopted",
      (counter) => ({ rows, listed: listed(counter, { application: "old" }) }),
      { adopt: true },
    ],
  ];
  for (const [what, make, change] of cases)
    it(`reads at most ${rowsPerTurn} between two turns of the event loop: ${what}`, async () => {
      const counter = new TurnCounter();
      const given = make(counter);
      const desired = { ...given, rows: asDesired(given.rows) };
      await counter.during(() => planSync(desired, given.listed ?? [], settings(change)));
      // An updated item is compared and shown.
      expect(counter.max).to.be.within(1, 2 * maxCounted);
      expect(counter.total).to.be.at.least(count);
    });
});

/** Returns desired rows in a list of the same kind, which may count its elements. */
function asDesired(rows: readonly unknown[]): DesiredRow[] {
  return Object.assign(
    rows.map((row) => ({ row })),
    Object.hasOwn(rows, Symbol.iterator) ? { [Symbol.iterator]: () => mapped(rows) } : {},
  );
}

function* mapped(rows: readonly unknown[]): ArrayIterator<DesiredRow> {
  for (const row of rows) yield { row };
}
