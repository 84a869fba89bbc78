import { expect } from "chai";
import { ConnectorError } from "../../connector/index.js";
import { RequestMaker } from "../../connector/run/request.js";
import { own, ran } from "./stub.js";
import { importOf, row } from "../support/rows.js";

const action = own.actions.get("import_indicators") as Parameters<typeof makerOf>[0];
const makerOf = (declared: ConstructorParameters<typeof RequestMaker>[0], input = {}) =>
  new RequestMaker(declared, "https://service.example", input);

describe("run: request", () => {
  it("puts the rows of one call where the input has all of them", () => {
    const input = { json_body: { Indicators: [1, 2, 3], extra: true }, headers: { "X-Trace": "7" } };
    const request = makerOf(action, input).make([{ n: 2 }]);
    expect(request).to.deep.include({ method: "POST", url: "https://service.example/api/indicators/import" });
    expect(JSON.parse(request.body ?? "")).to.deep.equal({ Indicators: [{ n: 2 }], extra: true });
    expect(request.headers).to.deep.equal({
      accept: "application/json",
      "x-trace": "7",
      "content-type": "application/json",
    });
    expect(input.json_body.Indicators).to.deep.equal([1, 2, 3]);
  });

  it("sends no body and no content-type where none is declared", () => {
    const { body: _body, ...without } = action.request;
    const request = makerOf({ ...action, request: { ...without, method: "GET" } }).make();
    expect(request).to.not.have.property("body");
    expect(request.headers).to.deep.equal({ accept: "application/json" });
  });

  const own_ = ["Authorization", "PROXY-AUTHORIZATION", "cookie", "Host", "Content-Length", "content-type"];
  for (const name of [...own_, "Transfer-Encoding", "Connection", "Expect", "Upgrade", "Accept-Encoding"]) {
    it(`refuses the header ${name}, which is its own`, () => {
      const make = () => makerOf(action, { headers: { [name]: "x" } });
      expect(make).to.throw(ConnectorError, `headers.${name} is set by the connector`);
    });
  }

  for (const [name, value] of [
    ["x-a", "1\r\nAuthorization: stolen"],
    ["x-a", "1\nb"],
    ["x-a", "nul\u0000"],
    ["x-a", "snow \u2603"],
    ["x-a\r\nx-b", "1"],
    ["x a", "1"],
    ["x:a", "1"],
    ["", "1"],
  ] as const) {
    it(`refuses the header ${JSON.stringify([name, value])}, which would break the request apart`, () => {
      const make = () => makerOf(action, { headers: { [name]: value } });
      expect(make).to.throw(ConnectorError, "is not a valid HTTP header");
    });
  }

  it("does not quote a long name of a header whole (was: a sentence of 5 MB)", () => {
    const make = () => makerOf(action, { headers: { [`${"x".repeat(100_000)} `]: "1" } });
    expect(make).to.throw(ConnectorError, /^headers\."x{80}" is not a valid HTTP header/);
  });

  it("makes a refused header the call's failure, before anything is sent", async () => {
    const { error, calls, tokenCalls } = await ran({ ...importOf([row(1)]), headers: { Cookie: "a=b" } });
    expect([error?.code, calls.length, tokenCalls.length]).to.deep.equal(["InvalidInput", 0, 0]);
  });

  it("sends a further header with every call", async () => {
    const { calls } = await ran({ ...importOf([row(1)]), headers: { "X-Trace": "7" } });
    expect(calls[0]?.headers["x-trace"]).to.equal("7");
  });
});
