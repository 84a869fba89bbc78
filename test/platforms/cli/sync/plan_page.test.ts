import { createHash } from "node:crypto";
import { expect } from "chai";
import { planPage, type ShownPlan } from "../../../../platforms/cli/sync/plan_page.js";
import { differences, entry, planOf } from "./plans.js";

const code = { style: "\nbody { margin: 0 }\n", script: "\nvoid 0;\n" };
const pageOf = (shown: ShownPlan): string => [...planPage(shown, differences, code)].join("");
const jsonAt = (page: string, id: string): Record<string, unknown> =>
  JSON.parse(new RegExp(`<script type="application/json" id="${id}">([^<]*)</script>`).exec(page)?.[1] ?? "");

describe("cli: page of a plan", () => {
  const evil = "https://bad.example/</script><img src=x onerror=alert(1)>\u202E";
  const entries = [
    entry("create", `Url|${evil}|Block`, null, { indicatorValue: evil }),
    entry("update", "k", { title: "old", id: "1" }, { title: "new", application: "s" }, "Changed: title."),
    entry("keep", "k2"),
  ];

  it("contains the entries with true values, an update with its changed fields only, and nothing that is kept", () => {
    const data = jsonAt(pageOf({ plan: planOf(entries), notices: [] }), "data");
    expect(Object.keys(data)).to.deep.equal([
      "counts",
      "create",
      "update",
      "changeAction",
      "delete",
      "foreign",
      "overCapacity",
      "rejected",
    ]);
    expect(data["create"]).to.deep.equal([
      { key: `Url|${evil}|Block`, before: null, after: { indicatorValue: evil }, reason: null },
    ]);
    expect(data["update"]).to.deep.equal([
      { key: "k", before: { title: "old" }, after: { title: "new" }, reason: "Changed: title." },
    ]);
  });

  it("contains the rest of the plan as its run", () => {
    const { entries: _entries, ...rest } = planOf(entries);
    expect(jsonAt(pageOf({ plan: planOf(entries), notices: [] }), "run")).to.deep.equal(rest);
  });

  it("allows its own style and script by their hashes, and text of others cannot leave its place", () => {
    const sync = { name: `x${evil}`, policy: "mirror", path: `/srv/${evil}` };
    const held = { code: "EmptyFeed", message: `No row is desired. ${evil}` };
    const page = pageOf({ plan: planOf(entries, { sync }), notices: [], held });
    const hash = (text: string): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
    expect(page).to.include(
      `content="default-src 'none'; script-src ${hash(code.script)}; style-src ${hash(code.style)}; base-uri 'none'; form-action 'none'"`,
    );
    expect(page).to.not.include("<img");
    expect(page.match(/<\/script>/g)).to.have.lengthOf(3);
    expect(page).to.include("hxxps://bad[.]example");
    expect(page).to.include("Nothing is deleted: a guard holds the deletes back.");
  });
});
