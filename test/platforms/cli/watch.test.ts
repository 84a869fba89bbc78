// `watch`: rounds, failures and signals, with the real process and a simulator.
import { expect } from "chai";
import { closingAfterEach } from "../../support/open.js";
import { feedRow, feedRows, openBench, type SyncBench } from "../../scenarios/sync/command_line.js";

describe("cli: watch", () => {
  const closing = closingAfterEach();
  const opened = async (): Promise<SyncBench> => closing(await openBench());

  it("applies in rounds, survives a round that fails, and ends with a signal", async () => {
    const bench = await opened();
    bench.feed(feedRows(1, 3));
    const watching = bench.launch("watch", ["--every", "1s"]);
    await watching.until("stderr", "The next round begins at");
    expect(bench.held()).to.have.lengthOf(3);
    bench.write("sync.json", "{");
    await watching.until("stderr", "The round failed; the next one follows.");
    bench.feed([...feedRows(1, 3), feedRow(4)]);
    bench.sync();
    await watching.until("stdout", "Plan: 1 to create");
    watching.child.kill("SIGTERM");
    const { code, signal, stderr } = await watching.ended;
    expect([code, signal], stderr).to.deep.equal([0, null]);
    expect(stderr).to.match(/Stopped\.\n$/);
    expect(bench.held()).to.have.lengthOf(4);
  });

  it("ends at once with a wrong configuration, or without an interval", async () => {
    const bench = await opened();
    bench.feed(feedRows(1, 1));
    for (const [args, message] of [
      [[], /There is no interval/],
      [["--every", "soon"], /soon/],
    ] as const) {
      const { code, stderr } = await bench.run("watch", ...args);
      expect(code, stderr).to.equal(2);
      expect(stderr).to.match(message);
    }
    bench.sync({ sources: [{ file: "feed.ndjson" }], target: { asset: "no.json" } });
    expect((await bench.run("watch", "--every", "1h")).code).to.equal(2);
    bench.sync({ sources: [{ action: "get_taxii_objects", asset: "no.json" }] });
    expect((await bench.run("watch", "--every", "1h")).code).to.equal(2);
  });

  for (const [fault, content] of [
    ["is missing", undefined],
    ["is broken", "[{"],
  ] as const)
    it(`continues if the feed ${fault} in the first round`, async () => {
      const bench = await opened();
      bench.sync({ sources: [{ file: "feed.json", format: "json" }] });
      if (content !== undefined) bench.write("feed.json", content);
      const watching = bench.launch("watch", ["--every", "1s"]);
      await watching.until("stderr", "The round failed; the next one follows.");
      bench.write("feed.json", feedRows(1, 2));
      await watching.until("stdout", "Plan: 2 to create");
      watching.child.kill("SIGTERM");
      const { code, stderr } = await watching.ended;
      expect(code, stderr).to.equal(0);
      expect(stderr).to.match(/error InvalidInput: /);
    });

  it("leases rows for three intervals of --every if it is longer than that of the file", async () => {
    const bench = await opened();
    bench.feed(feedRows(1, 1));
    bench.sync({ policy: "lease", every: "1m" });
    const begin = Date.now();
    const watching = bench.launch("watch", ["--every", "12h"]);
    await watching.until("stderr", "The next round begins at");
    watching.child.kill("SIGTERM");
    await watching.ended;
    const ends = bench.simulator.indicators().map(({ expirationTime }) => Date.parse(expirationTime ?? ""));
    expect(ends).to.have.lengthOf(1);
    expect(ends[0]).to.be.at.least(begin + 36 * 3_600_000 - 1000);
  });

  it("does not begin a round before the last one ended", async () => {
    const bench = await opened();
    bench.feed(feedRows(1, 1));
    bench.simulator.addFault({ kind: "slow", ms: 1500, on: "list" });
    const watching = bench.launch("watch", ["--every", "1s"]);
    while ((watching.stderr.match(/The next round begins/g) ?? []).length < 3)
      await new Promise((resolve) => watching.child.stderr.once("data", resolve));
    watching.child.kill("SIGINT");
    await watching.ended;
    const lists = bench.simulator.requests().filter(({ endpoint }) => endpoint === "list");
    for (const [i, { at }] of lists.entries())
      if (i > 0) expect(at - (lists[i - 1]?.at ?? 0)).to.be.at.least(1500);
  });
});
