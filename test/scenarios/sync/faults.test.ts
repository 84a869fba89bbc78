/** Deletes nothing on partial knowledge, with a real simulator and its faults. */
import { expect } from "chai";
import type { Fault } from "../../../simulator/index.js";
import { MemoryJournal } from "../../support/memory_journal.js";
import { ownRows, syncName, withSync } from "./sync_bench.js";

/** Every call after the first page. */
const lastPage = { on: "list" as const, calls: Array.from({ length: 40 }, (_none, i) => i + 2) };

describe("sync: faults", () => {
  for (const [what, fault] of [
    ["an error", { kind: "status", status: 403, ...lastPage }],
    ["a broken body", { kind: "truncated", ...lastPage }],
    ["a web page", { kind: "html200", ...lastPage }],
  ] as [string, Fault][]) {
    it(
      `deletes and creates nothing if the second page of the target is ${what}, and says why`,
      withSync(
        async (bench) => {
          await bench.seed(ownRows(0, 1500));
          bench.bench.simulator.addFault(fault);
          const before = bench.stored();
          const { plan, held } = await bench.sync(ownRows(10, 1500));
          expect(plan.complete).to.deep.equal({ sources: true, target: false });
          expect(plan.counts).to.include({ delete: 0, create: 0 });
          expect(bench.stored()).to.deep.equal(before);
          expect(bench.calls("batchDelete")).to.deep.equal([]);
          expect(held?.code).to.equal("TargetIncomplete");
          expect(bench.warnings()).to.include("TargetIncomplete");
        },
        { pageSize: 1000 },
      ),
    );
  }

  it(
    "changes nothing and throws if nothing of the target could be listed",
    withSync(async (bench) => {
      await bench.seed(ownRows(0, 20));
      bench.bench.simulator.addFault({ kind: "status", status: 403, on: "list", times: 100 });
      const error = await bench.sync(ownRows(1, 20)).catch((thrown: unknown) => thrown);
      expect(error).to.include({ code: "Forbidden" });
      expect(bench.stored().length).to.equal(20);
    }),
  );

  it(
    "reads past a full page that has no link to the next one",
    withSync(
      async (bench) => {
        await bench.seed(ownRows(0, 1000));
        const { plan } = await bench.sync(ownRows(0, 1000));
        expect(plan.counts).to.include({ keep: 1000 });
        expect(bench.calls("list")).to.deep.equal([1000, 0]);
      },
      { nextLinks: false },
    ),
  );

  it(
    "holds deletes back if a source was not complete, and goes on when it is",
    withSync(async (bench) => {
      await bench.seed(ownRows(0, 20));
      const partial = await bench.sync(ownRows(1, 21), { sourcesComplete: false });
      expect(partial.plan.counts).to.include({ create: 1, delete: 0, held: 1 });
      expect(bench.stored().length).to.equal(21);
      await bench.sync(ownRows(1, 21));
      expect(bench.stored().length).to.equal(20);
    }),
  );

  it(
    "keeps the old side of an action change if the new side was not confirmed",
    withSync(async (bench) => {
      await bench.seed(ownRows(0, 20));
      bench.bench.simulator.addFault({ kind: "status", status: 403, on: "import", times: 100 });
      const desired = ownRows(0, 5, { action: "Audit", generateAlert: true });
      const { results, failure } = await bench.sync([...desired, ...ownRows(5, 19)]);
      expect(failure ?? results.find(({ isFailed }) => isFailed)).not.to.equal(undefined);
      expect(bench.stored().filter((row) => row.includes("|Block|")).length).to.be.at.least(19);
      const old = bench.stored().filter((row) => /^host-[0-4]\./.test(row));
      expect(old).to.have.lengthOf(5);
    }),
  );

  it(
    "replaces rows without room for both sides one after the other, and reports the gap",
    withSync(
      async (bench) => {
        await bench.seed(ownRows(0, 15_000));
        const desired = [...ownRows(0, 3, { action: "Audit", generateAlert: true }), ...ownRows(3, 15_000)];
        const { results } = await bench.sync(desired);
        expect(results.filter(({ isFailed }) => isFailed)).to.deep.equal([]);
        expect(bench.warnings()).to.include("Gap");
        expect(bench.stored().filter((row) => row.includes("|Audit|"))).to.have.lengthOf(3);
        expect(bench.stored()).to.have.lengthOf(15_000);
      },
      { enforceRateLimit: false },
    ),
  );

  it(
    "treats rows that are gone already as deleted",
    withSync(async (bench) => {
      await bench.seed(ownRows(0, 40));
      bench.bench.simulator.addFault({ kind: "resetAfter", on: "batchDelete", times: 1 });
      const { results } = await bench.sync(ownRows(5, 40));
      expect(results.filter(({ isFailed }) => isFailed)).to.deep.equal([]);
      expect(bench.calls("batchDelete").length).to.be.greaterThan(1);
      expect(bench.stored()).to.have.lengthOf(35);
    }),
  );

  it("does not call the creation of a row drift that the last run held back", async () => {
    const disk = new MemoryJournal();
    const withDisk = withSync(
      async (bench) => {
        await bench.seed(ownRows(0, 12));
        const desired = ownRows(0, 12, { action: "Audit", generateAlert: true });
        const { held } = await bench.sync(desired, { journal: "x" });
        expect(held?.code).to.equal("TooManyDeletes");
        const input = { parameters: { $filter: `application eq '${syncName}'` } };
        await bench.bench.connector.run("delete_matching_indicators", input, { asset: bench.asset() });
        const { plan } = await bench.sync(desired, { journal: "x" });
        expect(plan.entries.map(({ change, reason }) => [change, reason])).to.deep.equal(
          desired.map(() => ["create", null]),
        );
      },
      {},
      { journals: disk.open },
    );
    await withDisk();
  });

  it(
    "rejects a plan if the target or the source changed since",
    withSync(async (bench) => {
      await bench.seed(ownRows(0, 20));
      const { plan } = await bench.sync(ownRows(1, 20), { planOnly: true });
      const changed = await bench.sync(ownRows(2, 20), { saved: plan }).catch((error: unknown) => error);
      expect(changed).to.include({ code: "StalePlan" });
      await bench.seed(ownRows(50, 51));
      const stale = await bench.sync(ownRows(1, 20), { saved: plan }).catch((error: unknown) => error);
      expect(stale).to.include({ code: "StalePlan" });
      expect(bench.stored()).to.have.lengthOf(21);
    }),
  );

  it(
    "does not carry out a change that was added to a saved plan",
    withSync(async (bench) => {
      await bench.seed(ownRows(0, 20));
      await bench.seed(ownRows(50, 51, { application: "somebody" }), "other");
      const { plan } = await bench.sync(ownRows(1, 20), { planOnly: true });
      const entry = plan.entries.find(({ change }) => change === "delete");
      const added = { ...entry, key: "DomainName|host-50.example|Block", before: { id: "21" } } as never;
      const edited = { ...plan, entries: [...plan.entries, added] };
      const error = await bench.sync(ownRows(1, 20), { saved: edited }).catch((thrown: unknown) => thrown);
      expect(error).to.include({ code: "StalePlan" });
      expect(bench.stored()).to.have.lengthOf(21);
    }),
  );

  it(
    "does not report a change as done that a saved plan does not contain, and says so",
    withSync(async (bench) => {
      await bench.seed(ownRows(0, 20));
      const { plan } = await bench.sync(ownRows(1, 22), { planOnly: true });
      const fewer = { ...plan, entries: plan.entries.filter(({ change }) => change !== "create") };
      const { results } = await bench.sync(ownRows(1, 22), { saved: fewer });
      expect(results.filter(({ reason }) => reason?.startsWith("NotInPlan"))).to.have.lengthOf(2);
      expect(results.map(({ change }) => change)).to.not.include("create");
      expect(bench.warnings()).to.include("NotInPlan");
      expect(bench.stored()).to.have.lengthOf(19);
    }),
  );

  it(
    "adopts rows of another name of the same client id, and leaves those of others alone",
    withSync(async (bench) => {
      await bench.seed(ownRows(0, 3, { application: "old" }));
      await bench.seed(ownRows(3, 5, { application: "old" }), "other");
      const { plan } = await bench.sync(ownRows(0, 5), { adopt: true, planOnly: true });
      expect(plan.counts).to.include({ changeAction: 3, rejected: 2 });
      await bench.sync(ownRows(0, 5), { adopt: true });
      expect(bench.stored()).to.deep.equal([
        ...[0, 1, 2].map((n) => `host-${n}.example|Block|${syncName}`),
        ...[3, 4].map((n) => `host-${n}.example|Block|old`),
      ]);
    }),
  );
});
