/** The notes of a release are the section of its version. */
import { expect } from "chai";
import { releaseNotes } from "../../tools/release_notes.js";

const changelog =
  "# Changelog\n\nText.\n\n## 1.2.0 - 2026-11-30\n\n### Added\n\n- New.\n\n## 1.1.0 - 2026-11-01\n\n- Old.\n";

describe("tools: release notes", () => {
  it("contain the section of the version only", () => {
    expect(releaseNotes(changelog, "1.2.0")).to.equal("### Added\n\n- New.\n");
    expect(releaseNotes(changelog, "1.1.0")).to.equal("- Old.\n");
  });

  it("are rejected for a version that the changelog does not contain", () => {
    expect(() => releaseNotes(changelog, "1.2")).to.throw("CHANGELOG.md: the version 1.2 is missing.");
  });
});
