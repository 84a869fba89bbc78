import { expect } from "chai";
import type { ConnectorError } from "../../connector/contract/errors.js";
import type { Asset } from "../../connector/contract/types.js";
import { load } from "../../connector/declare/load.js";
import { packageRoot } from "../../connector/declare/root.js";
import { memoryBudgets } from "../../connector/http/budget.js";
import { Sessions } from "../../connector/http/session.js";
import { answer, scripted } from "../support/answers.js";
import { VirtualClock } from "../support/virtual_clock.js";

const { manifest } = load(packageRoot());
const base = { tenant_id: "Tenant", client_id: "Client", client_secret: "hunter-two" };
const service = "https://api.security.microsoft.com";

describe("http: sessions", () => {
  let sessions: Sessions;
  beforeEach(() => {
    const clock = new VirtualClock();
    sessions = new Sessions({
      manifest,
      clock,
      env: {},
      budgets: memoryBudgets(clock),
      random: () => 0,
      transport: () => scripted(answer(200)).transport,
      checkAsset: (_kind, asset) =>
        asset["broken"] === undefined ? [] : [{ code: "InvalidAsset", sentence: "broken is broken." }],
    });
  });

  const budgetOf = (change: Asset, url = service) => {
    const [budget] = sessions.of({ ...base, ...change }).budgets(["import"], url);
    return budget;
  };
  const refusal = (asset: unknown): ConnectorError => {
    try {
      sessions.of(asset as Asset);
    } catch (error) {
      return error as ConnectorError;
    }
    throw new Error("was not refused");
  };

  it("is one for equal assets, another for any other", () => {
    expect(sessions.of({ ...base })).to.equal(sessions.of({ ...base }));
    expect(sessions.of({ ...base })).to.not.equal(sessions.of({ ...base, client_secret: "other" }));
  });

  it("holds one token source for each set of scopes", () => {
    const session = sessions.of(base);
    expect(session.token(["a"])).to.equal(session.token(["a"]));
    expect(session.token(["a"])).to.not.equal(session.token(["b"]));
  });

  it("forgets the asset that was unused for longest, and no other", () => {
    const [first, second] = [
      sessions.of({ ...base, timeout_ms: 1 }),
      sessions.of({ ...base, timeout_ms: 2 }),
    ];
    for (let n = 3; n <= 500; n += 1) sessions.of({ ...base, timeout_ms: n });
    expect(sessions.of({ ...base, timeout_ms: 1 })).to.equal(first);
    sessions.of({ ...base, timeout_ms: 501 });
    expect(sessions.of({ ...base, timeout_ms: 1 })).to.equal(first);
    expect(sessions.of({ ...base, timeout_ms: 2 })).to.not.equal(second);
  });

  describe("budget", () => {
    it("is shared by assets of one application, whatever else differs", () => {
      expect(budgetOf({ timeout_ms: 5, client_secret: "other" })).to.equal(budgetOf({}));
    });

    it("is shared by assets that spell the application in another letter case", () => {
      expect(budgetOf({ tenant_id: "TENANT", client_id: "cLIENT" })).to.equal(budgetOf({}));
    });

    for (const change of [{ tenant_id: "other" }, { client_id: "other" }]) {
      it(`is another one for another ${Object.keys(change)[0]}`, () => {
        expect(budgetOf(change)).to.not.equal(budgetOf({}));
      });
    }

    it("is another one for another host", () => {
      expect(budgetOf({}, "https://eu.api.security.microsoft.com")).to.not.equal(budgetOf({}));
    });

    it("has the manifest's figures, or the asset's", () => {
      expect(budgetOf({})?.windowMs).to.equal(60_000);
      const budgets = { import: { calls: 3, per_seconds: 90 } };
      expect(budgetOf({ client_id: "other", budgets })?.windowMs).to.equal(90_000);
    });

    it("that the manifest does not know is refused", () => {
      const error = refusal({ ...base, budgets: { imports: { calls: 1, per_seconds: 1 } } });
      expect(error.code).to.equal("InvalidAsset");
      expect(error.message).to.include("imports").and.include("there are: import");
    });
  });

  for (const [what, asset] of [
    ["nothing", undefined],
    ["null", null],
    ["a list", [base]],
    ["text", "client_secret"],
    ["an object without a credential", {}],
    ["one that breaks its schema", { ...base, broken: true }],
  ] as const) {
    it(`refuses ${what} as an asset`, () => {
      const error = refusal(asset);
      expect([error.code, error.kind]).to.deep.equal(["InvalidAsset", "config"]);
    });
  }
});
