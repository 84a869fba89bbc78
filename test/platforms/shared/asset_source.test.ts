// Assets from environment variables.
import { expect } from "chai";
import { createConnector } from "../../../connector/index.js";
import { givenAsset } from "../../../platforms/shared/asset_source.js";
import { rejection } from "../../support/open.js";

const given = async (env: Record<string, string>) =>
  givenAsset(undefined, await createConnector(), { env }, () => {});

describe("shared: assets from the environment", () => {
  it("reads fields that are not text as JSON", async () => {
    expect(await given({ DEFENDER_RATE_LIMITS: '{"import":{"calls":5}}' })).to.deep.equal({
      rate_limits: { import: { calls: 5 } },
    });
  });

  it("rejects a variable in which a name occurs twice, and names both", async () => {
    const error = await rejection(given({ DEFENDER_RATE_LIMITS: '{"import":{},"import":{}}' }));
    expect(String(error)).to.match(
      /DEFENDER_RATE_LIMITS is ambiguous: at character 14, "import" occurs twice/,
    );
  });

  it("accepts a text that begins like JSON", async () => {
    expect(await given({ DEFENDER_CLIENT_SECRET: '{"a":1,"a":2' })).to.deep.equal({
      client_secret: '{"a":1,"a":2',
    });
  });
});
