/** The bill of materials contains what users get: dependencies, and what bundles contain. */
import { expect } from "chai";
import { releasedSbom, type Sbom } from "../../tools/release_sbom.js";

const forDevelopment = { name: "cdx:npm:package:development", value: "true" };
const component = (name: string, ...properties: (typeof forDevelopment)[]) => ({
  "bom-ref": `${name}@1.0.0`,
  name,
  version: "1.0.0",
  properties,
});

const whole: Sbom = {
  metadata: { component: { name: "folder", "bom-ref": "product@2.0.0" } },
  components: [
    component("needed"),
    component("@scope/bundled", forDevelopment, { name: "other", value: "kept" }),
    component("tool", forDevelopment),
  ],
  dependencies: [
    { ref: "product@2.0.0", dependsOn: ["needed@1.0.0", "@scope/bundled@1.0.0", "tool@1.0.0"] },
    { ref: "tool@1.0.0", dependsOn: ["needed@1.0.0"] },
  ],
};

describe("tools: software bill of materials", () => {
  const licences = ["== @scope/bundled 1.0.0 (MIT)\n\nText of the licence.\n", "== tool 0.9.0 (MIT)\n"];
  const sbom = releasedSbom(whole, "product", licences);

  it("keeps dependencies and bundled packages of the same version", () => {
    expect(sbom.components.map(({ name }) => name)).to.deep.equal(["needed", "@scope/bundled"]);
  });

  it("does not mark a bundled package as a tool for development", () => {
    expect(sbom.components[1]?.properties).to.deep.equal([{ name: "other", value: "kept" }]);
  });

  it("names the product, and has no dependency on a package that was left out", () => {
    expect(sbom.metadata.component).to.deep.equal({ name: "product", "bom-ref": "product@2.0.0" });
    expect(sbom.dependencies).to.deep.equal([
      { ref: "product@2.0.0", dependsOn: ["needed@1.0.0", "@scope/bundled@1.0.0"] },
    ]);
  });
});
