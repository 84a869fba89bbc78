/** What every store of what a sync remembers must do. */
import { expect } from "chai";
import type { DesiredRow } from "../../../../connector/platform_api.js";
import {
  readCheckpoints,
  saveCheckpoints,
  sourceKey,
} from "../../../../platforms/cli/sync/checkpoint_file.js";
import type { FeedPart, FeedStore } from "../../../../platforms/cli/sync/feed_store.js";
import { readLastPulls, saveLastPulls } from "../../../../platforms/cli/sync/last_pulls.js";
import { rejection } from "../../../support/open.js";

/** The stores of one case. */
export interface FeedCase {
  /** Opens a store as the next process does. */
  open(profile: string, sync: string): Promise<FeedStore>;
  /** Writes a text in place of a part, without the store. */
  spoil(profile: string, sync: string, part: FeedPart, text: string): Promise<void>;
}

const pulls = (value: string): ReadonlyMap<string, readonly DesiredRow[]> =>
  new Map([["source", [{ row: { indicatorValue: value, title: "é" } }]]]);
const times = (time: string): ReadonlyMap<string, string> => new Map([["source", time]]);
const [early, late] = ["2026-11-29T12:00:00.123456Z", "2026-11-30T08:00:00Z"] as const;

/** @param opener - returns the stores of a new case */
export function feedConformance(opener: () => Promise<FeedCase>): void {
  let stores: FeedCase;
  beforeEach(async () => {
    stores = await opener();
  });
  const open = (profile = "one", sync = "hourly") => stores.open(profile, sync);
  const found = async (profile?: string, sync?: string) => {
    const feed = await open(profile, sync);
    return [await readCheckpoints(feed), await readLastPulls(feed)];
  };

  it("remembers nothing at first", async () => {
    const feed = await open();
    expect([await feed.read("checkpoint"), await feed.read("lastPulls")]).to.deep.equal([
      undefined,
      undefined,
    ]);
    expect(await found()).to.deep.equal([new Map(), new Map()]);
  });

  it("returns to another process what was written, each part alone", async () => {
    await saveCheckpoints(await open(), times(early));
    expect(await found()).to.deep.equal([times(early), new Map()]);
    await saveLastPulls(await open(), pulls("a.bad.example"));
    expect(await found()).to.deep.equal([times(early), pulls("a.bad.example")]);
  });

  it("shows a process that is open already what another one writes", async () => {
    const feed = await open();
    await saveCheckpoints(await open(), times(early));
    expect(await readCheckpoints(feed)).to.deep.equal(times(early));
  });

  it("replaces a part, and keeps the times of other sources", async () => {
    await saveLastPulls(await open(), pulls("a-long-name.bad.example"));
    await saveLastPulls(await open(), pulls("b.bad.example"));
    await saveCheckpoints(await open(), new Map([...times(early), ["other", early]]));
    await saveCheckpoints(await open(), times(late));
    expect(await found()).to.deep.equal([
      new Map([...times(late), ["other", early]]),
      pulls("b.bad.example"),
    ]);
  });

  it("keeps many rows", async () => {
    const rows = Array.from({ length: 20_000 }, (_, i) => ({ row: { indicatorValue: `${i}.bad.example` } }));
    await saveLastPulls(await open(), new Map([["source", rows]]));
    expect((await readLastPulls(await open())).get("source")).to.deep.equal(rows);
  });

  it("keeps profiles and syncs apart", async () => {
    await saveCheckpoints(await open(), times(early));
    await saveLastPulls(await open(), pulls("a.bad.example"));
    for (const other of [
      ["two", "hourly"],
      ["one", "daily"],
    ] as const) {
      expect(await found(...other)).to.deep.equal([new Map(), new Map()]);
      await saveCheckpoints(await open(...other), times(late));
      await saveLastPulls(await open(...other), pulls("b.bad.example"));
    }
    expect(await found()).to.deep.equal([times(early), pulls("a.bad.example")]);
  });

  for (const text of ["", "{", "[]", '{"version":2,"sources":{}}', '{"version":1,"sources":{"source":1}}'])
    it(`reports a checkpoint that is not one, and does not replace it: ${text || "empty"}`, async () => {
      await stores.spoil("one", "hourly", "checkpoint", text);
      const feed = await open();
      const read = () => readCheckpoints(feed);
      for (const use of [read, () => saveCheckpoints(feed, times(late)), read]) {
        const error = await rejection(use());
        expect(error).to.have.property("code", "InvalidOption");
        expect(error.message).to.contain(feed.nameOf("checkpoint"));
      }
    });

  for (const text of ["", "{", "[]", '{"version":2,"sources":{}}', '{"version":1,"sources":{"source":[1]}}'])
    it(`does not use last pulls that are none, and replaces them: ${text || "empty"}`, async () => {
      await stores.spoil("one", "hourly", "lastPulls", text);
      expect(await readLastPulls(await open())).to.deep.equal(new Map());
      await saveLastPulls(await open(), pulls("a.bad.example"));
      expect(await readLastPulls(await open())).to.deep.equal(pulls("a.bad.example"));
    });

  it("contains neither the input of a source nor the path of its asset", async () => {
    const input = { path_parameters: { collection_id: "canary-input" } };
    const key = sourceKey({ name: "feed", action: "get_taxii_objects", input, asset: "canary-asset.json" });
    await saveCheckpoints(await open(), new Map([[key, early]]));
    await saveLastPulls(await open(), new Map([[key, []]]));
    const feed = await open();
    const stored = JSON.stringify([await feed.read("checkpoint"), await feed.read("lastPulls")]);
    expect([stored.includes(key), stored.includes("canary")]).to.deep.equal([true, false]);
  });
}
