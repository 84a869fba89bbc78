/** The cases of the readers are useful only if they notice each changed line. */
import { isDeepStrictEqual } from "node:util";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect } from "chai";
import type * as feeds from "../../../connector/feeds/index.js";
import { type Mutation, withMutantFolder } from "../simulation/mutant.js";
import { mutations } from "./mutations.js";
import { outcomesOf, readerCases } from "./reader_cases.js";

/** Returns whether a case has another outcome, or an error, with the change. */
function isNoticed(mutation: Mutation): Promise<boolean> {
  return withMutantFolder(mutation, async (folder) => {
    const changed = (await import(pathToFileURL(join(folder, "feeds/index.js")).href)) as typeof feeds;
    for (const each of readerCases) {
      const found = await outcomesOf(changed, each).catch(() => undefined);
      if (!isDeepStrictEqual(found, each.expected)) return true;
    }
    return false;
  });
}

describe("cases of the feed readers", () => {
  it("notice nothing without a change", async () => {
    expect(
      await isNoticed({ file: "feeds/observe.js", from: "guid.test(text)", to: "guid.test(text)" }),
    ).to.equal(false);
  });

  it("are run with at least 30 changes", () => {
    expect(Object.keys(mutations)).to.have.length.at.least(30);
  });

  for (const [name, mutation] of Object.entries(mutations))
    it(`notice a change of ${name}`, async () => {
      expect(await isNoticed(mutation)).to.equal(true);
    });
});
