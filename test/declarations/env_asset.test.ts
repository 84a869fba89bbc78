import { expect } from "chai";
import { envAsset } from "../../connector/declarations/env_asset.js";
import { own } from "../engine/stub.js";

describe("declare: asset from environment variables", () => {
  it("reads text unchanged, even if it looks like a number", () => {
    expect(envAsset({ DEFENDER_CLIENT_SECRET: "123", DEFENDER_TENANT_ID: "true" }, own)).to.deep.equal({
      client_secret: "123",
      tenant_id: "true",
    });
  });

  it("reads fields that are not text as JSON", () => {
    const env = {
      DEFENDER_TIMEOUT_MS: "5000",
      DEFENDER_VERIFY_SSL: "false",
      DEFENDER_RATE_LIMITS: '{"import":{"calls":3,"per_seconds":60}}',
    };
    expect(envAsset(env, own)).to.deep.equal({
      timeout_ms: 5000,
      verify_ssl: false,
      rate_limits: { import: { calls: 3, per_seconds: 60 } },
    });
  });

  it("keeps invalid JSON for the asset's schema to reject, and words of an enumeration", () => {
    expect(envAsset({ DEFENDER_TIMEOUT_MS: "5 s", DEFENDER_CLOUD: "gcc" }, own)).to.deep.equal({
      timeout_ms: "5 s",
      cloud: "gcc",
    });
  });

  it("ignores empty variables and variables of other programs", () => {
    expect(envAsset({ DEFENDER_CLIENT_ID: "", DEFENDER_MOOD: "fine", CLIENT_ID: "x" }, own)).to.deep.equal(
      {},
    );
  });
});
