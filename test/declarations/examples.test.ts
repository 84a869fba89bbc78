import { expect } from "chai";
import { checkAll } from "../../connector/examples/check_examples.js";
import { lineOf } from "../../connector/declarations/declaration_problem.js";
import { type Change, changed, own } from "../engine/stub.js";

const file = "actions/import_indicators.json";
const results = "/examples/0/response/value";
const shown = "/examples/0/output/json_body/value";

async function found(change: Change): Promise<string> {
  return (await checkAll(changed({ ...change, fresh: true }))).map(lineOf).join("\n");
}

describe("declare: the check runs examples", () => {
  it("finds nothing wrong with the package's own", async () => {
    expect((await checkAll(own)).map(lineOf)).to.deep.equal([]);
  });

  it("reports each wrong example with its place, next to other faults of the same action", async () => {
    const lines = await found({
      action: {
        "/description": undefined,
        "/effect": "read",
        [`${shown}/0/id`]: "7",
        "/examples/1/output/status_code": 299,
      },
    });
    expect(lines).to.contain(`${file}#: description is missing`);
    expect(lines).to.contain(`${file}#/effect: is read`);
    expect(lines).to.contain(`${file}#${shown}/0/id: the example shows "7", and the run returns "2841"`);
    expect(lines).to.contain(`${file}#/examples/1/output/status_code: the example shows 299`);
  });

  it("reports an example with an input that the action rejects", async () => {
    const lines = await found({ action: { "/examples/0/input": { parameters: { $top: 1 } } } });
    expect(lines).to.contain(`${file}#/examples/0: the example fails with InvalidInput: `);
  });

  it("reports a composed action's example with a response too many", async () => {
    const lines = await found({
      of: "replace_indicator_action",
      action: { "/examples/0/responses/9": { status: 200 } },
    });
    expect(lines).to.contain("actions/replace_indicator_action.json#/examples/0/responses: has ");
  });

  const succeeded = (failed: boolean) => ({
    [`${results}/0/isFailed`]: !failed,
    [`${results}/1/isFailed`]: !failed,
    [`${shown}/0/isFailed`]: !failed,
    [`${shown}/1/isFailed`]: !failed,
  });

  it("reports a verdict that is inverted, and accepts it once failedWhen says so", async () => {
    const examples = own.actions.get("import_indicators")?.examples.slice(0, 1);
    const action = { "/examples": structuredClone(examples), ...succeeded(false) };
    expect(await found({ action })).to.contain(`${file}#/results/failedField: may be inverted`);
    expect(await found({ action: { ...action, "/results/failedWhen": false } })).to.not.contain(`${file}#`);
  });
});
