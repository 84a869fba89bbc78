/** Properties that must hold for any JSON as input and as response, for a short and for a long test. */
import { expect } from "chai";
import fc from "fast-check";
import { ids } from "../../../connector/declarations/schema_set.js";
import { parsedBody } from "../../../connector/http/axios_transport.js";
import { type ActionOutput, ConnectorError, errorTable, type JsonObject } from "../../../connector/index.js";
import { validators } from "../../declarations/sweep.js";
import {
  response,
  asset,
  runOn,
  type Service,
  type Stub,
  stub,
  taken,
  tokenResponse,
} from "../../engine/stub.js";
import { importOf, row, rows } from "../../support/rows.js";

/** Parameters for a run of a property. */
export interface FuzzOptions {
  readonly seed: number;
  readonly numRuns: number;
}

const quote = (text: string) => JSON.stringify(text);

/** Keys that mean something to JavaScript or to the action, and unknown ones. */
const keys = fc.oneof(
  fc.constantFrom("__proto__", "constructor", "prototype", "toString", "hasOwnProperty", "toJSON", "then"),
  fc.constantFrom("json_body", "Indicators", "indicators", "headers", "value", "error", "message", "length"),
  fc.constantFrom(
    "indicatorValue",
    "indicatorType",
    "action",
    "indicator",
    "isFailed",
    "failureReason",
    "id",
  ),
  fc.string({ maxLength: 4 }),
);
/** Any UTF-16, including lone surrogates. */
const texts = fc.string({
  unit: fc.nat({ max: 0xffff }).map((code) => String.fromCharCode(code)),
  maxLength: 8,
});
const numbers = fc.constantFrom("0", "-0", "1e999", "-1e999", "1e-999", "0.1", "9007199254740993", "-7");
const scalars = fc.oneof(
  fc.constantFrom("null", "true", "false"),
  numbers,
  texts.map(quote),
  keys.map(quote),
);

const objectText = (members: readonly (readonly [string, string])[]) =>
  `{${members.map(([key, value]) => `${quote(key)}:${value}`).join(",")}}`;

/** Any JSON, as text: in parsed JSON `__proto__` is a key like any other, and keys may be repeated. */
export const anyJson: fc.Arbitrary<string> = fc.letrec<{ json: string }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    scalars,
    fc.array(tie("json"), { maxLength: 4 }).map((parts) => `[${parts.join(",")}]`),
    fc.array(fc.tuple(keys, tie("json")), { maxLength: 4 }).map(objectText),
  ),
})).json;

/** A valid object that other objects overwrite. */
const corrupt = (sound: string) =>
  fc
    .array(fc.tuple(keys, anyJson), { maxLength: 2 })
    .map((members) =>
      members.length === 0 ? sound : `${sound.slice(0, -1)},${objectText(members).slice(1)}`,
    );

const rowTexts = fc.oneof(
  fc.nat({ max: 9 }).chain((n) => corrupt(JSON.stringify(row(n)))),
  anyJson,
);
const listTexts = fc.array(rowTexts, { maxLength: 6 }).map((parts) => `[${parts.join(",")}]`);
const inputTexts = fc.oneof(
  anyJson,
  fc
    .tuple(fc.constantFrom("Indicators", "indicators"), listTexts)
    .chain(([name, list]) =>
      corrupt(`{${quote(name)}:${list}}`).chain((body) => corrupt(`{"json_body":${body}}`)),
    ),
);

/** Contents of the prototypes, which must not change. */
const prototypes = [Object.prototype, Array.prototype, Function.prototype].map(
  (prototype) => [prototype, Reflect.ownKeys(prototype)] as const,
);

function expectPrototypesClean(): void {
  for (const [prototype, known] of prototypes) expect(Reflect.ownKeys(prototype)).to.deep.equal(known);
}

/** The maximum length of a message for a person, in characters. */
const maxMessageLength = 5000;

