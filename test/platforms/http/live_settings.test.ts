import { rmSync } from "node:fs";
import { expect } from "chai";
import { Profiles } from "../../../platforms/http/profiles.js";
import { LiveSettings } from "../../../platforms/http/live_settings.js";
import { settingsOf } from "../../../platforms/http/settings.js";
import { temporaryFiles } from "../../support/files.js";

describe("http: live settings", () => {
  const files = temporaryFiles();

  it("notice that a file of any size or encoding changes, is deleted, and comes back", async () => {
    const long = files.write("long.yaml", "x".repeat(300 * 1024));
    const bytes = files.write("client.der", Buffer.from([0xff, 0xfe, 0x00]));
    const missing = files.path("missing");
    let reloaded = (): void => {};
    const settings = await LiveSettings.open({
      async load(read) {
        for (const path of [long, bytes, missing]) await read(path, 1024 * 1024).catch(() => "");
        return settingsOf(new Profiles(new Map()), []);
      },
      warn: () => {},
      reloaded: () => reloaded(),
      everyMs: 1,
    });
    const after = async (change: () => void): Promise<void> => {
      const done = new Promise<void>((resolve) => (reloaded = resolve));
      change();
      await done;
    };
    try {
      await after(() => files.write("long.yaml", "y".repeat(300 * 1024)));
      await after(() => files.write("client.der", Buffer.from([0xff, 0xfe, 0x01])));
      await after(() => files.write("missing", "x"));
      await after(() => rmSync(missing));
      expect(settings.current.callers.count).to.equal(0);
    } finally {
      settings.close();
    }
  });
});
