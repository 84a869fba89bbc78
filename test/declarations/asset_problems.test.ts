// Messages about the names of an asset's fields.
import { expect } from "chai";
import { type Connector, type ConnectorError, createConnector } from "../../connector/index.js";

describe("declarations: names of an asset's fields", () => {
  let connector: Connector;
  before(async () => {
    connector = await createConnector({ env: {} });
  });
  const application = { tenant_id: "t", client_id: "c", client_secret: "s" };
  const messageOf = (change: object): string => {
    try {
      connector.checkAsset({ ...application, ...change });
    } catch (error) {
      return (error as ConnectorError).message;
    }
    throw new Error("the asset was accepted");
  };

  it("names the field that a misspelled name means", () => {
    for (const [name, meant] of [
      ["Login_URL", "login_url"],
      ["deadlineMs", "deadline_ms"],
      ["login_ulr", "login_url"],
    ] as const)
      expect(messageOf({ [name]: "x" })).to.include(`"${name}" is not a known field; write it as ${meant}.`);
  });

  it("does not propose to rename a field of another kind of asset", () => {
    for (const name of ["header", "oauth_un", "username", "token", "key"])
      expect(messageOf({ [name]: "x" })).to.include(
        `"${name}" is a field of another kind of asset; remove it.`,
      );
  });

  it("does not compare a name inside a field with the fields of the asset", () => {
    for (const name of ["url", "deadline_ms", "Login_URL"]) {
      const rate_limits = { import: { calls: 1, per_seconds: 1, [name]: "x" } };
      expect(messageOf({ rate_limits })).to.include(
        `rate_limits.import: "${name}" is not a known field; remove it or correct its name.`,
      );
    }
  });
});
