import { expect } from "chai";
import type { ConnectorError } from "../../../connector/contract/errors.js";
import { checkPermissions, claims, granted } from "../../../connector/http/auth/token_permissions.js";

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
const jwt = (body: unknown) => `${part({ alg: "none" })}.${part(body)}.c2ln`;
const catalogue = { "Ti.ReadWrite": { title: "Read and write", resource: "TheService" } };
const needed = { application: ["Ti.ReadWrite", "Ti.ReadWrite.All"], delegated: ["Ti.ReadWrite"] };

function errorResponse(token: string): ConnectorError | undefined {
  try {
    checkPermissions(token, needed, catalogue);
    return undefined;
  } catch (error) {
    return error as ConnectorError;
  }
}

describe("http: token permissions", () => {
  const enough: [what: string, token: string][] = [
    ["one of the roles", jwt({ roles: ["Other", "Ti.ReadWrite.All"] })],
    ["the weaker role", jwt({ roles: ["Ti.ReadWrite"] })],
    ["the scope of a user", jwt({ scp: "openid Ti.ReadWrite" })],
    ["an opaque token", "an-opaque-token"],
    ["a token of two parts", `${part({})}.${part({})}`],
    ["a token of five parts, as an encrypted one has", `${part({})}.${part({})}.c.d.e`],
    ["three parts that are not JSON", "a.b.c"],
    ["three parts that are not an object", jwt(5)],
    ["three parts that are null", jwt(null)],
  ];
  for (const [what, token] of enough) {
    it(`accepts ${what}`, () => {
      expect(errorResponse(token)).to.equal(undefined);
    });
  }

  const tooLittle: [what: string, claims: object, message: string][] = [
    [
      "no role at all",
      {},
      "The token carries no permission; one of Ti.ReadWrite, Ti.ReadWrite.All (application)",
    ],
    ["another role", { roles: ["Machine.Read.All"] }, "carries Machine.Read.All; one of Ti.ReadWrite"],
    ["a role in another letter case", { roles: ["ti.readwrite"] }, "one of Ti.ReadWrite"],
    ["a user's unrelated scope", { scp: "User.Read" }, "carries User.Read; one of Ti.ReadWrite (delegated)"],
    ["an application permission as a user's scope", { scp: "Ti.ReadWrite.All" }, "(delegated) is needed"],
    ["roles that are not a list", { roles: "Ti.ReadWrite" }, "no permission"],
    ["a scope with a valid beginning only", { scp: "Ti.ReadWriteX" }, "(delegated)"],
  ];
  for (const [what, body, message] of tooLittle) {
    it(`rejects ${what}`, () => {
      const error = errorResponse(jwt(body));
      expect(error?.code).to.equal("MissingPermission");
      expect(error?.kind).to.equal("permission");
      expect(error?.message).to.include(message);
    });
  }

  it("names the service that the permission belongs to", () => {
    expect(errorResponse(jwt({}))?.hint).to.equal(
      'Grant Ti.ReadWrite ("Read and write" of TheService) or Ti.ReadWrite.All with admin consent, and run again.',
    );
  });

  it("returns the permissions in a token", () => {
    expect(granted({ roles: ["A", 5, ""], scp: "B  C" })).to.deep.equal(["A", "B", "C"]);
    expect(claims(jwt({ tid: "t" }))).to.deep.equal({ tid: "t" });
  });
});
