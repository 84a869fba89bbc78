import { writeFileSync } from "node:fs";
import { expect } from "chai";
import {
  type ActionOutput,
  type Connector,
  ConnectorError,
  type JsonObject,
  load,
  loadFeeds,
  packageRoot,
  type RunEvent,
} from "../../../../connector/platform_api.js";
import { type Pulled, readSources } from "../../../../platforms/cli/sync/read_sources.js";
import type { SourcePorts } from "../../../../platforms/cli/sync/source_ports.js";
import { feedFiles } from "../../../../platforms/cli/sync/feed_store.js";
import { saveLastPulls } from "../../../../platforms/cli/sync/last_pulls.js";
import { saveCheckpoints, sourceKey } from "../../../../platforms/cli/sync/checkpoint_file.js";
import type { SyncFile, SyncSource } from "../../../../platforms/cli/sync/sync_file.js";
import { temporaryFiles } from "../../../support/files.js";

const feeds = await loadFeeds();
const nowMs = Date.parse("2026-11-30T08:00:00Z");

/** What a simulated action does with its input. */
type Respond = (input: JsonObject, onEvent: (event: RunEvent) => void) => ActionOutput;

const paging = {
  items: "/objects",
  complete: "/complete",
  checkpoint: { first: "f", last: "l", parameter: "/parameters/added_after", output: "/checkpoint" },
};

const object = (n: number, more: object = {}) => ({
  type: "indicator",
  spec_version: "2.1",
  id: `indicator--${String(n).padStart(8, "0")}-0000-4000-8000-000000000000`,
  created: "2026-11-01T00:00:00.000Z",
  modified: "2026-11-01T00:00:00.000Z",
  pattern: `[domain-name:value = 'bad${n}.example']`,
  pattern_type: "stix",
  valid_from: "2026-11-01T00:00:00Z",
  ...more,
});

const output = (objects: unknown[], more: object = {}, status = 200): ActionOutput => ({
  status_code: status,
  response_headers: {},
  reason: "OK",
  json_body: { objects, complete: true, ...more },
});

