import { expect } from "chai";
import { load, packageRoot } from "../../../../connector/index.js";
import { shownSync } from "../../../../platforms/cli/sync/shown_sync.js";
import { readSyncFile } from "../../../../platforms/cli/sync/sync_file.js";
import { temporaryFiles } from "../../../support/files.js";

describe("cli: the sync file in a plan", () => {
  const files = temporaryFiles();
  const good = { name: "hourly", policy: "mirror", target: { asset: "keys/asset.json" } };

  it("has the absolute path, and no header and no secret of an input", async () => {
    const input = {
      headers: { Authorization: "canary" },
      parameters: { apikey: "canary", "match[type]": "indicator", sig: "canary", signed: "yes" },
      json_body: { auth: [{ user_password: "canary", keyword: "evil" }], page: 2, "x-key": "canary" },
    };
    const content = {
      ...good,
      sources: [{ action: "get_indicators", input: { ...input, all_pages: true } }],
    };
    const file = await readSyncFile(files.write("sync.json", JSON.stringify(content)), load(packageRoot()));
    expect(shownSync(file)).to.deep.equal({
      ...good,
      sources: [
        {
          action: "get_indicators",
          input: {
            headers: { Authorization: "(hidden)" },
            parameters: { apikey: "(hidden)", "match[type]": "indicator", sig: "(hidden)", signed: "yes" },
            json_body: { auth: "(hidden)", page: 2, "x-key": "(hidden)" },
            all_pages: true,
          },
        },
      ],
      path: file.path,
    });
  });
});
