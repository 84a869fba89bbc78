/** The sample configuration is shown in the guide, and is a configuration. */
import { readFileSync } from "node:fs";
import { expect } from "chai";
import { createConnector, load, packageRoot } from "../../connector/index.js";
import { readConfig } from "../../platforms/shared/config/read_config.js";

describe("docs/guides/tenants.md", () => {
  it("shows the sample configuration", () => {
    const [, shown] = /```yaml\n([^]*?)```/.exec(readFileSync("docs/guides/tenants.md", "utf8")) ?? [];
    expect(shown).to.equal(readFileSync("examples/config.yaml", "utf8"));
  });

  it("shows a configuration that is accepted", async () => {
    const { schemas } = load(packageRoot());
    const config = await readConfig("examples/config.yaml", { connector: await createConnector(), schemas });
    expect([...config.profiles.keys()]).to.deep.equal(["contoso", "fabrikam", "misp"]);
    expect(config.callers?.map(({ name }) => name)).to.deep.equal(["soar"]);
  });
});
