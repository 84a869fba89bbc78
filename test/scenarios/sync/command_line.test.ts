// Syncs through the built command line: what a plan says, what an apply calls, and when nothing is deleted.
import { existsSync, readFileSync } from "node:fs";
import { expect } from "chai";
import type { Fault } from "../../../simulator/index.js";
import { closingAfterEach } from "../../support/open.js";
import { feedRow, feedRows, name, openBench, other, type SyncBench, taxiiObject } from "./command_line.js";

const none = {
  create: 0,
  update: 0,
  changeAction: 0,
  delete: 0,
  keep: 0,
  foreign: 0,
  overCapacity: 0,
  rejected: 0,
};

describe("scenarios: sync on the command line", () => {
  const closing = closingAfterEach();
  const opened = async (): Promise<SyncBench> => closing(await openBench());
  const owned = (from: number, to: number, change = {}) =>
    feedRows(from, to, { application: name, ...change });

  it("plans and applies a feed with 500 new, 300 gone and 200 changed rows in as few calls as possible", async () => {
    const bench = await opened();
    await bench.fill(owned(1, 11_950));
    await bench.fill(feedRows(11_951, 12_000), other);
    bench.feed([
      ...feedRows(1, 200, { action: "Audit", generateAlert: true }),
      ...feedRows(201, 11_650),
      ...feedRows(11_951, 12_000),
      ...feedRows(12_001, 12_500),
    ]);
    const { ended, plan } = await bench.plan("--detailed-exitcode", "--out", bench.path("plan.json"));
    expect(ended.stderr).to.not.match(/^(?:error|warning (?!Foreign))/m);
    expect(ended.code, ended.stderr).to.equal(5);
    const wanted = { ...none, create: 500, changeAction: 200, delete: 300, keep: 11_450, foreign: 50 };
    expect(plan.counts).to.deep.equal(wanted);
    expect(bench.calls()).to.deep.equal(["list 10000", "list 2000"]);
    expect(JSON.parse(readFileSync(bench.path("plan.json"), "utf8"))).to.deep.equal(plan);

    const applied = await bench.run("apply");
    expect(applied.code, applied.stderr).to.equal(0);
    expect(applied.stdout).to.match(
      /^Plan: 500 to create, 0 to update, 200 to change action, 300 to delete, 11450 to keep, 50 foreign\.$/m,
    );
    expect(bench.calls()).to.deep.equal([
      "list 10000",
      "list 2000",
      "import 500",
      "import 200",
      "batchDelete 500",
    ]);

    const again = await bench.run("apply");
    expect([again.code, bench.calls()], again.stderr).to.deep.equal([0, ["list 10000", "list 2200"]]);
    expect(again.stdout).to.match(/^No changes: /m);
    expect(bench.held().filter(({ client }) => client === other.client_id)).to.have.lengthOf(50);
  });

  it("applies a plan from its file, and rejects it once something has changed", async () => {
    const bench = await opened();
    await bench.fill(owned(1, 20));
    bench.feed(feedRows(3, 22));
    const out = bench.path("plan.json");
    const planned = await bench.run("plan", "--out", out);
    expect(planned.code, planned.stderr).to.equal(0);
    expect(planned.stdout).to.include("  + DomainName|host-21.example|Block");
    expect(planned.stdout).to.match(/^ {2}- DomainName\|host-1\.example\|Block {2}# Absent: /m);
    const { command } = await import("../../platforms/shared/process.js");
    for (const change of [
      () => bench.feed(feedRows(3, 23)),
      () => {
        bench.feed(feedRows(3, 22));
        bench.sync({ maxDelete: { count: 5 } });
      },
    ]) {
      change();
      const stale = await command(["apply", out]);
      expect([stale.code, stale.stdout], stale.stderr).to.deep.equal([2, ""]);
      expect(stale.stderr).to.match(/^error StalePlan: /m);
    }
    bench.sync();
    bench.calls();
    const applied = await command(["apply", out]);
    expect(applied.code, applied.stderr).to.equal(0);
    expect(bench.calls()).to.deep.equal(["list 20", "import 2", "batchDelete 2"]);
    const repeated = await command(["apply", out]);
    expect(repeated.code).to.equal(2);
    expect(repeated.stderr).to.match(/^error StalePlan: /m);
  });

  describe("deletes nothing, and says why,", () => {
    const later = Array.from({ length: 20 }, (_none, i) => i + 2);
    const page = (calls: number[], fault: object) => ({ on: "list", calls, ...fault }) as Fault;
    /** Ten rows are desired, and 2,500 are in the tenant. */
    async function cut(fault: Fault): Promise<{ text: string; code: number | null }> {
      const bench = await opened();
      bench.sync({ maxDelete: { share: 1 } });
      await bench.fill(owned(1, 2500));
      bench.feed(feedRows(1, 10));
      bench.simulator.configure({ pageSize: 1000 });
      bench.simulator.addFault(fault);
      bench.calls();
      const { stderr, code } = await bench.run("apply");
      expect(bench.calls().filter((call) => !call.startsWith("list"))).to.deep.equal([]);
      expect(bench.held()).to.have.lengthOf(2500);
      return { text: stderr, code };
    }

    it("if the feed is suddenly empty, whatever is allowed", async () => {
      const bench = await opened();
      await bench.fill(owned(1, 20));
      bench.feed([]);
      for (const args of [[], ["--allow-delete", "1000"]]) {
        const { code, stderr } = await bench.run("apply", ...args);
        expect(code, stderr).to.equal(1);
        expect(stderr).to.match(/EmptyFeed: /);
      }
      expect(bench.held()).to.have.lengthOf(20);
    });

    for (const format of ["auto", "csv", "portal-csv", "json", "ndjson"])
      it(`if the file of the format ${format} has no bytes`, async () => {
        const bench = await opened();
        await bench.fill(owned(1, 20));
        bench.write("feed.csv", "");
        bench.sync({ sources: [{ file: "feed.csv", format }] });
        const { code, stderr } = await bench.run("apply");
        expect(code, stderr).to.equal(1);
        expect(stderr).to.match(/EmptyFeed: /);
        expect(bench.held()).to.have.lengthOf(20);
      });

    it("if the feed does not contain an action, and names the defaults of the sync file", async () => {
      const bench = await opened();
      bench.write("feed.txt", "bad.example\n");
      bench.sync({ sources: [{ file: "feed.txt" }] });
      const { code, stderr } = await bench.run("plan");
      expect(code, stderr).to.equal(2);
      expect(stderr)
        .to.match(/in the sync file, such as "defaults":{"action":"Block"}/)
        .and.not.to.contain("--");
    });

    it("if the second page of the tenant's list fails", async () => {
      const { text, code } = await cut(page(later, { kind: "status", status: 400 }));
      expect(text).to.match(/TargetIncomplete: .* 990/);
      expect(code).to.equal(1);
    });

    it("if the tenant's list is cut after 1,000 rows and its next link leads nowhere", async () => {
      const { text, code } = await cut(page(later, { kind: "status", status: 404 }));
      expect(text).to.match(/TargetIncomplete: .* 990/);
      expect(code).to.equal(1);
    });

    it("if more rows would go than the bounds allow, unless they are allowed once", async () => {
      const bench = await opened();
      await bench.fill(owned(1, 100));
      bench.feed(feedRows(41, 100));
      const { code, stderr } = await bench.run("apply");
      expect(code, stderr).to.equal(1);
      expect(stderr).to.match(/TooManyDeletes: 40 of 100 owned rows .* at most 30 .*--allow-delete 40/);
      expect((await bench.run("apply", "--allow-delete", "39")).code).to.equal(1);
      expect(bench.held()).to.have.lengthOf(100);
      expect((await bench.run("apply", "--allow-delete", "40")).code).to.equal(0);
      expect(bench.held()).to.have.lengthOf(60);
    });

    it("if the third page of a source fails", async () => {
      const bench = await opened();
      const { simulator } = bench;
      const objects = Array.from({ length: 250 }, (_none, n) => taxiiObject(n + 1));
      simulator.putTaxiiObjects(objects);
      bench.write("taxii.json", simulator.taxiiAsset());
      bench.sync({
        sources: [
          {
            action: "get_taxii_objects",
            asset: "taxii.json",
            input: { path_parameters: { collection_id: simulator.collection }, parameters: { limit: 100 } },
          },
        ],
        defaults: { action: "Block" },
        maxDelete: { share: 1 },
      });
      expect((await bench.run("apply")).code).to.equal(0);
      expect(bench.held()).to.have.lengthOf(250);
      simulator.addFault({ kind: "status", status: 403, on: "taxiiObjects", calls: [3, 4, 5, 6, 7, 8, 9] });
      const { code, stderr } = await bench.run("apply");
      expect(stderr).to.match(/SourceIncomplete: get_taxii_objects was not read to its end/);
      expect(stderr).to.match(/SourcesIncomplete: .* 50/);
      expect(code).to.equal(1);
      expect(bench.held()).to.have.lengthOf(250);
    });
  });

  it("continues from a checkpoint, deletes what is revoked, and saves the checkpoint only after success", async () => {
    const bench = await opened();
    const { simulator } = bench;
    const times = bench.path("times.json");
    const at = (n: number, added: string, change: object = {}) => {
      const { object } = taxiiObject(n);
      return { object: { ...object, ...change }, added };
    };
    const known = [1, 2, 3].map((n) => at(n, `2026-01-0${n}T00:00:00.000Z`));
    simulator.putTaxiiObjects(known);
    bench.write("taxii.json", simulator.taxiiAsset());
    const input = { path_parameters: { collection_id: simulator.collection } };
    bench.sync({
      policy: "upsert",
      checkpoint: "times.json",
      sources: [{ action: "get_taxii_objects", asset: "taxii.json", input }],
      defaults: { action: "Block" },
    });
    expect((await bench.run("plan")).code).to.equal(0);
    expect(existsSync(times)).to.equal(false);
    expect((await bench.run("apply")).code).to.equal(0);
    const saved = readFileSync(times, "utf8");
    expect(saved).to.include("2026-01-03T00:00:00.000");

    const revoked = at(1, "2026-01-04T00:00:00.000Z", {
      modified: "2026-01-04T00:00:00.000Z",
      revoked: true,
    });
    simulator.putTaxiiObjects([...known, revoked]);
    simulator.addFault({ kind: "status", status: 403, on: "batchDelete" });
    expect((await bench.run("apply")).code).to.not.equal(0);
    expect(readFileSync(times, "utf8")).to.equal(saved);
    simulator.clearFaults();
    const { code, stdout, stderr } = await bench.run("apply");
    expect(code, stderr).to.equal(0);
    expect(stderr).to.include("get_taxii_objects: 2 items");
    expect(stdout).to.match(/^ {2}- DomainName\|bad1\.example\|Block {2}# Withdrawn: /m);
    expect(stdout).to.not.include("Absent");
    expect(bench.held().map(({ value }) => value)).to.deep.equal(["bad2.example", "bad3.example"]);
    expect(readFileSync(times, "utf8")).to.include("2026-01-04T00:00:00.000");
  });

  it("lets leased rows expire, renews the last pull of an empty source, and deletes none", async () => {
    const bench = await opened();
    bench.sync({ policy: "lease", every: "1h", sources: [{ file: "feed.ndjson", format: "ndjson" }] });
    bench.feed(feedRows(1, 3));
    expect((await bench.run("apply")).code).to.equal(0);
    for (const { expirationTime } of bench.simulator.indicators())
      expect(Date.parse(expirationTime ?? "") - Date.now()).to.be.within(3 * 3_500_000, 4 * 3_600_000);
    bench.calls();
    bench.feed(feedRows(1, 2));
    expect((await bench.run("apply")).code).to.equal(0);
    expect(bench.calls()).to.deep.equal(["list 3"]);
    bench.feed([]);
    const { code, stderr } = await bench.run("apply");
    expect(stderr).to.match(/warning LastPullUsed: 2 rows/);
    expect([code, bench.held().length]).to.deep.equal([0, 3]);
  });

  it("never touches what others created, or what the same client created under another name", async () => {
    const bench = await opened();
    await bench.fill(feedRows(1, 10, { application: name }), other);
    await bench.fill(feedRows(11, 20, { application: "another" }));
    bench.feed(feedRows(5, 15));
    const { plan } = await bench.plan();
    expect(plan.counts).to.deep.equal({ ...none, foreign: 11 });
    expect((await bench.run("apply")).code).to.equal(0);
    expect(bench.calls().filter((call) => !call.startsWith("list"))).to.deep.equal([]);
  });

  it("takes over rows of the same client with adopt, and rejects those of others", async () => {
    const bench = await opened();
    await bench.fill(feedRows(1, 3), other);
    await bench.fill(feedRows(4, 8, { application: "another" }));
    bench.feed(feedRows(1, 8));
    const adopted = await bench.run("adopt");
    expect(adopted.stdout, adopted.stderr).to.match(/^-\/\+ DomainName\|host-4\.example\|Block/m);
    const names = bench.simulator
      .indicators()
      .map(({ application, createdBy }) => `${createdBy} ${application}`);
    expect(new Set(names.slice(-5))).to.have.lengthOf(1);
    const { plan } = await bench.plan();
    expect(plan.counts).to.deep.equal({ ...none, keep: 5, foreign: 3 });
  });

  it("rejects a sync file that is not right before anything is called", async () => {
    const bench = await opened();
    bench.feed(feedRows(1, 1));
    for (const [change, message] of [
      [{ policy: undefined }, /policy is missing/],
      [{ policy: "lease" }, /every is missing/],
      [{ checkpoint: "c.json" }, /checkpoint cannot be combined with the policy mirror/],
      [{ polcy: "mirror" }, /Did you mean policy\?/],
      [{ sources: [{ file: "no.ndjson" }] }, /no\.ndjson does not exist/],
      [{ defaults: { actoin: "Block" } }, /actoin/],
    ] as const) {
      bench.sync(change);
      const { code, stderr, stdout } = await bench.run("plan");
      expect([code, stdout], stderr).to.deep.equal([2, ""]);
      expect(stderr).to.match(message);
    }
    expect(bench.calls()).to.deep.equal([]);
  });

  it("exits with 3 for wrong credentials", async () => {
    const bench = await opened();
    bench.feed([feedRow(1)]);
    bench.write("asset.json", bench.simulator.asset({ client_secret: "wrong" }));
    expect((await bench.run("plan")).code).to.equal(3);
  });
});
