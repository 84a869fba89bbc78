// Examples that people see first must work, now and in many years.
import { expect } from "chai";
import { createConnector, type JsonObject, load, packageRoot } from "../../../connector/index.js";
import { systemClock } from "../../../connector/http/clock.js";
import { type Simulator, startSimulator } from "../../../simulator/index.js";
import { names, openApi } from "../export/exported.js";

const declarations = load(packageRoot());

/** Returns the example that the page preselects: the first one of the request body. */
function preselected(action: string): JsonObject {
  const paths = openApi["paths"] as Record<
    string,
    {
      post: { requestBody: { content: Record<string, { examples: Record<string, { value: JsonObject }> }> } };
    }
  >;
  const { examples = {} } = paths[`/actions/${action}`]?.post.requestBody.content["application/json"] ?? {};
  return Object.values(examples)[0]?.value as JsonObject;
}

/** Names an object that an empty simulator does not hold. */
const needsAnObject = new Set([
  "batch_delete_indicators",
  "delete_indicator_by_id",
  "delete_ti_indicators",
  "delete_ti_indicators_by_external_id",
  "get_indicator_by_id",
  "replace_indicator_action",
  "update_ti_indicators",
]);

/** Returns the simulator's asset for the service of the action. */
function assetFor(simulator: Simulator, action: string): JsonObject {
  const service = declarations.actions.get(action)?.service;
  if (service === "taxii") return simulator.taxiiAsset();
  if (service === "misp") return simulator.mispAsset();
  return { ...simulator.asset() };
}

/** Actions that list their target to make a plan. */
const listsItsTarget = (action: string): boolean => {
  const composed = declarations.composed.get(action);
  return composed?.sync !== undefined || composed?.deleteMatching !== undefined;
};

describe("examples: the preselected example of an action", () => {
  let simulator: Simulator;
  before(async () => {
    simulator = await startSimulator();
  });
  after(() => simulator.close());

  for (const action of names) {
    it(`of ${action} ${needsAnObject.has(action) ? "fails only because its object is missing" : "succeeds"} against the simulator`, async () => {
      const connector = await createConnector({ env: {} });
      const text = JSON.stringify(preselected(action));
      const ofHere = text.replace(/("workspaceId":)"[^"]*"/, `$1"${simulator.workspace}"`);
      const input = JSON.parse(ofHere) as JsonObject;
      const output = await connector.run(action, input, { asset: assetFor(simulator, action) });
      const body = JSON.stringify(output.json_body);
      if (needsAnObject.has(action)) {
        expect(body).to.match(/not found|is not in the list/i);
        expect(body).not.to.match(/Expired|Invalid/);
      } else {
        expect(output.status_code, body).to.be.within(200, 204);
        expect(body).not.to.match(/"isFailed":true|"error":\{/);
      }
    });
  }

  it("is valid in 60 years too, in a dry run with a later clock", async () => {
    const later = Date.UTC(2086, 0, 1) - Date.now();
    const clock = { ...systemClock, now: () => systemClock.now() + later };
    const connector = await createConnector({ env: {}, clock });
    for (const action of names) {
      const { examples, options } = connector.describe(action);
      if (!("dry_run" in options) || examples[0] === undefined) continue;
      if (listsItsTarget(action)) {
        const dry = { asset: simulator.asset(), dry_run: true } as const;
        const { status_code, json_body } = await connector.run(action, examples[0].input, dry);
        expect(status_code, action).to.equal(200);
        expect(JSON.stringify(json_body), action).not.to.match(/"isFailed":true|rejected":[1-9]/);
        continue;
      }
      const plan = await connector.plan(action, examples[0].input);
      expect([plan.rejected, plan.findings], action).to.deep.equal([0, []]);
    }
  });
});
