/** Masks values in turns as it does at once. */
import { expect } from "chai";
import { ValueRedactor } from "../../connector/engine/value_redactor.js";
import { Redactor } from "../../connector/http/redactor.js";
import { maxCounted, TurnCounter } from "../support/turn_counter.js";

const secret = "a-long-secret-of-an-asset";

function redactor(): ValueRedactor {
  const masks = new Redactor();
  masks.add(secret);
  return new ValueRedactor(masks, new Set(["message"]));
}

describe("engine: value redactor", () => {
  it("masks in turns what it masks at once: values, messages, names and lists of any depth", async () => {
    const value = {
      text: `x ${secret}`,
      message: `x ${secret.slice(0, 12)}`,
      [secret]: 1,
      list: [{ text: secret, deep: [[secret]] }, secret, null, 1],
      plan: { entries: [{ reason: secret }], counts: { create: 1 } },
      none: undefined,
    };
    const values = redactor();
    const masked = await values.cleanInTurns(value, "");
    expect(masked).to.deep.equal(values.clean(value, ""));
    expect(JSON.stringify(masked)).to.not.include(secret);
    expect(await values.cleanInTurns(secret, "")).to.equal(values.clean(secret, ""));
  });

  it("reads few elements of a list between two turns", async () => {
    const counter = new TurnCounter();
    const entries = Array.from({ length: 2000 }, () =>
      Object.defineProperty({}, "reason", { enumerable: true, get: () => (counter.add(), "x") }),
    );
    await counter.during(() => redactor().cleanInTurns({ plan: { entries } }, ""));
    expect(counter.total).to.equal(entries.length);
    expect(counter.max).to.be.within(1, maxCounted);
  });
});
