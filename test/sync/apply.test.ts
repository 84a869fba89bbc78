/** Applies lines in an order that loses no row, with calls that fail for single rows. */
import { expect } from "chai";
import { Applier, type ApplyPorts } from "../../connector/sync/apply.js";
import type { CallOutcome } from "../../connector/sync/target_calls.js";
import type { PlanLine } from "../../connector/sync/sync_types.js";
import { item, items, plan, wanted } from "./made.js";

const audit = { action: "Audit", generateAlert: true };

/** Calls that are recorded; the rows and ids of `failing` fail, and each other import gets the id `new VALUE`. */
function recorded(failing: readonly string[] = [], idOf = (value: string): string => `new ${value}`) {
  const calls: string[] = [];
  const outcome = (name: string, id: string): CallOutcome =>
    failing.includes(name)
      ? { isDone: false, id: null, reason: "Failed: x." }
      : { isDone: true, id, reason: null };
  const ports: ApplyPorts["calls"] = {
    failure: undefined,
    import: async (rows) => {
      const values = rows.map(({ indicatorValue }) => String(indicatorValue));
      calls.push(`import ${values.join()}`);
      return values.map((value) => outcome(value, idOf(value)));
    },
    delete: async (ids) => {
      calls.push(`delete ${ids.join()}`);
      return ids.map((id) => outcome(id, id));
    },
  };
  return { calls, ports };
}

async function applied(lines: readonly PlanLine[], ports: ApplyPorts["calls"], free = 100) {
  const notices: string[] = [];
  const applier = new Applier({
    calls: ports,
    free,
    adopt: false,
    mark: async () => {},
    onNotice: ({ code }) => notices.push(code),
  });
  await applier.apply(lines);
  const reasons = [...applier.outcomes].map(
    ([{ entry }, { isFailed, reason }]) => `${entry.key.split("|")[1]} ${isFailed} ${reason?.split(":")[0]}`,
  );
  return { notices, reasons };
}

const replacing = async () => (await plan(wanted(0, 2, audit), items(0, 2))).lines;

/** Two old rows of one object. */
const oldRows = [item(1, { rbacGroupNames: ["a"] }), item(2, { ...audit, indicatorValue: "host-1.example" })];

describe("sync: apply", () => {
  it("deletes the old side of a replaced row only if its new side was confirmed", async () => {
    const { calls, ports } = recorded(["host-0.example"]);
    const { reasons } = await applied(await replacing(), ports);
    expect(calls).to.deep.equal(["import host-0.example,host-1.example", "delete 1"]);
    expect(reasons).to.deep.equal(["host-0.example true Failed", "host-1.example false undefined"]);
  });

  it("reports an old side that could not be deleted", async () => {
    const { reasons } = await applied(await replacing(), recorded(["1"]).ports);
    expect(reasons).to.deep.equal(["host-0.example false undefined", "host-1.example true OldRowRemains"]);
  });

  it("does not delete a row that the service has only updated, because it keeps both variants as one", async () => {
    const { calls, ports } = recorded([], (value) => value.replace(/\D/g, ""));
    const { reasons } = await applied(await replacing(), ports);
    expect(calls).to.deep.equal(["import host-0.example,host-1.example"]);
    expect(reasons).to.deep.equal(["host-0.example false SameRow", "host-1.example false SameRow"]);
  });

  it("deletes first only as many rows as room is needed, and the others at the end", async () => {
    const rows = [...wanted(0, 1, audit), ...wanted(1, 10), ...wanted(20, 22)];
    const { lines } = await plan(rows, items(0, 16), { rules: { maxDelete: { share: 1 } } });
    const { calls, ports } = recorded();
    const { notices } = await applied(lines, ports, 0);
    expect(calls).to.deep.equal([
      "delete 10,11,12",
      "import host-20.example,host-21.example,host-0.example",
      "delete 0,13,14,15",
    ]);
    expect(notices).to.deep.equal([]);
  });

  it("imports no replaced row if its old side could not be deleted first, and reports the gap", async () => {
    const { calls, ports } = recorded(["0"]);
    const { notices, reasons } = await applied(await replacing(), ports, 0);
    expect(calls).to.deep.equal(["delete 0", "delete 1", "import host-1.example"]);
    expect(reasons).to.deep.equal(["host-0.example true Failed", "host-1.example false undefined"]);
    expect(notices).to.deep.equal(["Gap"]);
  });

  it("makes no further call after one that failed as a whole", async () => {
    const { calls, ports } = recorded();
    const broken = { ...ports, failure: new Error("x") as never };
    await applied(await replacing(), broken);
    expect(calls).to.deep.equal([]);
  });

  it("keeps all old rows of an object whose new row was not imported", async () => {
    const { calls, ports } = recorded(["host-1.example"]);
    const { reasons } = await applied((await plan(wanted(1, 2), oldRows)).lines, ports);
    expect(calls).to.deep.equal(["import host-1.example"]);
    expect(reasons.toSorted()).to.deep.equal([
      "host-1.example true Failed",
      "host-1.example true NotDeleted",
    ]);
  });

  it("deletes all old rows of an object after its new row was imported", async () => {
    const { calls, ports } = recorded();
    await applied((await plan(wanted(1, 2), oldRows)).lines, ports);
    expect(calls).to.deep.equal(["import host-1.example", "delete 1,2"]);
  });

  it("makes room with rows that are gone before it deletes old rows of desired objects", async () => {
    const { calls, ports } = recorded();
    await applied((await plan(wanted(1, 4), [...oldRows, item(9)])).lines, ports, 2);
    expect(calls[0]).to.equal("delete 9");
    expect(calls[1]).to.match(/^import/);
  });
});