describe("cli: sources of a sync", () => {
  const files = temporaryFiles();
  const lines: string[] = [];
  const inputs: JsonObject[] = [];

  const fileOf = (sources: readonly SyncSource[], more: Partial<SyncFile> = {}): SyncFile => ({
    path: files.path("sync.json"),
    content: {},
    name: "s",
    policy: "upsert",
    target: { action: "sync_indicators" },
    sources,
    defaults: {},
    journal: files.path(".s.journal"),
    lastPulls: files.path(".s.pulls"),
    ...more,
  });

  const pull = (
    file: SyncFile,
    respond: Respond = () => output([]),
    defaults: object = {},
  ): Promise<Pulled> => {
    const connector = {
      describe: () => ({ paging, needsAsset: true }),
      run: async (_name: string, input: JsonObject, { onEvent }: { onEvent: (event: RunEvent) => void }) => {
        inputs.push(input);
        return respond(input, onEvent);
      },
    } as unknown as Connector;
    const ports: SourcePorts = {
      connector,
      feeds,
      reading: {
        mapping: feeds.feedMapping(load(packageRoot()), "schemas/mappings/defender_indicator.json"),
        defaults: feeds.mergedDefaults([{ action: "Block", ...defaults }]),
        nowMs,
      },
      assetOf: async () => ({}),
      feed: feedFiles(file),
      signal: new AbortController().signal,
      line: (text) => lines.push(text),
      warn: (code, message) => lines.push(`warning ${code}: ${message}`),
      onEvent: () => {},
    };
    lines.length = 0;
    inputs.length = 0;
    return readSources(file, ports);
  };

  const text = (name: string, content: string): SyncSource => ({ name, file: files.write(name, content) });
  const taxii: SyncSource = { name: "taxii", action: "get_taxii_objects" };
  const valuesOf = ({ desired }: Pulled) =>
    desired.rows.map(({ row }) => (row as JsonObject)["indicatorValue"]);

  it("combines the rows of files and lists, in their order", async () => {
    const pulled = await pull(fileOf([text("a.txt", "one.example\ntwo.example\n"), taxii]), () =>
      output([object(1)]),
    );
    expect(valuesOf(pulled)).to.deep.equal(["one.example", "two.example", "bad1.example"]);
    expect([pulled.isComplete, pulled.faults, pulled.exitCode]).to.deep.equal([true, [], 0]);
    expect(lines).to.include("a.txt: 2 items: 2 taken, 0 changed, 0 skipped; 2 rows.");
  });

  it("keeps a relative end apart from the row, so that a later reading is equal", async () => {
    const file = fileOf([text("a.txt", "one.example\n")]);
    const pulled = await pull(file, undefined, { expiresAfter: { default: "P30D" } });
    const [first] = pulled.desired.rows;
    expect(first?.expiresAfter).to.equal("P30D");
    expect(first?.row).to.not.have.property("expirationTime");
  });

  it("passes on what ranks rows, and what is withdrawn", async () => {
    const pulled = await pull(fileOf([taxii]), () =>
      output([object(1, { confidence: 90 }), object(2, { revoked: true })]),
    );
    expect(pulled.desired.rows[0]?.facts).to.deep.equal({
      confidence: 90,
      validFrom: "2026-11-01T00:00:00Z",
    });
    expect(pulled.desired.withdrawn).to.deep.equal([
      { indicatorType: "DomainName", indicatorValue: "bad2.example" },
    ]);
  });

  const warning = (code: string, message: string) => ({ type: "warning", code, message }) as RunEvent;
  for (const [what, respond, fault] of [
    [
      "that says it is not complete",
      () => output([object(1)], { complete: false }),
      /^taxii was not read to its end: /,
    ],
    [
      "whose third page failed",
      (_input, onEvent) => {
        onEvent(warning("ServiceFailed", "The list ends after 1 items: it broke."));
        return output([object(1)], { complete: false }, 207);
      },
      /^taxii (?:was not read to its end: The list ends after 1 items: it broke\.|could not be read)/,
    ],
    [
      "with a gap",
      (_input, onEvent) => {
        onEvent(warning("Incomplete", "Objects may be missing."));
        return output([object(1)]);
      },
      /^taxii was not read to its end: Objects may be missing\.$/,
    ],
  ] as [string, Respond, RegExp][])
    it(`takes the rows of a list ${what}, and is not complete`, async () => {
      const pulled = await pull(fileOf([taxii]), respond);
      expect(pulled.isComplete).to.equal(false);
      expect(pulled.faults[0]).to.match(fault);
      expect(valuesOf(pulled)).to.deep.equal(["bad1.example"]);
      expect(pulled.checkpoints.size).to.equal(0);
    });

  it("is not complete if one of several sources is empty or skipped as a whole", async () => {
    const full = text("a.txt", "one.example\n");
    const empty = await pull(fileOf([full, text("b.txt", "\n")]));
    expect(empty.faults).to.deep.equal(["b.txt is empty, and the other sources or the last run are not."]);
    const skipped = await pull(fileOf([full, text("c.txt", "192.0.2.0/24\n")]));
    expect(skipped.faults).to.deep.equal(["c.txt has 1 items, and all of them were skipped."]);
    expect((await pull(fileOf([text("b.txt", "")]))).isComplete).to.equal(true);
  });

  it("uses the other sources if one cannot be reached, and reports its exit code", async () => {
    const down: Respond = () => {
      throw new ConnectorError("Unreachable", "No answer.");
    };
    const pulled = await pull(fileOf([text("a.txt", "one.example\n"), taxii]), down);
    expect([pulled.isComplete, pulled.exitCode]).to.deep.equal([false, 4]);
    expect(pulled.faults).to.deep.equal(["taxii could not be read to its end (Unreachable: No answer.)."]);
    let code = "";
    await pull(fileOf([taxii]), down).catch((error: ConnectorError) => (code = error.code));
    expect(code).to.equal("Unreachable");
  });

  it("uses the rows before the end of a file that is cut off", async () => {
    const cut = JSON.stringify({ type: "bundle", id: "bundle--1", objects: [object(1), object(2)] }).slice(
      0,
      -60,
    );
    const pulled = await pull(fileOf([text("a.json", cut)]));
    expect(pulled.isComplete).to.equal(false);
    expect(valuesOf(pulled)).to.deep.equal(["bad1.example"]);
  });

  it("rejects a source that does not exist, before anything else is used", async () => {
    let error: unknown;
    await pull(
      fileOf([text("a.txt", "one.example\n"), { name: "no.txt", file: files.path("no.txt") }]),
    ).catch((one: unknown) => (error = one));
    expect(error).to.have.property("code", "InvalidInput");
  });

  it("asks from the checkpoint on with an overlap of a minute, and does not take nothing new as empty", async () => {
    const checkpoint = files.path("times.json");
    const file = fileOf([taxii, text("a.txt", "one.example\n")], { checkpoint });
    await saveCheckpoints(feedFiles(file), new Map([[sourceKey(taxii), "2026-11-29T12:00:00.123456Z"]]));
    const pulled = await pull(file, () => output([], { checkpoint: "2026-11-30T00:00:00Z" }));
    expect(inputs).to.deep.equal([{ parameters: { added_after: "2026-11-29T11:59:00.123Z" } }]);
    expect(pulled.isComplete).to.equal(true);
    expect([...pulled.checkpoints.values()]).to.deep.equal(["2026-11-30T00:00:00Z"]);
    writeFileSync(checkpoint, "[]");
    let error: unknown;
    await pull(file).catch((one: unknown) => (error = one));
    expect(error).to.have.property("code", "InvalidOption");
  });

  describe("with the policy lease", () => {
    const leased = (sources: readonly SyncSource[]) => fileOf(sources, { policy: "lease" });
    const kept = (n: number) => ({
      row: { indicatorType: "DomainName", indicatorValue: `bad${n}.example`, action: "Block" },
    });

    it("renews what an incomplete source returned last, except what it withdraws now", async () => {
      const file = leased([taxii]);
      await saveLastPulls(feedFiles(file), new Map([[sourceKey(taxii), [kept(1), kept(2), kept(3)]]]));
      const pulled = await pull(file, () => output([object(3, { revoked: true })], { complete: false }));
      expect(valuesOf(pulled)).to.deep.equal(["bad1.example", "bad2.example"]);
      expect([pulled.isComplete, pulled.renewed]).to.deep.equal([false, 2]);
      expect(pulled.lastPulls.get(sourceKey(taxii))).to.have.lengthOf(3);
    });

    it("renews them too if the only source is empty or cannot be reached", async () => {
      const file = leased([taxii]);
      await saveLastPulls(feedFiles(file), new Map([[sourceKey(taxii), [kept(1)]]]));
      for (const respond of [
        () => output([]),
        () => {
          throw new ConnectorError("Unreachable", "No answer.");
        },
      ])
        expect(valuesOf(await pull(file, respond))).to.deep.equal(["bad1.example"]);
    });

    it("renews them too if the only source is a file that is missing", async () => {
      const source: SyncSource = { name: "feed.csv", file: files.path("missing.csv") };
      const file = leased([source]);
      await saveLastPulls(feedFiles(file), new Map([[sourceKey(source), [kept(1)]]]));
      const pulled = await pull(file, () => output([]));
      expect([valuesOf(pulled), pulled.isComplete]).to.deep.equal([["bad1.example"], false]);
      const upserting = await pull(fileOf([source]), () => output([])).catch((error: unknown) => error);
      expect(upserting).to.have.property("code", "InvalidInput");
    });

    it("keeps the rows of a complete pull", async () => {
      const pulled = await pull(leased([taxii]), () => output([object(7)]));
      expect(pulled.lastPulls.get(sourceKey(taxii))).to.have.lengthOf(1);
      expect(pulled.renewed).to.equal(0);
    });
  });
});
