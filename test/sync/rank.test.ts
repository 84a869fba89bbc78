/** Ranks rows by one rule: numbers and levels from the highest on, times from the earliest on, texts by the alphabet. */
import { expect } from "chai";
import type { JsonObject } from "../../connector/index.js";
import { rankerOf } from "../../connector/sync/rank.js";
import type { DesiredRow } from "../../connector/sync/sync_types.js";
import { faultOf, plan, target, wanted } from "./made.js";

const small = { ...target, capacity: 2 };

/** Returns the numbers of the rows, the best rank first. */
function ordered(rank: readonly string[], rows: readonly [JsonObject, DesiredRow["facts"]?][]): number[] {
  const ranker = rankerOf(target, { rank });
  return rows
    .map(([row, facts], n) => ({ n, rank: ranker.of(row, facts) }))
    .toSorted((a, b) => ranker.compare(a.rank, b.rank))
    .map(({ n }) => n);
}

const facts = (...all: DesiredRow["facts"][]): [JsonObject, DesiredRow["facts"]][] =>
  all.map((one) => [{}, one]);

describe("sync: rank", () => {
  it("puts the highest confidence first, and the lowest first if it is reversed", () => {
    const rows = facts({ confidence: 5 }, {}, { confidence: 90 }, { confidence: 10 });
    expect(ordered(["confidence"], rows)).to.deep.equal([2, 3, 0, 1]);
    expect(ordered(["-confidence"], rows)).to.deep.equal([0, 3, 2, 1]);
  });

  it("puts the earliest time first, and the newest first if it is reversed, in any time zone", () => {
    const rows = facts(
      { validFrom: "2026-11-02T00:30:00+02:00" },
      { validFrom: "2026-11-01T23:00:00Z" },
      {},
      { validFrom: "2026-11-01" },
      { validFrom: "soon" },
    );
    expect(ordered(["validFrom"], rows)).to.deep.equal([3, 0, 1, 2, 4]);
    expect(ordered(["-validFrom"], rows)).to.deep.equal([1, 0, 3, 2, 4]);
  });

  it("keeps the most confident rows, and of equally confident ones the newest, for confidence and -validFrom", async () => {
    const known = [
      { confidence: 50, validFrom: "2026-11-03T00:00:00Z" },
      { confidence: 90, validFrom: "2026-11-01T00:00:00Z" },
      { confidence: 90, validFrom: "2026-11-02T00:00:00Z" },
      { confidence: 90, validFrom: "2026-10-01T00:00:00Z" },
    ];
    const rows = wanted(0, 4).map((row, i) => ({ row, facts: known[i] as (typeof known)[number] }));
    const { plan: found } = await plan(rows, [], {
      target: small,
      rules: { rank: ["confidence", "-validFrom"] },
    });
    expect(found.entries.map(({ change }) => change)).to.deep.equal([
      "overCapacity",
      "create",
      "create",
      "overCapacity",
    ]);
  });

  it("ranks a field by its declared values, with its default, and unknown values last", () => {
    const rows = ["Low", undefined, "High", "Severe", "Medium"].map(
      (severity) => [severity === undefined ? {} : { severity }] as [JsonObject],
    );
    expect(ordered(["severity"], rows)).to.deep.equal([2, 4, 0, 1, 3]);
    expect(ordered(["-severity"], rows)).to.deep.equal([1, 0, 4, 2, 3]);
  });

  it("ranks texts by the alphabet, numbers before texts, and true before false", () => {
    const titles = ["b", "a", 7, null, ["a"], {}].map((title) => [{ title }] as [JsonObject]);
    expect(ordered(["title"], titles)).to.deep.equal([2, 1, 0, 3, 4, 5]);
    const alerts = [[{ generateAlert: false }], [{ generateAlert: true }], [{}]] as [JsonObject][];
    expect(ordered(["generateAlert"], alerts)).to.deep.equal([1, 0, 2]);
  });

  it("decides by the first field in which rows differ", () => {
    const rows = facts(
      { confidence: 1, validFrom: "2026-01-01" },
      { confidence: 2, validFrom: "2026-01-01" },
    );
    expect(ordered(["-validFrom", "confidence"], rows)).to.deep.equal([1, 0]);
  });

  it("rejects a field that is not known, has several values, or repeats", async () => {
    for (const [rank, message] of [
      [["confidence", "valid_from"], /"valid_from", which is not one of confidence, /],
      [["-"], /""/],
      [["mitreTechniques"], /mitreTechniques/],
      [["rbacGroupNames"], /rbacGroupNames/],
      [["__proto__"], /__proto__/],
      [["constructor"], /constructor/],
      [["--validFrom"], /"-validFrom"/],
      [["confidence", "title", "-confidence"], /"confidence" twice/],
    ] as const)
      expect(await faultOf(plan([], [], { rules: { rank } }))).to.match(message);
  });
});
