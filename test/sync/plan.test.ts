/** Plans syncs: what each policy does with each kind of difference. */
import { expect } from "chai";
import type { SyncPolicy } from "../../connector/sync/sync_types.js";
import { planSync } from "../../connector/sync/plan.js";
import { rowKeys } from "../../connector/sync/row_keys.js";
import { changesIn, item, items, plan, settings, target, wanted } from "./made.js";

const audit = { action: "Audit", generateAlert: true };
const withdrawn = [{ indicatorType: "DomainName", indicatorValue: "host-3.example" }];

/** Twenty owned rows: 0 stays, 1 differs, 2 has another action, 3 is withdrawn, 4 is absent; 20 is new. */
async function differences(policy: SyncPolicy, everyMs?: number): Promise<string[]> {
  const rows = [
    ...wanted(0, 1),
    ...wanted(1, 2, { title: "New title" }),
    ...wanted(2, 3, audit),
    ...wanted(5, 20),
    ...wanted(20, 21),
  ];
  const rules = { policy, ...(everyMs === undefined ? {} : { everyMs }) };
  const end = everyMs === undefined ? null : "2026-11-30T11:00:00Z";
  return changesIn(await plan(rows, items(0, 20, { expirationTime: end }), { rules, withdrawn }));
}

describe("sync: plan", () => {
  for (const [policy, expected] of [
    [
      "create_only",
      ["create 20", "keep 1 Differs", "keep 2 VariantChanged", "keep 3 Withdrawn", "keep 4 Absent"],
    ],
    [
      "upsert",
      [
        "create 20",
        "update 1 Changed",
        "changeAction 2 VariantChanged",
        "delete 3 Withdrawn",
        "keep 4 Absent",
      ],
    ],
    [
      "mirror",
      [
        "create 20",
        "update 1 Changed",
        "changeAction 2 VariantChanged",
        "delete 3 Withdrawn",
        "delete 4 Absent",
      ],
    ],
    [
      "lease",
      ["create 20", "update 1 Changed", "keep 2 VariantChanged", "keep 3 Withdrawn", "keep 4 Absent"],
    ],
  ] as const) {
    it(`plans every kind of difference under the policy ${policy}`, async () => {
      const found = await differences(policy, policy === "lease" ? 3_600_000 : undefined);
      const short = expected.map((text) => text.replace(/ (\d+)/, " host-$1.example"));
      expect(found.toSorted()).to.deep.equal([...short].toSorted());
    });
  }

  it("compares only what the service returns, in any spelling", async () => {
    const hash = "AB".repeat(32);
    const rows = [
      { ...wanted(0, 1)[0], indicatorType: "FileSha256", indicatorValue: hash.toLowerCase() },
      { ...wanted(1, 2)[0], indicatorType: "IpAddress", indicatorValue: "2001:db8::1" },
      { ...wanted(2, 3)[0], indicatorType: "Url", indicatorValue: "https://Bad.Example/Path" },
      { ...wanted(3, 4)[0], indicatorValue: "Bad.Example", rbacGroupNames: ["b", "a"] },
      { ...wanted(4, 5)[0], expirationTime: "2027-01-01T00:00:00.123Z", mitreTechniques: ["T2", "T1"] },
      { ...wanted(5, 6)[0], category: "Malware", externalId: "x", recommendedActions: null },
    ];
    const listed = [
      item(0, { indicatorType: "FileSha256", indicatorValue: hash }),
      item(1, { indicatorType: "IpAddress", indicatorValue: "2001:0db8:0:0:0:0:0:1" }),
      item(2, { indicatorType: "Url", indicatorValue: "https://bad.example/Path" }),
      item(3, { indicatorValue: "bad.example", rbacGroupNames: ["a", "b"] }),
      item(4, { expirationTime: "2027-01-01T00:00:00Z", mitreTechniques: ["T1", "T2"] }),
      item(5, { category: 1 }),
    ];
    expect(changesIn(await plan(rows, listed))).to.deep.equal([]);
  });

  it("compares the path of a URL with its letter case", async () => {
    const rows = [{ ...wanted(0, 1)[0], indicatorType: "Url", indicatorValue: "https://bad.example/a" }];
    const listed = [item(0, { indicatorType: "Url", indicatorValue: "https://bad.example/A" })];
    expect((await plan(rows, listed)).plan.counts).to.include({ create: 1, delete: 1 });
  });

  it("sends an update in the spelling of the existing row, so that it does not create a second one", async () => {
    const [entry] = (
      await plan(wanted(0, 1, { indicatorValue: "BAD.example", title: "x" }), [
        item(0, { indicatorValue: "bad.example" }),
      ])
    ).plan.entries;
    expect(entry).to.deep.include({ change: "update" });
    expect(entry?.after).to.include({ indicatorValue: "bad.example", title: "x", application: "feed-a" });
  });

  it("does not compare a field that a listed item does not contain", async () => {
    const { title: _title, ...listed } = item(0);
    expect(changesIn(await plan(wanted(0, 1, { title: "Other" }), [listed]))).to.deep.equal([]);
  });

  it("treats other groups as another row", async () => {
    const { plan: found } = await plan(wanted(0, 1, { rbacGroupNames: ["a"] }), [item(0)]);
    expect(found.counts).to.include({ changeAction: 1, create: 0, delete: 0 });
  });

  it("removes the old side that a crash left after its new side", async () => {
    const listed = [item(0, { id: "1" }), item(0, { id: "2", ...audit })];
    for (const policy of ["upsert", "mirror"] as const)
      expect(changesIn(await plan(wanted(0, 1, audit), listed, { rules: { policy } }))).to.deep.equal([
        "delete host-0.example OldVariant",
      ]);
  });

  it("merges equal rows, and decides conflicts by rank, then by order", async () => {
    const low = { row: wanted(0, 1)[0], facts: { confidence: 10 } };
    const high = { row: wanted(0, 1, audit)[0], facts: { confidence: 90 } };
    const found = await plan([low, high, high], [], { rules: { rank: ["confidence"] } });
    expect(changesIn(found)).to.deep.equal(["create host-0.example", "rejected host-0.example Conflict"]);
    expect(found.plan.entries.map(({ key }) => key.split("|")[2])).to.deep.equal(["Audit", "Block"]);
    expect(found.entryOf).to.deep.equal([1, 0, 0]);
    expect(found.notices.map(({ code }) => code)).to.deep.equal(["Merged", "Conflict"]);
    const byOrder = await plan([low, high], [], {});
    expect(byOrder.plan.entries.find(({ change }) => change === "create")?.after).to.include({
      action: "Block",
    });
  });

  it("shows a change by somebody else, and a row that vanished, as drift", async () => {
    const rows = wanted(0, 3, { title: "x" });
    const listed = [item(0, { lastUpdatedBy: "somebody" }), item(1, { lastUpdatedBy: "CLIENT-1" })];
    const identity = rowKeys(target).identity(item(2));
    const previous = new Map([[identity, null]]);
    expect(changesIn(await plan(rows, listed, { previous }))).to.deep.equal([
      "update host-0.example Drift",
      "update host-1.example Changed",
      "create host-2.example Drift",
    ]);
    const expired = new Map([[identity, settings().nowMs - 1]]);
    expect(changesIn(await plan(rows, listed, { previous: expired })).at(-1)).to.equal(
      "create host-2.example",
    );
  });

  it("keeps what exists of a desired row that is not valid", async () => {
    const rows = [...wanted(1, 20), { row: wanted(0, 1)[0], rejected: "InvalidRow: x." }];
    expect(changesIn(await plan(rows, items(0, 20)))).to.deep.equal([
      "keep host-0.example Rejected",
      "rejected host-0.example InvalidRow",
    ]);
  });

  it("says nothing about rows that a delta does not contain, and deletes none of them under any policy", async () => {
    for (const policy of ["create_only", "upsert", "mirror"] as const) {
      const found = await plan(wanted(0, 1), items(0, 5), { isDelta: true, withdrawn, rules: { policy } });
      const isDeleted = policy !== "create_only";
      expect(changesIn(found)).to.deep.equal([`${isDeleted ? "delete" : "keep"} host-3.example Withdrawn`]);
      expect(found.plan.counts).to.include({ keep: isDeleted ? 4 : 5 });
    }
  });

  it("counts the rows that a delta does not contain if the policy depends on what is gone", async () => {
    const noticesOf = async (policy: "upsert" | "mirror" | "lease") => {
      const rules = { policy, ...(policy === "lease" ? { everyMs: 3_600_000 } : {}) };
      const { notices } = await plan(wanted(0, 1), items(0, 5), { isDelta: true, rules });
      return notices.filter(({ code }) => code === "OnlyNew").map(({ message }) => message);
    };
    expect(await noticesOf("upsert")).to.deep.equal([]);
    expect((await noticesOf("mirror")).join()).to.match(/kept although the sources did not return them: 4\./);
    expect((await noticesOf("lease")).join()).to.match(/not renewed, and expire: 4\./);
  });

  it("adopts rows of its own client id by replacing them, and rejects those of others", async () => {
    const listed = [item(0, { application: "old" }), item(1, { createdBy: "other" }), item(2)];
    const found = await plan(wanted(0, 4), listed, { adopt: true });
    expect(changesIn(found)).to.deep.equal([
      "changeAction host-0.example Adopted",
      "rejected host-1.example Foreign",
      "keep host-3.example NotAdopted",
    ]);
  });

  it("says that a row without a name belongs to no sync, and one without a creator to somebody else", async () => {
    const listed = [item(0, { application: null }), item(1, { createdBy: null })];
    const foreign = (await plan(wanted(0, 1), listed)).plan.entries.map(({ reason }) => reason);
    expect(foreign[0]).to.match(/^Foreign: the row belongs to no sync\./);
    const adopted = (await plan(wanted(0, 2), listed, { adopt: true })).plan.entries.map(
      ({ reason }) => reason,
    );
    expect(adopted[0]).to.match(/^Adopted: the row belongs to no sync\./);
    expect(adopted[1]).to.match(/^Foreign: the row was created by somebody else\./);
  });

  it("takes digests that do not depend on time, order or the other side", async () => {
    const rows = wanted(0, 5).map((row) => ({ row, expiresAfter: "P30D" }));
    const first = await plan(rows, items(0, 3));
    const later = await plan(rows.toReversed(), items(0, 3).toReversed(), {
      nowMs: settings().nowMs + 86_400_000,
    });
    expect(later.plan.desiredDigest).to.equal(first.plan.desiredDigest);
    expect(later.plan.ownedDigest).to.equal(first.plan.ownedDigest);
    expect((await plan(rows.slice(1), items(0, 3))).plan.desiredDigest).not.to.equal(
      first.plan.desiredDigest,
    );
    expect((await plan(rows, items(0, 2))).plan.ownedDigest).not.to.equal(first.plan.ownedDigest);
    for (const elsewhere of [{ destination: "https://api.example tenant-2" }, { client: "client-2" }])
      expect((await plan(rows, [], elsewhere)).plan.ownedDigest).not.to.equal(
        (await plan(rows, [])).plan.ownedDigest,
      );
    const foreign = items(5, 9, { createdBy: "other" });
    expect((await plan(rows, [...items(0, 3), ...foreign])).plan.ownedDigest).to.equal(
      first.plan.ownedDigest,
    );
  });

  it("is pure: the same arguments lead to the same plan", async () => {
    const given = [{ rows: wanted(0, 5).map((row) => ({ row })) }, items(0, 3), settings()] as const;
    expect(await planSync(...given)).to.deep.equal(await planSync(...given));
  });
});