function expectClear(error: unknown): void {
  if (!(error instanceof ConnectorError)) throw error;
  expect(errorTable).to.have.property(error.code);
  expect(error.code).to.not.equal("InternalError");
  expect(error.hint).to.match(/\w/);
  expect(error.message.length).to.be.within(1, maxMessageLength);
  const json = JSON.stringify(error);
  expect(json).to.not.match(/"stack"|node:internal|file:\/\//);
}

/** Checks that the output matches its schema, has one result per row, and can be written as JSON. */
function expectWhole(output: ActionOutput, given: readonly unknown[]): void {
  expect(() => JSON.stringify(output)).to.not.throw();
  const isValid = validators.get(ids.output("import_indicators"));
  expect(isValid?.(output), JSON.stringify(isValid?.errors)?.slice(0, maxMessageLength)).to.equal(true);
  const { value } = output.json_body as { value: JsonObject[] };
  expect(value.length).to.equal(given.length);
  for (const [i, result] of value.entries()) {
    const named = ownText(given[i], "indicatorValue");
    const said = ownText(result, "indicator");
    if (named !== undefined && said !== undefined)
      expect(said.toLowerCase() === named.toLowerCase(), "the row's own result").to.equal(true);
    const { failureReason } = result;
    if (result["id"] === null && typeof failureReason === "string")
      expect(failureReason.length).to.be.at.most(maxMessageLength);
  }
}

function ownText(of: unknown, key: string): string | undefined {
  const isHeld = typeof of === "object" && of !== null && Object.hasOwn(of, key);
  const value = isHeld ? (of as JsonObject)[key] : undefined;
  return typeof value === "string" ? value : undefined;
}

/** Returns the rows of an input, if it has any. */
function rowsIn(input: unknown): readonly unknown[] | undefined {
  const body = (input as { json_body?: { Indicators?: unknown } } | null)?.json_body;
  return Array.isArray(body?.Indicators) ? body.Indicators : undefined;
}

/** Runs the input with and without validation; it has one result per row, or one clear error. */
export async function expectSaneInput({ connector }: Pick<Stub, "connector">, input: unknown): Promise<void> {
  for (const validation of ["strict", "off"] as const) {
    const { output, error } = await runOn(connector, input, { asset, validation });
    if (error !== undefined) expectClear(error);
    if (output === undefined) expect(error?.kind).to.equal("input");
    else expectWhole(output, rowsIn(input) ?? []);
    expectPrototypesClean();
  }
}

/** Accepts every row, whatever other lists the body contains. */
export const takeAll: Service = ({ body }) =>
  response({ value: (body["Indicators"] as JsonObject[]).map((sent) => taken(sent)) });

/** Tests any JSON as the input of a run. */
export async function fuzzInput({ seed, numRuns }: FuzzOptions): Promise<void> {
  const made = await stub({ service: takeAll });
  await fc.assert(
    fc.asyncProperty(inputTexts, async (text) => expectSaneInput(made, JSON.parse(text))),
    { seed, numRuns },
  );
}

/** One response of the service. */
export interface Reply {
  readonly status: number;
  readonly text: string;
}

const statuses = fc.oneof(
  { weight: 3, arbitrary: fc.constant(200) },
  { weight: 1, arbitrary: fc.constantFrom(201, 204, 302, 400, 401, 403, 404, 418, 429, 500, 503, 599) },
);
const count = 6;
const resultTexts = fc.oneof(
  fc.tuple(fc.nat({ max: count + 1 }), fc.boolean(), fc.boolean()).chain(([n, isFailed, upper]) => {
    const { indicatorValue } = row(n);
    const indicator = upper ? String(indicatorValue).toUpperCase() : indicatorValue;
    return corrupt(JSON.stringify({ id: `${n}`, indicator, isFailed, failureReason: null }));
  }),
  anyJson,
);
const responseTexts = fc.oneof(
  anyJson,
  fc
    .array(resultTexts, { maxLength: count + 2 })
    .chain((results) => corrupt(`{"value":[${results.join(",")}]}`)),
  fc.tuple(keys, anyJson).map(([key, json]) => `{"error":${objectText([[key, json]])}}`),
  texts,
);
const replies = fc.array(fc.record({ status: statuses, text: responseTexts }), {
  minLength: 1,
  maxLength: 5,
});

/** Returns the replies in turn, and repeats the last one. */
function replying(given: readonly Reply[]): Service {
  return ({ n }) => {
    const { status, text } = given[Math.min(n, given.length) - 1] as Reply;
    return { status, reason: "", headers: {}, text, body: parsedBody(text) };
  };
}

/** Values that the service reported as imported, in lower case. */
function reportedAsImported(given: readonly Reply[]): Set<string> {
  const accepted = given.filter(({ status }) => status >= 200 && status < 300);
  const results = accepted.flatMap(({ text }) => {
    const value = (parsedBody(text) as { value?: unknown } | null | undefined)?.value;
    return Array.isArray(value) ? (value as unknown[]) : [];
  });
  const good = results.filter(
    (result) => ownText(result, "indicator") !== undefined && (result as JsonObject)["isFailed"] === false,
  );
  return new Set(good.map((result) => String(ownText(result, "indicator")).toLowerCase()));
}

/**
 * Runs rows with these responses: each row has a result, and none is reported as imported that the service did not
 * name.
 */
export async function expectSaneResponses(given: readonly Reply[], login?: Service): Promise<void> {
  const made = await stub({ service: replying(given), ...(login === undefined ? {} : { login }) });
  const sent = rows(count);
  const { output, error, results } = await runOn(made.connector, importOf(sent), { asset });
  if (error !== undefined) expectClear(error);
  expectWhole(output, sent);
  const isIn = reportedAsImported(given);
  for (const { isFailed, indicator } of results) {
    if (isFailed === false) expect([...isIn]).to.include(String(indicator).toLowerCase());
  }
  expectPrototypesClean();
}

/** Tests any JSON as the service's responses. */
export function fuzzResponses({ seed, numRuns }: FuzzOptions): Promise<void> {
  return fc.assert(
    fc.asyncProperty(replies, (given) => expectSaneResponses(given)),
    { seed, numRuns },
  );
}

/** Tests any JSON as the login service's responses. */
export async function fuzzLogin({ seed, numRuns }: FuzzOptions): Promise<void> {
  const tokenTexts = fc.oneof(anyJson, corrupt(tokenResponse().text), texts);
  const tokenReplies = fc.array(fc.record({ status: statuses, text: tokenTexts }), {
    minLength: 1,
    maxLength: 3,
  });
  await fc.assert(
    fc.asyncProperty(tokenReplies, async (given) => {
      const made = await stub({ service: takeAll, login: replying(given) });
      const sent = rows(2);
      const { output, error, results } = await runOn(made.connector, importOf(sent), { asset });
      if (error !== undefined) expectClear(error);
      expectWhole(output, sent);
      if (made.calls.length === 0) expect(results.every(({ isFailed }) => isFailed === true)).to.equal(true);
      expectPrototypesClean();
    }),
    { seed, numRuns },
  );
}
