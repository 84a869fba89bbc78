/** Any JSON as input and as response, always with the same seed; fuzz.slow.ts continues with others. */
import {
  expectSaneResponses,
  expectSaneInput,
  fuzzResponses,
  fuzzInput,
  fuzzLogin,
  takeAll,
} from "./fuzz.js";
import { importOf, row } from "../../support/rows.js";
import { type Stub, stub } from "../../engine/stub.js";

const seed = 20_260_101;
const depth = 10_000;
const megabytes5 = "x".repeat(5 * 1024 * 1024);
/** Nested lists, or objects with one key. */
const deepList = (inner = "1") => "[".repeat(depth) + inner + "]".repeat(depth);
const deepObject = (key: string) => `{"${key}":`.repeat(depth) + "1" + "}".repeat(depth);

describe("import: fuzz", () => {
  let made: Stub;
  before(async () => {
    made = await stub({ service: takeAll });
  });

  it("returns one result per row, or one clear error, for any JSON as input", () =>
    fuzzInput({ seed, numRuns: 1500 }));
  it("returns one result per row for any JSON as responses, and reports no row as imported that the service did not name", () =>
    fuzzResponses({ seed, numRuns: 1000 }));
  it("returns a clear result for any JSON as responses of the login service", () =>
    fuzzLogin({ seed, numRuns: 300 }));

  const inputs: [what: string, text: string][] = [
    ["lists nested deeply", deepList()],
    ["objects nested deeply", deepObject("json_body")],
    ["objects nested deeply by __proto__", deepObject("__proto__")],
    ["a body nested deeply", `{"json_body":${deepObject("Indicators")}}`],
    ["rows nested deeply", `{"json_body":{"Indicators":${deepList()}}}`],
    ["a row nested deeply", `{"json_body":{"Indicators":[${deepObject("a")},${JSON.stringify(row(1))}]}}`],
    ["a value nested deeply", `{"json_body":{"Indicators":[{"indicatorValue":${deepList()}}]}}`],
    ["a value next to the rows nested deeply", `{"json_body":{"Indicators":[],"x":${deepList()}}}`],
    ["a value next to the body nested deeply", `{"json_body":{"Indicators":[]},"x":${deepList()}}`],
    ["headers nested deeply", `{"json_body":{"Indicators":[]},"headers":${deepObject("a")}}`],
  ];
  for (const [what, text] of inputs) {
    it(`handles this input: ${what}`, () => expectSaneInput(made, JSON.parse(text)));
  }

  const large: [what: string, input: unknown][] = [
    ["a text instead of the input", megabytes5],
    ["a text instead of a row", importOf([megabytes5, row(1)])],
    ["a header", { ...importOf([row(1)]), headers: { "x-a": megabytes5 } }],
    ["the name of a header", { ...importOf([row(1)]), headers: { [`${megabytes5} `]: "a" } }],
    ["the name of a key next to the body", { ...importOf([row(1)]), [megabytes5]: 1 }],
    ["the name of a key in a row", importOf([row(1, { [megabytes5]: 1 }), row(2)])],
    ...["indicatorValue", "indicatorType", "action", "title", "expirationTime", "rbacGroupNames"].map(
      (field): [string, unknown] => [field, importOf([row(1, { [field]: megabytes5 }), row(2)])],
    ),
  ];
  for (const [what, input] of large) {
    it(`handles 5 MB of input as ${what}`, () => expectSaneInput(made, input));
  }

  const result = (reason: string, n = 0) =>
    `{"id":"1","indicator":"host-${n}.example","isFailed":true,"failureReason":${reason}}`;
  const responses: [what: string, status: number, text: string][] = [
    ["lists nested deeply", 200, deepList()],
    ["results nested deeply", 200, `{"value":${deepList()}}`],
    ["results that are lists nested deeply", 200, `{"value":[${deepList()}]}`],
    ["a reason nested deeply", 200, `{"value":[${result(deepObject("a"))}]}`],
    ["a reason in lists nested deeply", 200, `{"value":[${result(`{"a":${deepList()}}`)}]}`],
    ["an unknown field nested deeply", 200, `{"value":[${result(`"a","x":${deepList()}`)}]}`],
    ["an id nested deeply", 200, `{"value":[{"id":${deepList()},"indicator":"host-0.example"}]}`],
    ["an error nested deeply", 403, `{"error":${deepObject("a")}}`],
    ["a part of an error nested deeply", 403, `{"error":{"code":"a","message":"b","x":${deepList()}}}`],
    ["a rejection nested deeply", 400, `{"error":{"message":${deepList()}}}`],
    [
      "a long reason",
      200,
      `{"value":[{"indicator":"host-0.example","isFailed":true,"failureReason":"${megabytes5}"}]}`,
    ],
    ["a long message", 400, `{"error":{"code":"a","message":"${megabytes5}"}}`],
    ["a long page", 403, megabytes5],
    ["a long page of tags that never end", 403, megabytes5.replaceAll("x", "<")],
    [
      "many results",
      200,
      `{"value":[${Array.from({ length: 100_000 }, (_none, n) => result("null", n)).join(",")}]}`,
    ],
    ["an error that is a string", 403, '{"error":"no"}'],
    ["an error that is null", 403, '{"error":null}'],
    ["an error that is a list", 400, '{"error":[1]}'],
    ["results under __proto__", 200, `{"__proto__":{"value":[${result("null")}]}}`],
    ["results with their fields under __proto__", 200, `{"value":[{"__proto__":${result("null")}}]}`],
  ];
  for (const [what, status, text] of responses) {
    it(`handles this response: ${what}`, () => expectSaneResponses([{ status, text }]));
  }
});
