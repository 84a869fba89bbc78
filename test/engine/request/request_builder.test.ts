import { expect } from "chai";
import fc from "fast-check";
import { ConnectorError } from "../../../connector/index.js";
import { RequestMaker } from "../../../connector/engine/request/request_builder.js";
import { rejection } from "../../support/open.js";
import { asset, own, ran, stub } from "../stub.js";
import { importOf, row } from "../../support/rows.js";

const action = own.actions.get("import_indicators") as Parameters<typeof makerOf>[0];
const makerOf = (declared: ConstructorParameters<typeof RequestMaker>[0], input = {}) =>
  new RequestMaker(declared, "https://service.example", input);

describe("engine: request builder", () => {
  it("puts the rows of one request at the place of all rows in the input", () => {
    const input = { json_body: { Indicators: [1, 2, 3], extra: true }, headers: { "X-Trace": "7" } };
    const request = makerOf(action, input).make([{ n: 2 }]);
    expect(request).to.deep.include({ method: "POST", url: "https://service.example/api/indicators/import" });
    expect(JSON.parse(String(request.body))).to.deep.equal({ Indicators: [{ n: 2 }], extra: true });
    expect(request.headers).to.deep.equal({
      accept: "application/json",
      "x-trace": "7",
      "content-type": "application/json",
    });
    expect(input.json_body.Indicators).to.deep.equal([1, 2, 3]);
  });

  it("sends no body and no content-type if none is declared", () => {
    const { body: _body, ...without } = action.request;
    const request = makerOf({ ...action, request: { ...without, method: "GET" } }).make();
    expect(request).to.not.have.property("body");
    expect(request.headers).to.deep.equal({ accept: "application/json" });
  });

  const own_ = ["Authorization", "PROXY-AUTHORIZATION", "cookie", "Host", "Content-Length", "content-type"];
  for (const name of [...own_, "Transfer-Encoding", "Connection", "Expect", "Upgrade", "Accept-Encoding"]) {
    it(`rejects the reserved header ${name}`, () => {
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
    it(`rejects the header ${JSON.stringify([name, value])}, which would split the request`, () => {
      const make = () => makerOf(action, { headers: { [name]: value } });
      expect(make).to.throw(ConnectorError, "is not a valid HTTP header");
    });
  }

  it("quotes only a part of a long header name", () => {
    const make = () => makerOf(action, { headers: { [`${"x".repeat(100_000)} `]: "1" } });
    expect(make).to.throw(ConnectorError, /^headers\."x{80}" is not a valid HTTP header/);
  });

  it("fails the request if a header is rejected, before anything is sent", async () => {
    const { error, calls, tokenCalls } = await ran({ ...importOf([row(1)]), headers: { Cookie: "a=b" } });
    expect([error?.code, calls.length, tokenCalls.length]).to.deep.equal(["InvalidInput", 0, 0]);
  });

  it("sends a custom header with every request", async () => {
    const { calls } = await ran({ ...importOf([row(1)]), headers: { "X-Trace": "7" } });
    expect(calls[0]?.headers["x-trace"]).to.equal("7");
  });

  describe("path", () => {
    const getter = {
      ...action,
      request: {
        method: "GET" as const,
        path: "/api/things/{id}/parts:{part}",
        pathParameters: "/path_parameters",
      },
    };
    const urlOf = (id: unknown, part: unknown = "a") =>
      makerOf(getter, { path_parameters: { id, part } }).make().url.slice("https://service.example".length);

    it("puts each value in its place", () => {
      expect(urlOf("17", 3)).to.equal("/api/things/17/parts:3");
    });

    it("encodes each value completely", () => {
      expect(urlOf("a b?c#d&e%2Fé;'", "..;x")).to.equal(
        "/api/things/a%20b%3Fc%23d%26e%252F%C3%A9%3B%27/parts:..%3Bx",
      );
    });

    for (const id of [
      "",
      ".",
      "..",
      "../../machines",
      "1/../2",
      "1/2",
      "..\\..\\machines",
      "1\n2",
      "1\u0000",
      "\ud800",
      null,
      undefined,
      true,
      Number.NaN,
      ["1"],
      { a: 1 },
    ]) {
      it(`rejects ${JSON.stringify(id) ?? "a value that is missing"}, which could lead to another path`, () => {
        expect(() => urlOf(id)).to.throw(ConnectorError, "path_parameters.id cannot be part of an address");
      });
    }

    it("never leaves its segment, whatever the value", () => {
      const part = fc.oneof(
        fc.string({ unit: "grapheme" }),
        fc.constantFrom("..", ".", "%2e%2e", "%2f", "%5c", "/", "\\", "?", "#", ";", "//evil.example", "@"),
      );
      const value = fc.array(part, { maxLength: 4 }).map((parts) => parts.join(""));
      let accepted = 0;
      fc.assert(
        fc.property(value, (id) => {
          let address: URL;
          try {
            address = new URL(`https://service.example${urlOf(id)}`);
          } catch (error) {
            expect(error).to.be.instanceOf(ConnectorError);
            return;
          }
          accepted += 1;
          const [, api, things, segment = "", parts, ...more] = address.pathname.split("/");
          expect([
            api,
            things,
            decodeURIComponent(segment),
            parts,
            more,
            address.search,
            address.hash,
          ]).to.deep.equal(["api", "things", id, "parts:a", [], "", ""]);
        }),
        { numRuns: 1000 },
      );
      expect(accepted).to.be.greaterThan(100);
    });

    it("does not read a value from the prototype", () => {
      const named = { ...getter, request: { ...getter.request, path: "/{toString}" } };
      expect(() => makerOf(named, { path_parameters: {} })).to.throw(ConnectorError);
    });
  });

  describe("query", () => {
    const lister = own.actions.get("get_indicators") as Parameters<typeof makerOf>[0];
    const urlOf = (parameters: unknown) =>
      makerOf(lister, { parameters }).make().url.slice("https://service.example".length);

    it("is omitted if the input has no parameters", () => {
      for (const parameters of [undefined, null, {}, { $top: null, $filter: undefined }])
        expect(urlOf(parameters)).to.equal("/api/indicators");
    });

    it("keeps names unchanged and encodes values completely, in input order", () => {
      const parameters = { $filter: "title eq 'a&b=c?d#e+f'", $top: 10, $count: true, api: "x/y" };
      expect(urlOf(parameters)).to.equal(
        "/api/indicators?$filter=title%20eq%20%27a%26b%3Dc%3Fd%23e%2Bf%27&$top=10&$count=true&api=x%2Fy",
      );
    });

    it("writes numbers, booleans and lists as text", () => {
      expect(urlOf({ a: 0, b: false, c: ["id", "title desc"], d: "", e: [], f: 1.5 })).to.equal(
        "/api/indicators?a=0&b=false&c=id%2Ctitle%20desc&d=&e=&f=1.5",
      );
    });

    for (const [what, value] of [
      ["an object", { a: 1 }],
      ["a list of numbers", [1, 2]],
      ["a list with null", ["a", null]],
      ["a number that is NaN", Number.NaN],
      ["an infinite number", Number.POSITIVE_INFINITY],
      ["half a surrogate pair", "\ud800"],
    ] as const) {
      it(`rejects ${what}`, () => {
        expect(() => urlOf({ $filter: value })).to.throw(
          ConnectorError,
          "parameters.$filter is not a valid query value",
        );
      });
    }

    it("rejects half a surrogate pair in a name", () => {
      expect(() => urlOf({ "\udc00": "x" })).to.throw(ConnectorError, "is not a valid query value");
    });

    it("decodes to every name and value, and contains nothing else", () => {
      const text = fc.string({ unit: "grapheme" });
      const hostile = fc.oneof(
        text,
        fc.constantFrom(
          "&$top=1",
          "#",
          "?x",
          "a=b",
          "../..",
          "%00",
          "\r\nHost: evil",
          "' or 1 eq 1",
          "+ %20",
        ),
      );
      fc.assert(
        fc.property(fc.dictionary(hostile, hostile), (parameters) => {
          const url = new URL(makerOf(lister, { parameters }).make().url);
          expect([url.origin, url.pathname, url.hash]).to.deep.equal([
            "https://service.example",
            "/api/indicators",
            "",
          ]);
          expect([...url.searchParams]).to.deep.equal(Object.entries(parameters));
        }),
      );
    });

    it("contains no character that a proxy or a server could interpret", () => {
      const all = Array.from({ length: 128 }, (_none, code) => String.fromCharCode(code)).join("");
      expect(urlOf({ [all]: all }).replace("/api/indicators?", "")).to.match(/^[\w.~%$-]+=[\w.~%-]+$/);
    });

    const filterIn = (input: object) =>
      new URL(makerOf(lister, input).make().url).searchParams.get("$filter");

    it("compares with quoted literals, whatever they contain", () => {
      const where = { indicatorValue: "it's 100% 'a' or 1 eq 1", generateAlert: true, action: null };
      expect(filterIn({ where })).to.equal(
        "indicatorValue eq 'it''s 100% ''a'' or 1 eq 1' and generateAlert eq true",
      );
      expect(filterIn({ where: {} })).to.equal(null);
      expect(filterIn({})).to.equal(null);
    });

    it("combines its own filter with the comparisons", () => {
      const both = { parameters: { $filter: "title eq 'a' or title eq 'b'" }, where: { action: "Block" } };
      expect(filterIn(both)).to.equal("(title eq 'a' or title eq 'b') and action eq 'Block'");
      expect(filterIn({ ...both, where: null })).to.equal("title eq 'a' or title eq 'b'");
      expect(filterIn({ ...both, parameters: { $filter: " " } })).to.equal("action eq 'Block'");
    });

    it("contains whole literals only, whatever it compares with", () => {
      const hostile = fc.oneof(
        fc.string({ unit: "grapheme" }),
        fc
          .array(fc.constantFrom("'", "''", " or ", "1 eq 1", "%27", "&", "#", ")"))
          .map((parts) => parts.join("")),
      );
      fc.assert(
        fc.property(hostile, (indicatorValue) => {
          const [, literal = ""] =
            /^indicatorValue eq '(.*)'$/su.exec(filterIn({ where: { indicatorValue } }) ?? "") ?? [];
          expect(literal.replaceAll("''", "")).to.not.contain("'");
          expect(literal.replaceAll("''", "'")).to.equal(indicatorValue);
        }),
      );
    });

    it("rejects a comparison with a value that has no literal", () => {
      for (const value of [{}, [], Number.NaN])
        expect(() => filterIn({ where: { title: value } })).to.throw(
          ConnectorError,
          "where.title cannot be used in a comparison",
        );
    });

    it("contains the declared static query, which no input changes", () => {
      const fixed = { ...lister, request: { ...lister.request, staticQuery: { "api-version": "2024 a" } } };
      const { url } = makerOf(fixed, { parameters: { $top: 1, "api-version": "1" } }).make();
      expect(url).to.equal("https://service.example/api/indicators?$top=1&api-version=2024%20a");
    });

    it("is rejected by check() and by run(), before anything is sent", async () => {
      const { connector, calls, tokenCalls } = await stub();
      const input = { parameters: { $filter: "\ud800" } };
      expect(() => connector.check("get_indicators", input)).to.throw(ConnectorError, "parameters.$filter");
      const run = connector.run("get_indicators", input, { asset });
      expect((await rejection<ConnectorError>(run)).code).to.equal("InvalidInput");
      expect([calls.length, tokenCalls.length]).to.deep.equal([0, 0]);
    });

    it("is sent without a body, and an input with a body is rejected", async () => {
      const { calls: read } = await ran({ parameters: { $top: 1 } }, { name: "get_indicators" });
      expect([read[0]?.request.method, read[0]?.request.body]).to.deep.equal(["GET", undefined]);
      const input = { json_body: { Indicators: [] }, parameters: { $top: 1 } };
      const { calls, error } = await ran(input, { name: "get_indicators" });
      expect([error?.code, calls.length]).to.deep.equal(["InvalidInput", 0]);
      expect(error?.message).to.contain('"json_body" is not a known input.');
    });
  });
});
