// What a sync promises on the command line: capacity, signals, incomplete lists, exit codes and options.
import { existsSync, readFileSync } from "node:fs";
import { expect } from "chai";
import type { JsonObject } from "../../../connector/index.js";
import { command } from "../../platforms/shared/process.js";
import { closingAfterEach } from "../../support/open.js";
import { cutList, cuts } from "./cut_list.js";
import { feedRow, feedRows, name, openBench, other, type SyncBench } from "./command_line.js";

const isWrite = (call: string) => !call.startsWith("list");

describe("scenarios: the interface of syncs", () => {
  const closing = closingAfterEach();
  const opened = async (): Promise<SyncBench> => closing(await openBench());
  const owned = (from: number, to: number, change = {}) =>
    feedRows(from, to, { application: name, ...change });

  it("keeps the same 15,000 of 20,000 rows in five runs in a row, whatever the order of the feed is", async () => {
    const bench = await opened();
    const rows = feedRows(1, 20_000);
    const held = new Set<string>();
    for (let run = 0; run < 5; run += 1) {
      bench.feed(run % 2 === 0 ? rows : rows.toReversed());
      const { code, stdout, stderr } = await bench.run("apply");
      expect(code, stderr).to.equal(0);
      expect(stderr).to.match(/OverCapacity: .*15,000 rows.*5,000/);
      expect(stdout).to.match(/^(?:Plan|No changes): .* 5000 over capacity\.$/m);
      const writes = bench.calls().filter(isWrite);
      expect(writes.length, `run ${run}`).to.equal(run === 0 ? 30 : 0);
      held.add(JSON.stringify(bench.held().map(({ value }) => value)));
    }
    expect(held.size).to.equal(1);
    expect(bench.held()).to.have.lengthOf(15_000);
  });

  it("ends a round of watch in order at Ctrl-C: the call is completed, and no lock remains", async function () {
    if (process.platform === "win32") this.skip();
    const bench = await opened();
    bench.feed(feedRows(1, 1200));
    bench.simulator.addFault({ kind: "slow", ms: 1500, on: "import", calls: [1] });
    const watching = bench.launch("watch", ["--every", "1h"]);
    while (!bench.simulator.requests().some(({ endpoint }) => endpoint === "import"))
      await new Promise((resolve) => setTimeout(resolve, 20));
    watching.child.kill("SIGINT");
    const { code, signal, stderr } = await watching.ended;
    expect([code, signal], stderr).to.deep.equal([0, null]);
    expect(stderr).to.match(/Stopping: calls in progress are completed\./);
    expect(stderr).to.match(/Stopped\.\n$/);
    expect(stderr).to.not.match(/ {4}at /);
    expect(existsSync(`${bench.journal}.lock`)).to.equal(false);
    const sent = bench.held().length;
    expect(sent).to.be.greaterThan(0);
    bench.simulator.clearFaults();
    const next = await bench.run("apply");
    expect(next.code, next.stderr).to.equal(0);
    expect(bench.held()).to.have.lengthOf(1200);
  });

  describe("deletes nothing, says why and exits with 1 if the tenant's list is cut after 1,000 rows", () => {
    for (const [what, cut] of cuts) it(what, async () => cutList(await opened(), cut));
  });

  it("exits with 2 before any call for what cannot be combined or is not known", async () => {
    const bench = await opened();
    bench.feed(feedRows(1, 1));
    for (const [change, message] of [
      [{ checkpoint: "c.json" }, /checkpoint cannot be combined with the policy mirror/],
      [{ policy: "lease" }, /every is missing/],
      [{ rank: ["confidense"] }, /rank contains "confidense", which is not one of confidence, validFrom, /],
      [{ rank: ["confidence", "-confidence"] }, /"confidence" twice/],
      [{ rank: ["mitreTechniques"] }, /mitreTechniques/],
      [{ maxDelete: { share: 30 } }, /share/],
      [{ ownership: "all" }, /ownership/],
      [{ every: "soon" }, /every/],
      [{ target: { asset: "asset.json", action: "import_indicators" } }, /is not an action that syncs/],
    ] as const) {
      bench.sync(change);
      const { code, stderr, stdout } = await bench.run("plan");
      expect([code, stdout], stderr).to.deep.equal([2, ""]);
      expect(stderr).to.match(message);
    }
    for (const verb of ["apply", "adopt"]) expect((await bench.run(verb)).code).to.equal(2);
    expect(bench.calls()).to.deep.equal([]);
  });

  it("exits with 0, or with 5 for pending changes if it is asked to, and with 1 if deletes are held back", async () => {
    const bench = await opened();
    await bench.fill(owned(1, 20));
    bench.feed(feedRows(1, 21));
    expect((await bench.run("plan")).code).to.equal(0);
    expect((await bench.run("plan", "--detailed-exitcode")).code).to.equal(5);
    bench.feed(feedRows(1, 20));
    expect((await bench.run("plan", "--detailed-exitcode")).code).to.equal(0);
    bench.feed(feedRows(1, 5));
    expect((await bench.run("plan", "--detailed-exitcode")).code).to.equal(1);
    expect((await bench.run("plan", "--detailed-exitcode", "--allow-delete", "15")).code).to.equal(5);
    expect(bench.calls().filter(isWrite)).to.deep.equal([]);
  });

  it("writes the plan and the page with its tables, and nothing else", async () => {
    const bench = await opened();
    await bench.fill(owned(1, 20));
    bench.feed(feedRows(2, 21));
    const [out, page] = [bench.path("plan.json"), bench.path("plan.html")];
    const { ended, plan } = await bench.plan("--out", out, "--report", page);
    expect(ended.code, ended.stderr).to.equal(0);
    expect(Object.keys(plan)).to.deep.equal([
      "version",
      "sync",
      "desiredDigest",
      "ownedDigest",
      "complete",
      "counts",
      "entries",
    ]);
    expect(plan["complete"]).to.deep.equal({ sources: true, target: true });
    expect(plan["sync"]).to.deep.include({ name, policy: "mirror", path: bench.path("sync.json") });
    expect(JSON.parse(readFileSync(out, "utf8"))).to.deep.equal(plan);
    const html = readFileSync(page, "utf8");
    for (const text of ["Rows to create", "Rows to delete", "Plan: hourly"]) expect(html).to.include(text);
    expect(existsSync(bench.journal)).to.equal(false);
    for (const args of [
      ["--out", bench.path("sync.json")],
      ["--report", bench.path("asset.json")],
    ])
      expect((await bench.run("plan", ...args)).code).to.equal(2);
    expect(JSON.parse(readFileSync(bench.path("sync.json"), "utf8"))).to.have.property("name", name);
  });

  it("shows the plan of adopt before the first write, and changes nothing of others", async () => {
    const bench = await opened();
    await bench.fill(feedRows(1, 2), other);
    await bench.fill(feedRows(3, 5, { application: "another" }));
    bench.feed(feedRows(1, 6));
    bench.simulator.addFault({ kind: "slow", ms: 1500, on: "batchDelete", calls: [1] });
    const adopting = bench.launch("adopt", []);
    await adopting.until("stdout", "Plan: ");
    expect(bench.held().filter(({ client }) => client !== other.client_id)).to.have.lengthOf(3);
    const { code, stdout, stderr } = await adopting.ended;
    expect(stdout).to.match(/^-\/\+ DomainName\|host-3\.example\|Block {2}# Adopted: /m);
    expect(stdout).to.match(/^ {2}! DomainName\|host-1\.example\|Block {2}# Foreign: /m);
    expect(stdout).to.match(
      /^Plan: 0 to create, 0 to update, 3 to change action, 0 to delete, .*2 rejected\.$/m,
    );
    expect(code, stderr).to.equal(1);
    expect(bench.calls().filter(isWrite)).to.deep.equal(["batchDelete 3", "import 3"]);
  });

  it("carries out what a plan file holds back if apply allows it, and holds back what only plan allowed", async () => {
    const bench = await opened();
    await bench.fill(owned(1, 20));
    bench.feed([...feedRows(1, 5), feedRow(21)]);
    const out = bench.path("plan.json");
    expect((await bench.run("plan", "--out", out, "--allow-delete", "15")).code).to.equal(0);
    const held = await command(["apply", out]);
    expect(held.code, held.stderr).to.equal(1);
    expect(held.stderr).to.match(/TooManyDeletes: 15 of 20 /);
    expect(bench.held()).to.have.lengthOf(21);
    expect((await bench.run("plan", "--out", out)).code).to.equal(1);
    expect((await command(["apply", out, "--allow-delete", "14"])).code).to.equal(1);
    const { code, stdout, stderr } = await command(["apply", out, "--allow-delete", "15"]);
    expect(code, stderr).to.equal(0);
    expect(stderr).to.match(/Applied: 0 created, 0 updated, 0 with a changed action, 15 deleted; 0 failed\./);
    expect(stdout).to.match(/15 to delete/);
    expect(bench.held()).to.have.lengthOf(6);
  });

  it("does not delete what a plan file holds back because a source was empty, once the source is not", async () => {
    const bench = await opened();
    await bench.fill(owned(1, 5));
    bench.feed(feedRows(1, 4));
    bench.write("second.ndjson", "");
    bench.sync({ sources: [{ file: "feed.ndjson" }, { file: "second.ndjson", format: "ndjson" }] });
    const out = bench.path("plan.json");
    const plan = await bench.run("plan", "--out", out);
    expect(plan.code, plan.stderr).to.equal(1);
    expect(plan.stderr).to.match(/SourcesIncomplete: /);
    bench.write("second.ndjson", `${JSON.stringify(feedRow(1))}\n`);
    const { code, stderr } = await command(["apply", out]);
    expect(code, stderr).to.equal(0);
    expect(stderr).to.match(/warning NotInPlan: .* Rows: 1\./);
    expect(bench.held()).to.have.lengthOf(5);
  });

  it("rejects a plan of another client id, even if neither owns a row, and one with a broken journal", async () => {
    const bench = await opened();
    bench.feed(feedRows(1, 3));
    const out = bench.path("plan.json");
    expect((await bench.run("plan", "--out", out)).code).to.equal(0);
    const { client_id, client_secret } = other;
    bench.write("asset.json", bench.simulator.asset({ client_id, client_secret }));
    const stale = await command(["apply", out]);
    expect([stale.code, stale.stdout], stale.stderr).to.deep.equal([2, ""]);
    expect(stale.stderr).to.match(/StalePlan: .*or the plan is for another target/);
    bench.write(`.${name}.journal`, "another file\n");
    const { code, stderr } = await bench.run("apply");
    expect(code, stderr).to.equal(2);
    expect(stderr).to.match(/JournalMismatch: /);
    expect(readFileSync(bench.journal, "utf8")).to.equal("another file\n");
    expect(bench.calls().filter(isWrite)).to.deep.equal([]);
  });

  it("rejects a plan file that was edited, and sends nothing", async () => {
    const bench = await opened();
    await bench.fill(owned(1, 20));
    bench.feed(feedRows(3, 22));
    const { plan } = await bench.plan();
    const edits: [string, (plan: JsonObject, entries: JsonObject[]) => void, RegExp][] = [
      ["without its entries", (one) => (one["entries"] = []), /was edited/],
      ["with an unknown change", (_one, entries) => ((entries[0] ?? {})["change"] = "explode"), /was edited/],
      ["with an entry that is not an object", (_one, entries) => (entries[0] = null as never), /was edited/],
      [
        "with another row",
        (_one, entries) => {
          for (const entry of entries)
            if (entry["change"] === "create")
              entry["after"] = { ...(entry["after"] as object), action: "Allowed" };
        },
        /StalePlan: .*is not due/,
      ],
      ["of another version", (one) => (one["version"] = 2), /was edited/],
      ["without its sync file", (one) => delete (one["sync"] as JsonObject)["path"], /was edited/],
    ];
    bench.calls();
    for (const [what, edit, message] of edits) {
      const edited = structuredClone(plan) as unknown as JsonObject;
      edit(edited, edited["entries"] as JsonObject[]);
      const { code, stdout, stderr } = await command(["apply", bench.write("edited.json", edited)]);
      expect([code, stdout], `${what}: ${stderr}`).to.deep.equal([2, ""]);
      expect(stderr, what).to.match(message);
    }
    expect(bench.calls().filter(isWrite)).to.deep.equal([]);
  });

  it("owns every row of the client id with ownership client, and names the others", async () => {
    const bench = await opened();
    await bench.fill(feedRows(1, 3, { application: "another" }));
    await bench.fill(feedRows(4, 5), other);
    bench.feed(feedRows(2, 5));
    bench.sync({ ownership: "client" });
    const { ended, plan } = await bench.plan();
    expect(ended.stderr).to.match(/warning OtherNames: .*"another".* 3\./);
    expect(plan.counts).to.include({ delete: 1, keep: 2, foreign: 2, create: 0 });
  });

  it("bounds deletes by count and by share, the smaller one, counted with changes of actions", async () => {
    const bench = await opened();
    await bench.fill(owned(1, 100));
    bench.feed([...feedRows(11, 20, { action: "Audit", generateAlert: true }), ...feedRows(21, 100)]);
    for (const [maxDelete, code] of [
      [{ count: 19 }, 1],
      [{ share: 0.19 }, 1],
      [{ count: 20, share: 0.2 }, 0],
    ] as const) {
      bench.sync({ maxDelete });
      const { code: found, stderr } = await bench.run("plan");
      expect(found, stderr).to.equal(code);
      if (code === 1)
        expect(stderr).to.match(/TooManyDeletes: 20 of 100 .* at most 19 .*--allow-delete 20\./);
    }
  });

  it("reads format, map and defaults of the sync file, and keeps the interval of the file for lease", async () => {
    const bench = await opened();
    bench.write("table.csv", "host;note\nhost-1.example;First\n");
    bench.sync({
      policy: "lease",
      every: "2h",
      sources: [{ file: "table.csv", format: "csv", map: { host: "indicatorValue", note: "title" } }],
      defaults: { action: "Audit", description: "From a table." },
    });
    const { code, stderr } = await bench.run("apply");
    expect(code, stderr).to.equal(0);
    const [row] = bench.simulator.indicators();
    expect(row).to.include({ indicatorValue: "host-1.example", title: "First", action: "Audit" });
    expect(Date.parse(row?.expirationTime ?? "") - Date.now()).to.be.within(5 * 3_600_000, 6 * 3_600_000);
  });

  it("names what is wrong with the arguments", async () => {
    const bench = await opened();
    const sync = bench.path("sync.json");
    for (const args of [
      ["plan"],
      ["apply"],
      ["apply", "plan.json", "--sync", sync],
      ["adopt"],
      ["watch"],
      ["apply", "--sync", sync, "--allow-delete", "-1"],
      ["plan", "--sync", sync, "--allow-delete", "many"],
      ["plan", "--sync", bench.path("none.json")],
      ["apply", bench.path("none.json")],
      ["apply", sync],
      ["watch", "--sync", sync, "--every", "1"],
    ]) {
      const { code, stderr, stdout } = await command(args);
      expect([code, stdout], `${args.join(" ")}: ${stderr}`).to.deep.equal([2, ""]);
      expect(stderr).to.match(/^error/m);
    }
  });
});
