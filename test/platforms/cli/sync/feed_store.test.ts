import { statSync } from "node:fs";
import { expect } from "chai";
import { load, packageRoot } from "../../../../connector/platform_api.js";
import { saveCheckpoints } from "../../../../platforms/cli/sync/checkpoint_file.js";
import { type FeedStore, feedFiles } from "../../../../platforms/cli/sync/feed_store.js";
import { saveLastPulls } from "../../../../platforms/cli/sync/last_pulls.js";
import { type SyncFile, syncFileIn } from "../../../../platforms/cli/sync/sync_file.js";
import { temporaryFiles } from "../../../support/files.js";
import { feedConformance } from "./feed_conformance.js";

const declarations = load(packageRoot());

describe("cli: what a sync remembers, in files", () => {
  const files = temporaryFiles();
  const syncOf = (profile: string, name: string): SyncFile =>
    syncFileIn(
      { name, policy: "upsert", sources: [{ file: "feed.csv" }], checkpoint: `${name}.times` },
      files.path("sync.json"),
      declarations,
      profile,
    );
  const open = (profile: string, sync: string): FeedStore => feedFiles(syncOf(profile, sync));

  feedConformance(async () => ({
    open: async (profile, sync) => open(profile, sync),
    spoil: async (profile, sync, part, text) => {
      files.write(syncOf(profile, sync)[part]?.slice(files.path("").length) ?? "", text);
    },
  }));

  it("can be read by its owner only", async () => {
    const feed = open("one", "hourly");
    await saveCheckpoints(feed, new Map());
    await saveLastPulls(feed, new Map());
    for (const part of ["checkpoint", "lastPulls"] as const)
      expect(statSync(feed.nameOf(part)).mode & 0o077).to.equal(0);
  });
});
