// Calls of MCP clients: a cancellation reaches the call of its session only.
import { expect } from "chai";
import { ActiveCalls } from "../../../platforms/http/mcp_active_calls.js";

const caller = "soc";

describe("http: active calls of MCP clients", () => {
  it("cancels the call of that session and ID, and no other", () => {
    const calls = new ActiveCalls();
    const cancelled: string[] = [];
    for (const [session, id] of [
      ["one", 1],
      ["one", "1"],
      ["two", 1],
      [undefined, 1],
    ] as const)
      calls.add({ caller, session, id }, () => cancelled.push(`${session} ${typeof id}`));
    calls.cancel({ caller: "other", session: "one", id: 1 });
    calls.cancel({ caller, session: undefined, id: 1 });
    calls.cancel({ caller, session: "three", id: 1 });
    expect(cancelled).to.deep.equal([]);
    calls.cancel({ caller, session: "one", id: 1 });
    expect(cancelled).to.deep.equal(["one number"]);
  });

  it("forgets a call that is over, but not a later one with the same ID", () => {
    const calls = new ActiveCalls();
    const cancelled: string[] = [];
    const call = { caller, session: "one", id: 1 };
    const forget = calls.add(call, () => cancelled.push("first"));
    const forgetSecond = calls.add(call, () => cancelled.push("second"));
    forget();
    calls.cancel(call);
    expect(cancelled).to.deep.equal(["second"]);
    forgetSecond();
    calls.cancel(call);
    expect(cancelled).to.deep.equal(["second"]);
  });
});
