import { expect } from "chai";
import { placeOfSecret } from "../../../platforms/fleet/inline_secrets.js";

const fileWith = (input: object) => ({ name: "hourly", sources: [{ file: "feed.ndjson" }, { input }] });

describe("fleet: secrets in a sync file", () => {
  for (const [what, url] of [
    ["a password", "https://user:word@feed.example/list"],
    ["a token instead of a user", "https://0a1b2c@feed.example/list"],
    ["a signature", "https://feed.example/list?sv=1&sig=0a1b2c"],
    ["a key", "https://feed.example/list?api_key=0a1b2c"],
  ] as const)
    it(`are found in an address with ${what}`, () => {
      expect(placeOfSecret(fileWith({ url }))).to.equal("sources[1].input.url");
    });

  it("are found by their name", () => {
    expect(placeOfSecret(fileWith({ query: { token: "0a1b2c" } }))).to.equal("sources[1].input.query.token");
    expect(placeOfSecret(fileWith({ headers: {} }))).to.equal("sources[1].input.headers");
  });

  it("are not what has another name, or only looks like an address", () => {
    for (const url of [
      "https://feed.example/list?limit=5&added_after=a",
      "mailto:a@feed.example",
      "a:b",
      "sig",
    ])
      expect(placeOfSecret(fileWith({ url })), url).to.equal(undefined);
  });
});
