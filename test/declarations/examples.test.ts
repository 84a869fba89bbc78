import { expect } from "chai";
import { checkAll } from "../../connector/examples/check_examples.js";
import { lineOf } from "../../connector/declarations/declaration_problem.js";
import { type Change, changed, own, put } from "../engine/stub.js";

const file = "actions/import_indicators.json";
const results = "/examples/0/response/value";
const shown = "/examples/0/output/json_body/value";

async function found(change: Change): Promise<string> {
  return (await checkAll(changed({ ...change, fresh: true }))).map(lineOf).join("\n");
}

describe("declare: the check runs examples", () => {
  it("finds no fault in the package's own examples", async () => {
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

  it("reports a composed action's example with one response too many", async () => {
    const lines = await found({
      of: "replace_indicator_action",
      action: { "/examples/0/responses/9": { status: 200 } },
    });
    expect(lines).to.contain("actions/replace_indicator_action.json#/examples/0/responses: has ");
  });

  for (const maxItems of [0, -1, "500", undefined])
    it(`ends if batch.maxItems is ${String(maxItems)}, and runs the examples of other actions`, async () => {
      const declarations = changed({ action: { "/batch/maxItems": maxItems }, fresh: true });
      const other = declarations.actions.get("get_indicators");
      put(other, { "/examples/0/output/status_code": 299 });
      const lines = (await checkAll(declarations)).map(lineOf).join("\n");
      expect(lines).to.contain(`${file}#/batch`);
      expect(lines).to.contain("actions/get_indicators.json#/examples/0/output/status_code: ");
      expect(lines).to.not.contain(`${file}#/examples`);
      expect(lines).to.not.contain("actions/replace_indicator_action.json#/examples");
    });

  it("ends if a number of the manifest is missing", async () => {
    const lines = await found({ manifest: { "/rateLimits/import/calls": 0, "/http/timeoutMs": undefined } });
    expect(lines).to.contain("manifest.json#/rateLimits/import/calls: ");
    expect(lines).to.contain("manifest.json#/http: http: timeoutMs is missing; add it.");
  });

  it("stops an example with an endless run", async () => {
    const lines = await found({
      action: { "/retry/attempts": 1e9, "/retry/maxRetryAfterMs": 1e15, "/examples/0/status": 503 },
    });
    expect(lines).to.contain(`${file}#/examples/0: the example makes more than 1000 calls and does not end`);
  });

  it("reports an example's output that the declared schema does not know", async () => {
    const schema = "schemas/actions/import_indicators.output.json";
    const lines = await found({ schemas: { [schema]: { "/properties/status_code/maximum": 199 } } });
    expect(lines).to.contain(`${file}#/examples/0/output/status_code: does not fit ${schema}: `);
  });

  it("reports an input that the action accepts although it must reject it", async () => {
    const input = own.actions.get("import_indicators")?.examples[2]?.input;
    const lines = await found({ action: { "/antiExamples/0/input": input } });
    expect(lines).to.contain(`${file}#/antiExamples/0: the action accepts this input, and it must reject it`);
  });

  const succeeded = (failed: boolean) => ({
    [`${results}/0/isFailed`]: !failed,
    [`${results}/1/isFailed`]: !failed,
    [`${shown}/0/isFailed`]: !failed,
    [`${shown}/1/isFailed`]: !failed,
  });

  it("reports an inverted status field, and accepts it with failedWhen", async () => {
    const examples = own.actions.get("import_indicators")?.examples.slice(0, 1);
    const action = { "/examples": structuredClone(examples), ...succeeded(false) };
    expect(await found({ action })).to.contain(`${file}#/results/failedField: may be inverted`);
    expect(await found({ action: { ...action, "/results/failedWhen": false } })).to.not.contain(`${file}#`);
  });
});
