import { expect } from "chai";
import { retryLoop } from "../../connector/http/retry_loop.js";
import { rejection } from "../support/open.js";

describe("http: retry loop", () => {
  /** An attempt that returns 1, 2, 3, … and asks for another one until `enough`. */
  const counting = (enough: number) => {
    const state = { made: 0 };
    const attempt = async () => {
      state.made += 1;
      return { value: state.made, again: state.made < enough };
    };
    return { state, attempt };
  };

  it("makes one attempt if no other is requested", async () => {
    const { attempt, state } = counting(1);
    expect([await retryLoop(attempt, 8), state.made]).to.deep.equal([1, 1]);
  });

  it("goes on until an attempt requests no other", async () => {
    const { attempt, state } = counting(4);
    expect([await retryLoop(attempt, 8), state.made]).to.deep.equal([4, 4]);
  });

  it("returns the last value if no attempt is left", async () => {
    for (const attempts of [1, 2, 3, 8]) {
      const { attempt, state } = counting(99);
      expect([await retryLoop(attempt, attempts), state.made]).to.deep.equal([attempts, attempts]);
    }
  });

  it("rethrows the attempt's error immediately and unchanged", async () => {
    const thrown = new Error("over");
    let made = 0;
    const error = await rejection(
      retryLoop(async () => {
        made += 1;
        if (made === 2) throw thrown;
        return { value: made, again: true };
      }, 8),
    );
    expect(error).to.equal(thrown);
    expect(made).to.equal(2);
  });

  it("returns any value unchanged", async () => {
    for (const value of [undefined, null, "text", { status: 500, config: {} }, [1]]) {
      expect(await retryLoop(async () => ({ value, again: false }), 2)).to.equal(value);
      expect(await retryLoop(async () => ({ value, again: true }), 2)).to.equal(value);
    }
  });

  it("keeps concurrent calls separate", async () => {
    const calls = [5, 1, 3].map((enough) => retryLoop(counting(enough).attempt, 4));
    expect(await Promise.all(calls)).to.deep.equal([4, 1, 3]);
  });
});
