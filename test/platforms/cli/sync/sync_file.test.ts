import { dirname, join, resolve } from "node:path";
import { expect } from "chai";
import { type ConnectorError, load, packageRoot } from "../../../../connector/index.js";
import { readSyncFile } from "../../../../platforms/cli/sync/sync_file.js";
import { temporaryFiles } from "../../../support/files.js";

const declarations = load(packageRoot());
const good = {
  name: "hourly",
  policy: "mirror",
  target: { asset: "keys/asset.json" },
  sources: [{ file: "feed.csv" }],
};

describe("cli: sync files", () => {
  const files = temporaryFiles();
  const read = (content: unknown) =>
    readSyncFile(
      files.write("sync.json", typeof content === "string" ? content : JSON.stringify(content)),
      declarations,
    );
  const faultOf = async (content: unknown): Promise<string> => {
    try {
      await read(content);
    } catch (error) {
      const { code, message } = error as ConnectorError;
      return `${code}: ${message}`;
    }
    throw new Error("accepted");
  };

  it("reads paths relative to the folder of the file", async () => {
    const file = await read({
      ...good,
      policy: "upsert",
      checkpoint: "../times.json",
      sources: [
        { file: "a/feed.csv" },
        { action: "get_indicators", asset: "b.json", input: { all_pages: true } },
      ],
    });
    const folder = dirname(file.path);
    expect(file.target).to.deep.equal({ action: "sync_indicators", asset: join(folder, "keys/asset.json") });
    expect(file.sources).to.deep.equal([
      { name: "a/feed.csv", file: join(folder, "a/feed.csv") },
      {
        name: "get_indicators",
        action: "get_indicators",
        asset: join(folder, "b.json"),
        input: { all_pages: true },
      },
    ]);
    expect(file.checkpoint).to.equal(resolve(folder, "../times.json"));
    expect(file.journal).to.equal(join(folder, ".hourly.journal"));
    expect(file).to.not.have.property("everyMs");
  });

  it("keeps the journal in the folder, whatever the name of the sync is", async () => {
    for (const [name, journal] of [
      ["../x", "...%2fx.journal"],
      ["MISP hourly", ".MISP hourly.journal"],
      ["a\\b%", ".a%5cb%25.journal"],
    ] as const) {
      const file = await read({ ...good, name });
      expect(file.journal).to.equal(join(dirname(file.path), journal));
    }
    const long = await read({ ...good, name: "\u{1F600}".repeat(60) });
    expect(long.journal).to.match(/\/\.[0-9a-f]{64}\.journal$/);
  });

  it("rejects what cannot be combined", async () => {
    expect(await faultOf({ ...good, policy: "lease" })).to.match(/^InvalidOption: every is missing/);
    expect(await faultOf({ ...good, every: "P1X" })).to.match(/^InvalidOption: /);
    for (const policy of ["mirror", "lease"])
      expect(await faultOf({ ...good, policy, every: "1h", checkpoint: "c.json" })).to.match(
        new RegExp(`^InvalidOption: checkpoint cannot be combined with the policy ${policy}`),
      );
    expect(await faultOf({ ...good, sources: [{ file: "a", asset: "b", input: {} }] })).to.equal(
      "InvalidOption: sources[0].asset is for actions, and this source is a file. Remove it. sources[0].input is for actions, and this source is a file. Remove it.",
    );
  });

  it("rejects a file that is not JSON, not an object, or repeats a key", async () => {
    expect(await faultOf("[1]")).to.match(/must contain one JSON object, the sync\.$/);
    expect(await faultOf("{")).to.match(/^InvalidOption: /);
    expect(await faultOf('{"name":"a","name":"b"}')).to.match(/^InvalidOption: .*name/);
  });
});
