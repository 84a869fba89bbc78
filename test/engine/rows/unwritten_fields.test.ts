import { expect } from "chai";
import { importOf, row } from "../../support/rows.js";
import { ran } from "../stub.js";

const groups = ["G"];

class WithGetter {
  get rbacGroupNames(): string[] {
    return groups;
  }
}

class WithMethod {
  rbacGroupNames(): string[] {
    return groups;
  }

  get ownIdea(): string {
    return "not a field";
  }
}

const hidden: Record<string, () => object> = {
  "an inherited field": () => Object.assign(Object.create({ rbacGroupNames: groups }) as object, row(1)),
  "a field inherited from two levels up": () =>
    Object.assign(Object.create(Object.create({ rbacGroupNames: groups }) as object) as object, row(1)),
  "a getter of a class": () => Object.assign(new WithGetter(), row(1)),
  "a field that is not enumerable": () =>
    Object.defineProperty({ ...row(1) }, "rbacGroupNames", { value: groups }),
  "a getter that is not enumerable": () =>
    Object.defineProperty({ ...row(1) }, "rbacGroupNames", { get: () => groups }),
};

describe("engine: rows with fields that JSON does not write", () => {
  for (const [what, made] of Object.entries(hidden))
    for (const validation of ["strict", "off"] as const)
      it(`rejects a row with ${what} with validation ${validation}`, async () => {
        const { reasons, calls } = await ran(importOf([made(), row(2)]), { validation });
        expect(reasons[0]).to.match(/^InvalidRow: rbacGroupNames would not be sent: /);
        expect(reasons[1]).to.equal(null);
        expect(calls.flatMap(({ rows }) => rows)).to.deep.equal([row(2)]);
      });

  it("accepts a row if its class has methods and getters of other names", async () => {
    const { reasons, calls } = await ran(importOf([Object.assign(new WithMethod(), row(1))]));
    expect([reasons, calls[0]?.rows]).to.deep.equal([[null], [row(1)]]);
  });

  it("reads an own getter once, so that the checked value is the sent value", async () => {
    let reads = 0;
    const given = Object.defineProperty({ ...row(1) }, "indicatorValue", {
      enumerable: true,
      get: () => `host-${(reads += 1)}.example`,
    });
    const { reasons, calls } = await ran(importOf([given]));
    expect([reasons, reads]).to.deep.equal([[null], 1]);
    expect(calls[0]?.rows[0]?.["indicatorValue"]).to.equal("host-1.example");
  });
});
