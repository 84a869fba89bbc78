// The flat arguments of an action's input.
import { expect } from "chai";
import { createConnector, load, packageRoot } from "../../../connector/platform_api.js";
import { argumentsOf } from "../../../platforms/shared/action_arguments.js";

const { schemas } = load(packageRoot());

describe("arguments of an action", () => {
  const own = (name: string, options = {}) => argumentsOf({ name, options }, schemas);

  it("makes one argument for each field of a part, and one for a part without fields", async () => {
    expect(
      own("get_indicator_by_id").map(({ name, path, isRequired }) => [name, path, isRequired]),
    ).to.deep.equal([
      ["id", ["path_parameters", "id"], true],
      ["headers", ["headers"], false],
    ]);
  });

  it("finds how a text becomes a value", () => {
    const forms = Object.fromEntries(own("submit_indicator").map(({ name, form }) => [name, form]));
    expect(forms).to.include({
      title: "text",
      action: "text",
      generateAlert: "boolean",
      bypassDurationHours: "number",
      mitreTechniques: "list",
      rbacGroupIds: "json",
      certificateInfo: "json",
      category: "text",
    });
    expect(own("get_indicators").find(({ name }) => name === "select")?.form).to.equal("either");
  });

  it("lists the allowed values", () => {
    expect(own("submit_indicator").find(({ name }) => name === "severity")?.values).to.deep.equal([
      "Informational",
      "Low",
      "Medium",
      "High",
    ]);
  });

  it("removes characters that names in forms cannot have, and keeps names apart", () => {
    const names = own("get_taxii_objects", { limit: {} }).map(({ name }) => name);
    expect(names).to.include.members(["match_id", "parameters_limit"]);
  });

  it("gives every action different names", async () => {
    const connector = await createConnector();
    for (const { name } of connector.actions()) {
      const { options } = connector.describe(name);
      const names = [
        ...argumentsOf({ name, options }, schemas).map((each) => each.name),
        ...Object.keys(options),
      ];
      expect(new Set(names).size, name).to.equal(names.length);
    }
  });
});
