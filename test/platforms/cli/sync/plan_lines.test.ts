import { expect } from "chai";
import { changedFields, isPending, planLines, sumLine } from "../../../../platforms/cli/sync/plan_lines.js";
import { counts, differences, entry, planOf } from "./plans.js";

describe("cli: lines of a plan", () => {
  it("marks each change as Terraform does, and shows what an update changes", () => {
    const before = { indicatorValue: "b.example", title: "old", severity: "Low", id: "7" };
    const after = { indicatorValue: "b.example", title: "new", severity: "Low", application: "s" };
    const plan = planOf([
      entry("create", "DomainName|a.example|Block", null, {}),
      entry("update", "DomainName|b.example|Block", before, after, "Changed: title."),
      entry("changeAction", "DomainName|c.example|Block", { action: "Audit" }, { action: "Block" }),
      entry(
        "delete",
        "DomainName|d.example|Block",
        {},
        null,
        "Absent: the source does not contain the row any more.",
      ),
      entry("keep", "DomainName|e.example|Block"),
      entry("keep", "DomainName|f.example|Block", null, null, "Held: no."),
      entry("foreign", "DomainName|g.example|Block", null, null, "Foreign: it exists."),
    ]);
    expect([...planLines(plan, differences)]).to.deep.equal([
      "  + DomainName|a.example|Block",
      "  ~ DomainName|b.example|Block  # Changed: title.",
      '      title: "old" -> "new"',
      "-/+ DomainName|c.example|Block",
      '      action: "Audit" -> "Block"',
      "  - DomainName|d.example|Block  # Absent: the source does not contain the row any more.",
      "  = DomainName|f.example|Block  # Held: no.",
      "  ! DomainName|g.example|Block  # Foreign: it exists.",
      "Plan: 1 to create, 1 to update, 1 to change action, 1 to delete, 2 to keep, 1 foreign.",
    ]);
  });

  it("says that nothing changes, and how many rows are held back", () => {
    expect(sumLine(counts({ keep: 3 }))).to.equal(
      "No changes: 0 to create, 0 to update, 0 to change action, 0 to delete, 3 to keep.",
    );
    expect(sumLine({ ...counts({ keep: 3 }), held: 2 })).to.equal(
      "Plan: 0 to create, 0 to update, 0 to change action, 0 to delete, 3 to keep, 2 held back.",
    );
    expect(isPending(counts({ keep: 1, foreign: 2 }))).to.equal(false);
    for (const change of ["create", "update", "changeAction", "delete"] as const)
      expect(isPending(counts({ [change]: 1 }))).to.equal(true);
  });

  it("writes hidden characters of a value as escapes, on one line", () => {
    const lines = [
      ...planLines(
        planOf([entry("create", "Url|https://bad.example/\u202E\n|Block", null, {})]),
        differences,
      ),
    ];
    expect(lines[0]).to.not.match(/[\u202E\n]/);
  });

  it("shows no field that is only spelled in another way", () => {
    const before = { action: "Audit", expirationTime: "2027-01-31T00:00:00Z" };
    const same = { action: "Block", expirationTime: "2027-01-31T00:00:00.0Z" };
    const later = { action: "Block", expirationTime: "2027-02-01T00:00:00Z" };
    const namesOf = (after: object) =>
      changedFields(entry("changeAction", "k", before, { ...after }), differences).map(({ field }) => field);
    expect(namesOf(same)).to.deep.equal(["action"]);
    expect(namesOf(later)).to.deep.equal(["action", "expirationTime"]);
  });

  it("leaves out fields that the service does not return", () => {
    const one = entry("update", "k", { title: "a" }, { title: "a", application: "s" });
    expect(changedFields(one, differences)).to.deep.equal([]);
  });
});
