/** Compares the documented codes of feeds with those in the code. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { packageRoot } from "../../../connector/index.js";
import { errorTable } from "../../../connector/platform_api.js";
import { changedCodes, noticeCodes, skippedCodes } from "../../../platforms/export/feed_codes.js";

/** Files with codes that are not of feeds: those of rows. */
const ofRows = /[\\/]declarations[\\/](?!values)/;
const literal =
  /(?:\bcode: |\breturn |\?\s|: |(?:unreadableValue|changedValue|skippedBy)\(\s*)"([A-Z][a-z]+(?:[A-Z][a-z]+)*)"/g;

function codesIn(folder: string): Set<string> {
  const files = readdirSync(join(packageRoot(), folder), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts") && !ofRows.test(path))
    .map((path) => readFileSync(join(packageRoot(), folder, path), "utf8"));
  return new Set(files.flatMap((text) => [...text.matchAll(literal)].map(([, code = ""]) => code)));
}

/** Words that are values of fields. */
const noCodes = new Set(["CommandAndControl"]);

describe("docs: codes of feeds", () => {
  const documented = { ...changedCodes, ...skippedCodes, ...noticeCodes };

  for (const folder of ["connector/feeds", "connector/declarations/values"])
    it(`document every code of ${folder}`, () => {
      const missing = [...codesIn(folder)].filter(
        (code) => !Object.hasOwn(documented, code) && !Object.hasOwn(errorTable, code) && !noCodes.has(code),
      );
      expect(missing).to.deep.equal([]);
    });

  it("are sorted, end in a period, and have one meaning each", () => {
    for (const table of [changedCodes, skippedCodes, noticeCodes]) {
      const codes = Object.keys(table);
      expect(codes).to.deep.equal(codes.toSorted());
      for (const text of Object.values(table)) expect(text).to.match(/\.$/);
    }
  });
});
