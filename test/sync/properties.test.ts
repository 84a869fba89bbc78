/** Properties that every plan has, whatever is desired and whatever exists. */
import { expect } from "chai";
import fc from "fast-check";
import type { JsonObject } from "../../connector/index.js";
import { isWrite } from "../../connector/sync/saved_plan.js";
import { syncPolicies } from "../../connector/sync/sync_types.js";
import { row } from "../support/rows.js";
import { after, item, nowMs, plan, target } from "./made.js";

const seed = Number(process.env["FC_SEED"] ?? 14_0001);
const check = (property: fc.IAsyncProperty<[Situation]>): Promise<void> =>
  fc.assert(property, { seed, numRuns: 400 });

const field = {
  n: fc.nat(11),
  action: fc.constantFrom("Block", "Audit", "Warn"),
  title: fc.constantFrom("a", "b"),
  groups: fc.constantFrom([], ["g"]),
};
const ofRow = ({
  n,
  action,
  title,
  groups,
}: {
  n: number;
  action: string;
  title: string;
  groups: readonly string[];
}) => ({
  action,
  title,
  rbacGroupNames: groups,
  n,
});
const desired = fc.array(
  fc.record({ ...field, confidence: fc.option(fc.nat(3)), expiresAfter: fc.option(fc.constant("P30D")) }),
  { maxLength: 14 },
);
const listed = fc.array(
  fc.record({
    ...field,
    createdBy: fc.constantFrom("client-1", "CLIENT-1", "other"),
    application: fc.constantFrom("feed-a", "feed-b", null),
  }),
  { maxLength: 14 },
);
const situation = fc.record({
  desired,
  listed,
  policy: fc.constantFrom(...syncPolicies),
  capacity: fc.integer({ min: 1, max: 20 }),
  sources: fc.boolean(),
  complete: fc.boolean(),
  count: fc.option(fc.nat(6), { nil: undefined }),
});
type Situation = typeof situation extends fc.Arbitrary<infer T> ? T : never;

function planned(given: Situation, existing: JsonObject[]) {
  const rows = given.desired.map(({ confidence, expiresAfter, ...one }) => {
    const { n, ...change } = ofRow(one);
    return {
      row: row(n, change),
      facts: { confidence },
      ...(expiresAfter === null ? {} : { expiresAfter }),
    };
  });
  return plan(rows, existing, {
    target: { ...target, capacity: given.capacity },
    complete: { sources: given.sources, target: given.complete },
    rules: {
      policy: given.policy,
      everyMs: 3_600_000,
      rank: ["confidence"],
      maxDelete: given.count === undefined ? { share: 1 } : { count: given.count, share: 1 },
    },
  });
}

/** Returns the listed items; the service keeps one row per identity. */
function existingIn({ listed: given }: Situation): JsonObject[] {
  const made = given.map(({ createdBy, application, ...one }, i) => {
    const { n, ...change } = ofRow(one);
    return item(n, { ...change, createdBy, application, id: String(i) });
  });
  const identity = ({ indicatorValue, action, rbacGroupNames }: JsonObject) =>
    JSON.stringify([indicatorValue, action, rbacGroupNames]);
  return [...new Map(made.map((one) => [identity(one), one])).values()];
}

describe(`sync: properties (FC_SEED=${seed})`, () => {
  it("changes nothing foreign", async () => {
    await check(
      fc.asyncProperty(situation, async (given) => {
        const existing = existingIn(given);
        const own = new Set(
          existing
            .filter(
              (one) =>
                String(one["createdBy"]).toLowerCase() === "client-1" && one["application"] === "feed-a",
            )
            .map(({ id }) => id),
        );
        const identities = new Set(
          existing
            .filter(({ id }) => !own.has(id))
            .map(
              (one) =>
                `${String(one["indicatorValue"])}|${String(one["action"])}|${String(one["rbacGroupNames"])}`,
            ),
        );
        for (const { change, before, after: sent } of (await planned(given, existing)).plan.entries.filter(
          isWrite,
        )) {
          if (before !== null) expect(own.has(before["id"])).to.equal(true);
          if (change !== "update" && sent !== null)
            expect(
              identities.has(
                `${String(sent["indicatorValue"])}|${String(sent["action"])}|${String(sent["rbacGroupNames"])}`,
              ),
            ).to.equal(false);
        }
      }),
    );
  });

  it("deletes nothing on partial knowledge, without desired rows, beyond the bound, or by a policy that does not delete", async () => {
    await check(
      fc.asyncProperty(situation, async (given) => {
        const { counts } = (await planned(given, existingIn(given))).plan;
        const deleted = counts.delete + counts.changeAction;
        if (!given.sources || !given.complete || given.desired.length === 0) expect(deleted).to.equal(0);
        if (given.policy === "create_only" || given.policy === "lease") expect(deleted).to.equal(0);
        if (given.count !== undefined) expect(deleted).to.be.at.most(given.count);
      }),
    );
  });

  it("writes nothing in a second run", async () => {
    await check(
      fc.asyncProperty(situation, async (given) => {
        const existing = existingIn(given);
        const first = await planned(given, existing);
        const second = await planned(given, after(first, existing));
        expect(second.plan.entries.filter(isWrite)).to.deep.equal([]);
      }),
    );
  });

  it("accounts for every desired row once, and counts every entry", async () => {
    await check(
      fc.asyncProperty(situation, async (given) => {
        const { plan: found, lines, entryOf } = await planned(given, existingIn(given));
        expect(entryOf).to.have.lengthOf(given.desired.length);
        expect(entryOf.every((index) => found.entries[index] !== undefined)).to.equal(true);
        const { held: _held, ...counts } = found.counts;
        expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).to.equal(found.entries.length);
        const indexes = lines.flatMap(({ index }) => index ?? []);
        expect(new Set(indexes).size).to.equal(indexes.length);
      }),
    );
  });

  it("never exceeds the capacity by what it creates", async () => {
    await check(
      fc.asyncProperty(situation, async (given) => {
        const existing = existingIn(given);
        const left = after(await planned(given, existing), existing);
        expect(left.length).to.be.at.most(Math.max(existing.length, given.capacity));
      }),
    );
  });

  it("sends no end of life in the past", async () => {
    await check(
      fc.asyncProperty(situation, async (given) => {
        for (const { after: sent } of (await planned(given, existingIn(given))).plan.entries)
          if (typeof sent?.["expirationTime"] === "string")
            expect(Date.parse(sent["expirationTime"])).to.be.greaterThan(nowMs);
      }),
    );
  });
});
