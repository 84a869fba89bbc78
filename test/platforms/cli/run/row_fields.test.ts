/** The fields by which a person recognizes a row are declared. */
import { expect } from "chai";
import { createConnector, load, packageRoot } from "../../../../connector/platform_api.js";
import { mappingOf } from "../../../../platforms/cli/feeds/action_mapping.js";
import { rowFieldsOf } from "../../../../platforms/cli/run/row_fields.js";

describe("cli: fields of a row that are shown", () => {
  const declarations = load(packageRoot());
  const fieldsOf = async (name: string, { schemas } = declarations) => {
    const action = (await createConnector({ declarations })).describe(name);
    return rowFieldsOf(action, mappingOf(action, declarations), { schemas });
  };

  it("are those of the mapping, which have other names for each service", async () => {
    expect(await fieldsOf("import_indicators")).to.deep.equal({
      indicator: "indicatorValue",
      type: "indicatorType",
      action: "action",
    });
    expect(await fieldsOf("upload_stix_objects")).to.deep.equal({ indicator: "pattern", type: "type" });
  });

  it("are what the results are matched by if the mapping names none, or if there is no mapping", async () => {
    expect(await fieldsOf("batch_delete_indicators")).to.deep.equal({ indicator: "id" });
    const path = "schemas/mappings/stix_object.json";
    const { shown: _shown, ...mapping } = declarations.schemas.get(path) ?? {};
    const schemas = new Map(declarations.schemas).set(path, mapping);
    expect(await fieldsOf("upload_stix_objects", { ...declarations, schemas })).to.deep.equal({
      indicator: "id",
    });
  });
});
