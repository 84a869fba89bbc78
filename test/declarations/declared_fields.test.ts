/** Tests that every declared field changes behaviour: one change per field, and its effect. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { actionPages } from "../../platforms/export/action_docs.js";
import type { BenignList } from "../../connector/contract/generated/meta/benign.js";
import { connect } from "../../connector/http/auth/connection.js";
import {
  type ConnectorError,
  createConnector,
  type Declarations,
  type JsonObject,
  packageRoot,
} from "../../connector/index.js";
import { getAt } from "../../connector/contract/json_pointer.js";
import { withDefaults } from "../../connector/declarations/defaults.js";
import {
  acceptAll,
  response,
  asset,
  type Change,
  changed,
  type Changes,
  jumpingClock,
  own,
  type Ran,
  type RanOptions,
  ran,
  ranRows,
  errorResponse,
  rejectingRows,
  type Service,
  type Stub,
  stub,
  taken,
  tokenResponse,
  jwt,
  nothing,
} from "../engine/stub.js";
import { identity } from "../support/certificate.js";
import { rejection } from "../support/open.js";
import { importOf, row, rows } from "../support/rows.js";
import { idsOf, stixObject, tiRow, uploadOf, valueOf } from "../support/ti_rows.js";
import { VirtualClock } from "../support/virtual_clock.js";
import { sourceActionProofs, sourceManifestProofs } from "./source_fields.js";
import { syncProofs } from "./sync_proofs.js";
import { checkOf, failureOf, findingsOf, outputOf, outputOfSteps, rulesFiles } from "./sweep.js";

/** Proves that a field has an effect. */
type Proof = () => Promise<void> | void;

type View = (run: Ran) => unknown;

/** Proves that a view of a run has the first value as declared, and the second after the change. */
function differs(
  change: Change,
  given: { input?: unknown; rows?: readonly unknown[]; options?: RanOptions },
  view: View,
  [asDeclared, asChanged]: readonly [unknown, unknown],
): Proof {
  return async () => {
    const input = given.input ?? importOf(given.rows ?? [row(1)]);
    expect(view(await ran(input, given.options)), "as declared").to.deep.equal(asDeclared);
    const declarations = changed(change);
    expect(view(await ran(input, { ...given.options, declarations })), "as changed").to.deep.equal(asChanged);
  };
}

/** Proves the same for a view of a connector without a run. */
function connectorDiffers(
  change: Change,
  view: (connector: Stub["connector"]) => unknown,
  [asDeclared, asChanged]: readonly [unknown, unknown],
): Proof {
  return async () => {
    expect(view((await stub()).connector), "as declared").to.deep.equal(asDeclared);
    expect(view((await stub({ declarations: changed(change) })).connector), "as changed").to.deep.equal(
      asChanged,
    );
  };
}

const callCount: View = ({ calls }) => calls.length;
const notSentCount = ({ results }: Ran): number =>
  results.filter(({ failureReason }) => String(failureReason).startsWith("NotSent:")).length;
const isWithin = (value: number, least: number, most: number): boolean => value >= least && value <= most;
const codes: View = ({ reasons }) => reasons.map((reason) => String(reason).split(":")[0]);
const gapMs: View = ({ calls }) => (calls[1]?.at ?? Number.NaN) - (calls[0]?.at ?? 0);
const tokenGapMs: View = ({ tokenCalls }) => (tokenCalls[1]?.at ?? Number.NaN) - (tokenCalls[0]?.at ?? 0);
const tokenCount: View = ({ tokenCalls }) => tokenCalls.length;
const firstUrl: View = ({ calls }) => calls[0]?.request.url;
const tokenUrl: View = ({ tokenCalls }) => tokenCalls[0]?.request.url.split("?")[0];
const errorCode: View = ({ error }) => error?.code;
const saying =
  (pattern: RegExp): View =>
  ({ error, reasons }) =>
    pattern.test(`${error?.message ?? ""} ${reasons.join(" ")}`);
const form = ({ tokenCalls }: Ran) => new URLSearchParams(tokenCalls[0]?.request.body ?? "");
const formField =
  (name: string): View =>
  (run) =>
    form(run).get(name);

const always =
  (status: number, headers: Record<string, string> = {}): Service =>
  () =>
    response({ error: { code: "x", message: `status ${status}` } }, status, headers);
/** Returns one such response, then accepts everything. */
const once =
  (first: Service): Service =>
  (call) =>
    call.n === 1 ? first(call) : acceptAll(call);
const onceAtLogin =
  (first: Service): Service =>
  (call) =>
    call.n === 1 ? first(call) : tokenResponse();
const lost: Service = () => ({ failure: "lost", code: "ECONNRESET" });
const unreachable: Service = () => ({ failure: "unreachable", code: "ECONNREFUSED" });

const action = (changes: Changes): Change => ({ action: changes });
const importAt = [...own.actions.keys()].indexOf("import_indicators");
const manifest = (changes: Changes): Change => ({ manifest: changes });
const rulesPath = "schemas/rules/indicator.json";
const rules = (changes: Changes, fresh = false): Change => ({ schemas: { [rulesPath]: changes }, fresh });

/** Two rows with different titles. The second waits for the response to the first if both have the same identity. */
const twins = (first: JsonObject, second: JsonObject) => [
  row(1, first),
  row(1, { ...second, title: "Another title" }),
];
const sha1 = "ab".repeat(20);
const hashTwins = twins(
  { indicatorType: "FileSha1", indicatorValue: sha1 },
  { indicatorType: "FileSha1", indicatorValue: sha1.toUpperCase() },
);
const urlTwins = twins(
  { indicatorType: "Url", indicatorValue: "https://bad.example/A" },
  { indicatorType: "Url", indicatorValue: "https://bad.example/a" },
);
const everySecond = Array.from({ length: 20 }, (_none, i) => `host-${2 * i}.example`);
const expired = row(1, { expirationTime: "2020-01-01T00:00:00Z" });
const example = own.actions.get("import_indicators")?.examples[0] as unknown as JsonObject;
const anti = own.actions.get("import_indicators")?.antiExamples[0] as unknown as JsonObject;

/** Returns the maximum number of concurrent calls. */
async function maxConcurrency(declarations: ReturnType<typeof changed>): Promise<number> {
  let open = 0;
  let most = 0;
  const service: Service = async (call) => {
    open += 1;
    most = Math.max(most, open);
    for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    open -= 1;
    return acceptAll(call);
  };
  await ranRows(rows(20), { declarations, service });
  return most;
}

/** Returns the times of the first calls of two clients. */
async function startsOfTwoClients(change: Changes): Promise<(number | undefined)[]> {
  const base = { "/rateLimits/import/calls": 1 };
  const made = await stub({ declarations: changed(manifest({ ...base, ...change })) });
  for (const client_id of ["client-1", "client-2"])
    await made.connector.run("import_indicators", importOf([row(1)]), { asset: { ...asset, client_id } });
  return made.calls.map(({ at }) => at);
}

/** Returns the result of the connection test for a response with that status. */
async function connectionTest(change: Change, status: number) {
  const service: Service = () => errorResponse("about the probe", status);
  const made = await stub({ service, declarations: changed(change) });
  const report = await made.connector.testConnection({ asset });
  return { ...report, body: made.calls[0]?.body };
}

/** Proves that describe() returns a field of an example. The sweep runs the examples. */
function exampleField(field: string, value: unknown): Proof {
  return connectorDiffers(
    action({ [`/examples/0/${field}`]: value }),
    (connector) => (connector.describe("import_indicators").examples[0] as unknown as JsonObject)[field],
    [example[field], value],
  );
}

/** Returns a future date of an example as it is shown, in a distant year. */
function inFuture(value: unknown): string {
  return JSON.stringify(value).replaceAll("2021-12-12T", "2096-12-12T");
}

/** Returns true if the sweep accepts the anti-example. */
async function antiHolds(change: JsonObject): Promise<boolean> {
  const { input, code, reason } = { ...anti, ...change };
  const failure = await failureOf("import_indicators", input);
  return failure.startsWith(`${String(code)}: `) && failure.includes(String(reason));
}
const antiField =
  (change: JsonObject): Proof =>
  async () => {
    expect([await antiHolds({}), await antiHolds(change)]).to.deep.equal([true, false]);
  };

/** Two pages with their items at two locations. The second page has no link at either. */
const twoPages: Service = ({ n, request }) =>
  response({
    value: [n],
    list: [n],
    ...(n === 1 ? { "@odata.nextLink": `${request.url}?page=2` } : {}),
  });
/** Two pages of two items without a link, then the second one again for any request. */
const unlinkedPages: Service = ({ n }) => response({ value: n === 1 ? [1, 2] : [3, 4] });
const behindDiffers = (
  changes: Changes,
  parameters: JsonObject,
  searches: readonly [unknown, unknown],
): Proof => {
  const behind = { parameter: "p", from: 2, unless: ["$top"] };
  const declared = (more: Changes): Change => ({
    of: "get_indicators",
    action: { "/paging/offsetFallback": behind, ...more },
  });
  return async () => {
    const options = { name: "get_indicators", service: unlinkedPages };
    for (const [i, more] of [{}, changes].entries()) {
      const { calls } = await ran(
        { parameters, all_pages: true },
        { ...options, declarations: changed(declared(more)) },
      );
      expect(calls.map(({ request }) => new URL(request.url).search)).to.deep.equal(searches[i]);
    }
  };
};
const bodyOf: View = ({ output }) => {
  const { value, list } = output.json_body as JsonObject;
  return { value, list };
};
const listDiffers = (
  changes: Changes,
  input: JsonObject,
  view: View,
  values: readonly [unknown, unknown],
): Proof =>
  differs(
    { of: "get_indicators", action: changes },
    { input, options: { name: "get_indicators", service: twoPages } },
    view,
    values,
  );

/** Shows calls as letters: batch delete, list, device groups. */
const letters: View = ({ calls }) =>
  calls
    .map(({ request: { method, url } }) =>
      method === "POST" ? "B" : url.includes("ByMachineGroups") ? "G" : "L",
    )
    .join("");
/** Uses a service with ids 2 and 3, but without 1. */
const goneDiffers = (changes: Changes, values: readonly [string, string], view: View = letters): Proof =>
  differs(
    { of: "batch_delete_indicators", action: changes },
    {
      input: idsOf(["1", "2", "3"]),
      options: {
        name: "batch_delete_indicators",
        service: ({ request, body }) => {
          if (request.url.includes("ByMachineGroups")) return errorResponse("no", 404);
          if (request.method === "GET") return response({ value: [{ id: "2" }, { id: "3" }] });
          const ids = body["IndicatorIds"] as string[];
          return ids.includes("1") ? errorResponse("Resource was not found", 404) : nothing();
        },
      },
    },
    view,
    values,
  );

/** Returns true if the second of two calls is sent only after the response to the first one. */
const waits = async (given: readonly unknown[], declarations: Declarations): Promise<boolean> => {
  const clock = jumpingClock();
  const slow: Service = async (call) => {
    await clock.sleep(1000);
    return acceptAll(call);
  };
  const run = await ranRows(given, { declarations, clock, service: slow });
  expect(run.calls.length).to.equal(2);
  return Number(gapMs(run)) > 0;
};
const identityWaits =
  (changes: Changes, given: readonly unknown[], values: readonly [boolean, boolean]): Proof =>
  async () => {
    expect([await waits(given, own), await waits(given, changed(action(changes)))]).to.deep.equal(values);
  };

/** Returns each sent row with additional fields. */
const tiResponse =
  (more: JsonObject): Service =>
  ({ rows: sent }) =>
    response({ value: sent.map((one) => ({ ...one, ...more })) });
const reasonsGiven: View = ({ reasons }) => reasons;
const tiDiffers = (changes: Changes, more: JsonObject, values: readonly [unknown, unknown]): Proof =>
  differs(
    { of: "submit_ti_indicators", action: changes },
    { input: valueOf([tiRow(1)]), options: { name: "submit_ti_indicators", service: tiResponse(more) } },
    reasonsGiven,
    values,
  );
/** Uses errors at two locations, each with two fields for the row and two for the reason. */
const stixDiffers = (changes: Changes, values: readonly [unknown, unknown]): Proof =>
  differs(
    { of: "upload_stix_objects", action: changes },
    {
      input: uploadOf([stixObject(0), stixObject(1)]),
      options: {
        name: "upload_stix_objects",
        service: () =>
          response({
            errors: [{ recordIndex: 1, row: 0, errorMessages: ["m"], words: "w" }],
            faults: [{ recordIndex: 0, errorMessages: ["f"] }],
          }),
      },
    },
    reasonsGiven,
    values,
  );

/** A service with that many indicators and an incomplete list. It accepts every row. */
const holding =
  (count: number): Service =>
  (call) =>
    call.request.method === "GET"
      ? response({ value: Array.from({ length: count }, () => ({})) })
      : acceptAll(call);
/** Uses a capacity for one of two rows. */
const oneFits = (changes: Changes, values: readonly [unknown, unknown]): Proof =>
  differs(
    action(changes),
    {
      rows: [row(1, { severity: "Low", title: "High" }), row(2, { severity: "High", title: "Low" })],
      options: { overflow: "severity", service: holding(14_999) },
    },
    codes,
    values,
  );

const actionProofs: Record<string, Proof> = {
  "/name": connectorDiffers(action({ "/name": "other" }), (c) => c.actions()[importAt]?.name, [
    "import_indicators",
    "other",
  ]),
  "/id": connectorDiffers(action({ "/id": "7" }), (c) => c.describe("import_indicators").id === "7", [
    false,
    true,
  ]),
  "/title": connectorDiffers(action({ "/title": "T" }), (c) => c.actions()[importAt]?.title === "T", [
    false,
    true,
  ]),
  "/description": connectorDiffers(
    action({ "/description": "D" }),
    (c) => c.actions()[importAt]?.description === "D",
    [false, true],
  ),
  "/docs": connectorDiffers(
    action({ "/docs": [] }),
    (c) => c.describe("import_indicators").docs.length,
    [2, 0],
  ),
  "/effect": connectorDiffers(action({ "/effect": "destructive" }), (c) => c.actions()[importAt]?.effect, [
    "write",
    "destructive",
  ]),
  "/service": differs(action({ "/service": "graph" }), {}, firstUrl, [
    "https://api.security.microsoft.com/api/indicators/import",
    "https://graph.microsoft.com/api/indicators/import",
  ]),
  "/permissions/application": differs(
    action({ "/permissions/application": ["Other.Role"] }),
    { options: { login: () => tokenResponse(jwt({ roles: ["Other.Role"] })) } },
    errorCode,
    ["MissingPermission", undefined],
  ),
  "/permissions/delegated": differs(
    action({ "/permissions/delegated": ["Other.Scope"] }),
    { options: { login: () => tokenResponse(jwt({ scp: "Other.Scope" })) } },
    errorCode,
    ["MissingPermission", undefined],
  ),
  "/idempotent": differs(action({ "/idempotent": false }), { options: { service: once(lost) } }, codes, [
    ["null"],
    ["OutcomeUnknown"],
  ]),
  "/rateLimits": differs(
    {
      ...action({ "/rateLimits": ["slow"] }),
      ...manifest({ "/rateLimits/slow": { calls: 1, perSeconds: 60, key: ["host"], source: "" } }),
    },
    { rows: rows(600) },
    gapMs,
    [0, 60_000],
  ),
  "/request/method": differs(
    action({ "/request/method": "PUT" }),
    {},
    ({ calls }) => calls[0]?.request.method,
    ["POST", "PUT"],
  ),
  "/request/path": differs(action({ "/request/path": "/other" }), {}, firstUrl, [
    "https://api.security.microsoft.com/api/indicators/import",
    "https://api.security.microsoft.com/other",
  ]),
  "/request/body": differs(
    action({ "/request/body": undefined }),
    {},
    ({ calls }) => calls[0]?.request.body === undefined,
    [false, true],
  ),
  "/request/notSent": async () => {
    const input = { json_body: { Indicators: [row(1)], items: [] } };
    const bodies = await Promise.all(
      [own, changed(action({ "/request/notSent": [] }))].map(async (declarations) => {
        const { calls } = await ran(input, { declarations });
        return Object.keys(calls[0]?.body ?? {});
      }),
    );
    expect(bodies).to.deep.equal([["Indicators"], ["Indicators", "items"]]);
  },
  "/request/query": listDiffers({ "/request/query": undefined }, { parameters: { $top: 7 } }, firstUrl, [
    "https://api.security.microsoft.com/api/indicators?$top=7",
    "https://api.security.microsoft.com/api/indicators",
  ]),
  "/request/pathParameters": listDiffers(
    { "/request/path": "/api/{title}", "/request/pathParameters": "/where" },
    { where: { title: "a b" } },
    ({ calls }) => new URL(calls[0]?.request.url ?? "").pathname,
    ["/api/indicators", "/api/a%20b"],
  ),
  "/request/staticQuery": listDiffers({ "/request/staticQuery": { v: "1" } }, {}, firstUrl, [
    "https://api.security.microsoft.com/api/indicators",
    "https://api.security.microsoft.com/api/indicators?v=1",
  ]),
  "/request/filter/parameter": listDiffers(
    { "/request/filter/parameter": "f" },
    { where: { title: "T" } },
    firstUrl,
    [
      "https://api.security.microsoft.com/api/indicators?$filter=title%20eq%20%27T%27",
      "https://api.security.microsoft.com/api/indicators?f=title%20eq%20%27T%27",
    ],
  ),
  "/request/filter/equals": listDiffers(
    { "/request/filter/equals": "/parameters" },
    { where: { title: "T" }, parameters: { $top: 1 } },
    ({ calls }) => new URL(calls[0]?.request.url ?? "").searchParams.get("$filter"),
    ["title eq 'T'", "$top eq 1"],
  ),
  "/allowEmptyResponse": differs(
    { of: "get_indicators", action: { "/allowEmptyResponse": true } },
    { input: {}, options: { name: "get_indicators", service: () => nothing() } },
    ({ output, error, calls }) => [error?.code, output?.response_text, calls.length],
    [
      ["OutcomeUnknown", undefined, 8],
      [undefined, "", 1],
    ],
  ),
  "/notFoundStatuses": differs(
    action({ "/notFoundStatuses": [404] }),
    { options: { service: always(404) } },
    codes,
    [["EndpointNotFound"], ["NotFound"]],
  ),
  "/permissions/role": differs(
    action({ "/permissions/role": "Contributor" }),
    { options: { login: () => tokenResponse(jwt({ roles: ["Other.Role"] })) } },
    errorCode,
    ["MissingPermission", undefined],
  ),
  "/paging/items": listDiffers({ "/paging/items": "/list" }, { all_pages: true }, bodyOf, [
    { value: [1, 2], list: [1] },
    { value: [1], list: [1, 2] },
  ]),
  "/paging/next": listDiffers({ "/paging/next": "/next" }, { all_pages: true }, callCount, [2, 1]),
  "/paging/fetchAllInput": listDiffers(
    { "/paging/fetchAllInput": "more" },
    { all_pages: true },
    callCount,
    [2, 1],
  ),
  "/paging/maxItemsInput": listDiffers(
    { "/paging/maxItemsInput": "more" },
    { max_items: 2 },
    callCount,
    [2, 1],
  ),
  "/paging/offsetFallback/parameter": behindDiffers({ "/paging/offsetFallback/parameter": "q" }, {}, [
    ["", "?p=2", "?p=4"],
    ["", "?q=2", "?q=4"],
  ]),
  "/paging/offsetFallback/from": behindDiffers({ "/paging/offsetFallback/from": 3 }, {}, [
    ["", "?p=2", "?p=4"],
    [""],
  ]),
  "/paging/offsetFallback/unless": behindDiffers({ "/paging/offsetFallback/unless": [] }, { $top: 9 }, [
    ["?$top=9"],
    ["?$top=9", "?$top=9&p=2", "?$top=9&p=4"],
  ]),
  "/batch/items": async () => {
    const body = "/properties/json_body";
    const rowsProperty = { description: "The rows.", type: "array", items: { type: "object" } };
    const input = {
      [`${body}/properties/Rows`]: rowsProperty,
      [`${body}/properties/Indicators`]: undefined,
      [`${body}/required`]: ["Rows"],
    };
    const schemas = { "schemas/actions/import_indicators.input.json": input };
    const rowsAt = action({ "/batch/items": "/json_body/Rows" });
    const probe = manifest({ "/connectionTest/body": { Rows: [] } });
    const declarations = changed({ ...rowsAt, ...probe, schemas });
    const { calls, results } = await ran({ json_body: { Rows: [row(1)] } }, { declarations });
    expect([Object.keys(calls[0]?.body ?? {}), results.length]).to.deep.equal([["Rows"], 1]);
  },
  "/batch/maxItems": differs(action({ "/batch/maxItems": 100 }), { rows: rows(1200) }, callCount, [3, 12]),
  "/batch/maxBytes": differs(
    action({ "/batch/maxBytes": 100_000 }),
    { rows: rows(1000, { description: "x".repeat(1000) }) },
    callCount,
    [2, 12],
  ),
  "/batch/concurrency": async () => {
    expect(await maxConcurrency(changed(action({ "/batch/maxItems": 1 })))).to.equal(5);
    expect(await maxConcurrency(changed(action({ "/batch/maxItems": 1, "/batch/concurrency": 2 })))).to.equal(
      2,
    );
  },
  "/batch/maxConcurrency": async () => {
    const most = async (bound: number) => {
      const clock = new VirtualClock({ goes: "when idle" });
      let [open, highest] = [0, 0];
      const service: Service = async (call) => {
        highest = Math.max(highest, (open += 1));
        await clock.sleep(10_000);
        open -= 1;
        return acceptAll(call);
      };
      const declarations = changed(action({ "/batch/maxItems": 1, "/batch/maxConcurrency": bound }));
      await ranRows(rows(40), { clock, service, declarations });
      return highest;
    };
    expect([await most(5), await most(9)]).to.deep.equal([5, 9]);
  },
  "/batch/dedupWindow": async () => {
    const given = [row(1), row(2), row(1)];
    const one = { "/batch/maxItems": 1 };
    const wide = await ranRows(given, { declarations: changed(action(one)) });
    const narrow = await ranRows(given, {
      declarations: changed(action({ ...one, "/batch/dedupWindow": 1 })),
    });
    expect([wide.calls.length, narrow.calls.length]).to.deep.equal([2, 3]);
  },
  "/circuitBreaker/maxConsecutiveFailures": differs(
    action({ "/circuitBreaker/maxConsecutiveFailures": 2 }),
    { rows: rows(15_000), options: { service: always(500) } },
    // When the run ends, up to four other batches of 500 rows are in progress.
    (all) => [10, 2].find((most) => isWithin((15_000 - notSentCount(all)) / 500, most, most + 4)),
    [10, 2],
  ),
  "/rules": differs(action({ "/rules": undefined }), { rows: [expired] }, callCount, [0, 1]),
  "/identity/fields/*/field": differs(
    action({ "/identity/fields/0": { field: "title" } }),
    { rows: [row(1, { title: "same" }), row(2, { title: "same" })] },
    callCount,
    [1, 2],
  ),
  "/identity/fields/*/ignoreCase": identityWaits({ "/identity/fields/0/ignoreCase": true }, urlTwins, [
    false,
    true,
  ]),
  "/identity/fields/*/ignoreCase/field": identityWaits(
    { "/identity/fields/0/ignoreCase/field": "title" },
    hashTwins,
    [true, false],
  ),
  "/identity/fields/*/ignoreCase/in": identityWaits({ "/identity/fields/0/ignoreCase/in": [] }, hashTwins, [
    true,
    false,
  ]),
  "/identity/fields/*/unordered": identityWaits(
    { "/identity/fields/2/unordered": false },
    twins({ rbacGroupNames: ["a", "b"] }, { rbacGroupNames: ["b", "a"] }),
    [true, false],
  ),
  "/identity/conflict": async () => {
    const conflicting = [row(1, { action: "Allowed" }), row(1, { action: "Block" })];
    await identityWaits({ "/identity/conflict": undefined }, conflicting, [false, true])();
    const change = action({ "/identity/conflict": undefined });
    const codesTold: View = ({ warnings }) => warnings.map(({ code }) => code);
    await differs(change, { rows: conflicting }, codesTold, [["ConflictingRows"], []])();
  },
  "/results/items": differs(
    action({ "/results/items": "/list" }),
    { options: { service: ({ rows: sent }) => response({ list: sent.map((one) => taken(one)) }) } },
    ({ output }) =>
      Object.entries(output.json_body as JsonObject).map(([key, value]) => [
        key,
        (value as JsonObject[])[0]?.["isFailed"],
      ]),
    [[["value", true]], [["list", false]]],
  ),
  "/results/matchBy": differs(
    { of: "submit_ti_indicators", action: { "/results/matchBy": "call" } },
    {
      input: valueOf([tiRow(1)]),
      options: { name: "submit_ti_indicators", service: tiResponse({ Error: "no" }) },
    },
    ({ results }) => results.map(({ isFailed }) => isFailed),
    [[true], [false]],
  ),
  "/results/responseSchema": differs(
    {
      of: "batch_delete_indicators",
      action: { "/results/responseSchema": { required: ["deleted"] } },
      fresh: true,
    },
    {
      input: idsOf(["1"]),
      options: { name: "batch_delete_indicators", service: () => response({ deleted: 1 }) },
    },
    codes,
    [["UnexpectedResponse"], ["null"]],
  ),
  "/results/outcomes/successSchema": differs(
    {
      of: "submit_ti_indicators",
      action: { "/results/outcomes/successSchema": { properties: { Error: { const: "fine" } } } },
      fresh: true,
    },
    {
      input: valueOf([tiRow(1)]),
      options: { name: "submit_ti_indicators", service: tiResponse({ Error: "fine" }) },
    },
    reasonsGiven,
    [['Rejected: the service said: "fine"'], [null]],
  ),
  "/results/outcomes/partialStatuses": tiDiffers(
    { "/results/outcomes/partialStatuses": [200] },
    { id: "1" },
    [
      [null],
      [
        "UnexpectedResponse: the service reports that some rows failed (200), but not which; look the row up.",
      ],
    ],
  ),
  "/results/outcomes/reasonFields": tiDiffers(
    { "/results/outcomes/reasonFields": ["none", "why"] },
    { Error: "no", why: ["that", "is", "why"] },
    [['Rejected: the service said: "no"'], ['Rejected: the service said: "that is why"']],
  ),
  "/results/errors/items": stixDiffers({ "/results/errors/items": "/faults" }, [
    [null, 'Rejected: the service said: "m"'],
    ['Rejected: the service said: "f"', null],
  ]),
  "/results/errors/indexField": stixDiffers({ "/results/errors/indexField": "row" }, [
    [null, 'Rejected: the service said: "m"'],
    ['Rejected: the service said: "m"', null],
  ]),
  "/results/errors/reasonFields": stixDiffers({ "/results/errors/reasonFields": ["words"] }, [
    [null, 'Rejected: the service said: "m"'],
    [null, 'Rejected: the service said: "w"'],
  ]),
  "/batch/scalarField": async () => {
    const rowsOf = { "/batch/scalarField": undefined, "/rules": undefined };
    const name = "batch_delete_indicators";
    const of = { name, service: () => nothing() };
    const given = idsOf(["1", { id: "2" }]);
    const declarations = changed({ of: name, action: rowsOf });
    const [texts, objects] = [await ran(given, of), await ran(given, { ...of, declarations })];
    expect([texts.calls[0]?.body, codes(texts)]).to.deep.equal([
      { IndicatorIds: ["1"] },
      ["null", "InvalidRow"],
    ]);
    expect([objects.calls[0]?.body, codes(objects)]).to.deep.equal([
      { IndicatorIds: [{ id: "2" }] },
      ["InvalidRow", "null"],
    ]);
  },
  "/deprecated/notice": differs(
    action({ "/deprecated": { notice: "It goes.", successors: ["get_indicators"] } }),
    {},
    ({ warnings }) => warnings.map(({ code, message }) => [code, message]),
    [[], [["Deprecated", "Import Indicators is deprecated: It goes. Use get_indicators instead."]]],
  ),
  "/deprecated/successors": async () => {
    const successors = ["get_indicators", "submit_indicator"];
    const deprecated = { notice: "It goes.", successors };
    await connectorDiffers(
      action({ "/deprecated": deprecated }),
      (c) => c.describe("import_indicators").deprecated,
      [undefined, deprecated],
    )();
    const declarations = changed(action({ "/deprecated": deprecated }));
    const { warnings } = await ranRows([row(1)], { declarations });
    expect(warnings[0]?.message).to.contain("Use get_indicators or submit_indicator instead.");
  },
  "/results/match/row": differs(
    action({ "/results/match/row": "title" }),
    {
      options: {
        service: ({ rows: sent }) =>
          response({ value: sent.map((one) => ({ ...taken(one), indicator: one["title"] })) }),
      },
    },
    codes,
    [["MissingResult"], ["null"]],
  ),
  "/results/match/result": differs(
    action({ "/results/match/result": "value" }),
    {
      options: {
        service: ({ rows: sent }) =>
          response({
            value: sent.map((one) => ({ ...taken(one), indicator: "x", value: one["indicatorValue"] })),
          }),
      },
    },
    codes,
    [["MissingResult"], ["null"]],
  ),
  "/results/failedField": differs(
    action({ "/results/failedField": "refused" }),
    {
      options: {
        service: ({ rows: sent }) =>
          response({ value: sent.map((one) => ({ ...taken(one), refused: true })) }),
      },
    },
    ({ events }) => events.find((event) => event.type === "summary")?.failed,
    [0, 1],
  ),
  "/results/failedWhen": differs(
    action({ "/results/failedWhen": false }),
    { rows: [row(1), expired] },
    ({ events, results }) => [
      events.find((event) => event.type === "summary")?.failed,
      results[1]?.["isFailed"],
    ],
    [
      [1, true],
      [2, false],
    ],
  ),
  "/results/reasonField": differs(
    action({ "/results/reasonField": "why" }),
    { rows: [expired] },
    ({ results }) => ["failureReason", "why"].filter((key) => typeof results[0]?.[key] === "string"),
    [["failureReason"], ["why"]],
  ),
  "/results/template": differs(
    action({ "/results/template/more": 7 }),
    { rows: [expired] },
    ({ results }) => results[0]?.["more"],
    [undefined, 7],
  ),
  "/capacity/limit": differs(
    action({ "/capacity/limit": 7 }),
    { rows: rows(2), options: { preflight: true, service: holding(6) } },
    codes,
    [
      ["null", "null"],
      ["null", "CapacityExceeded"],
    ],
  ),
  "/capacity/fullPattern": differs(
    action({ "/capacity/fullPattern": "no room" }),
    {
      rows: rows(3000),
      options: {
        service: (call) => {
          const failed = { isFailed: true, failureReason: "no room" };
          const value = call.rows.map((sent) => ({ ...taken(sent), ...failed }));
          return call.request.method === "GET" ? holding(0)(call) : response({ value });
        },
      },
    },
    (run) => (codes(run) as string[]).at(-1),
    ["no room", "CapacityExceeded"],
  ),
  "/capacity/listAction": differs(
    action({ "/capacity/listAction": "none" }),
    { options: { preflight: true, service: holding(0) } },
    errorCode,
    [undefined, "UnknownAction"],
  ),
  "/capacity/fullViewPermissions": differs(
    action({ "/capacity/fullViewPermissions": ["Ti.ReadWrite"] }),
    {
      options: {
        preflight: true,
        service: holding(0),
        login: () => tokenResponse(jwt({ roles: ["Ti.ReadWrite"] })),
      },
    },
    ({ warnings }) => warnings.map(({ code }) => code),
    [["PartialView"], []],
  ),
  "/capacity/overflow/*/field": oneFits({ "/capacity/overflow/severity/field": "title" }, [
    ["CapacityExceeded", "null"],
    ["null", "CapacityExceeded"],
  ]),
  "/capacity/overflow/*/values": oneFits({ "/capacity/overflow/severity/values": ["Low", "High"] }, [
    ["CapacityExceeded", "null"],
    ["null", "CapacityExceeded"],
  ]),
  "/bisect/statuses": differs(
    action({ "/bisect/statuses": [422] }),
    {
      rows: rows(2),
      options: {
        service: (call) => {
          const given = rejectingRows(["host-0.example"])(call);
          return "status" in given && given.status === 400 ? { ...given, status: 422 } : given;
        },
      },
    },
    codes,
    [
      ["Rejected", "Rejected"],
      ["Rejected", "null"],
    ],
  ),
  "/bisect/maxCallsPerRow": differs(
    action({ "/bisect/maxCallsPerRow": 0.1 }),
    { rows: rows(40), options: { service: rejectingRows(everySecond, (value) => value.replace(".", " ")) } },
    (run) => [callCount(run), (codes(run) as string[]).includes("BadRowNotIsolated")],
    [
      [52, false],
      [23, true],
    ],
  ),
  "/bisect/maxIdenticalErrors": differs(
    action({ "/bisect/maxIdenticalErrors": 9 }),
    { rows: rows(64), options: { service: always(400) } },
    callCount,
    [15, 9],
  ),
  "/bisect/existingCheck/statuses": goneDiffers({ "/bisect/existingCheck/statuses": [400] }, [
    "BLB",
    "BBBBB",
  ]),
  "/bisect/existingCheck/action": goneDiffers({ "/bisect/existingCheck/action": "list_device_groups" }, [
    "BLB",
    "BGBBBB",
  ]),
  "/bisect/existingCheck/input": goneDiffers(
    { "/bisect/existingCheck/input": { parameters: { $select: "title" } } },
    ["$select=id", "$select=title"],
    ({ calls }) => new URL(calls[1]?.request.url ?? "").search.slice(1),
  ),
  "/bisect/existingCheck/field": goneDiffers({ "/bisect/existingCheck/field": "title" }, ["BLB", "BLBBBB"]),
  "/retry/attempts": differs(
    action({ "/retry/attempts": 2 }),
    { options: { service: always(503) } },
    callCount,
    [8, 2],
  ),
  "/retry/connectAttempts": differs(
    action({ "/retry/connectAttempts": 1 }),
    { options: { service: unreachable } },
    callCount,
    [3, 1],
  ),
  "/retry/statuses": differs(
    action({ "/retry/statuses": [] }),
    { options: { service: always(503) } },
    callCount,
    [8, 1],
  ),
  "/retry/initialDelayMs": differs(
    action({ "/retry/initialDelayMs": 8 }),
    { options: { service: once(always(503)) } },
    gapMs,
    [750, 6],
  ),
  "/retry/maxDelayMs": differs(
    action({ "/retry/maxDelayMs": 4 }),
    { options: { service: once(always(503)) } },
    gapMs,
    [750, 3],
  ),
  "/retry/maxRetryAfterMs": differs(
    action({ "/retry/maxRetryAfterMs": 1000 }),
    { options: { service: once(always(429, { "retry-after": "2" })) } },
    codes,
    [["null"], ["Throttled"]],
  ),
  "/examples/*/title": exampleField("title", "T"),
  "/examples/*/now": async () => {
    const shownDate = (now: string): Change => action({ "/examples/0/now": now });
    await connectorDiffers(
      shownDate("2022-01-01T00:00:00Z"),
      (connector) => JSON.stringify(connector.describe("import_indicators").examples[0]?.input),
      [inFuture(example["input"]), JSON.stringify(example["input"])],
    )();
    const late = { ...example, now: "2022-01-01T00:00:00Z" } as unknown as Parameters<typeof outputOf>[1];
    expect(await outputOf("import_indicators", late)).to.not.deep.equal(example["output"]);
  },
  "/examples/*/input": connectorDiffers(
    action({ "/examples/0/input": {} }),
    (connector) => JSON.stringify(connector.describe("import_indicators").examples[0]?.input),
    [inFuture(example["input"]), "{}"],
  ),
  "/examples/*/status": async () => {
    await exampleField("status", 400)();
    const refused = { ...example, status: 403 } as unknown as Parameters<typeof outputOf>[1];
    expect(await outputOf("import_indicators", refused)).to.deep.include({ status_code: 403 });
  },
  "/examples/*/response": async () => {
    await exampleField("answer", {})();
    const silent = { ...example, response: {} } as unknown as Parameters<typeof outputOf>[1];
    expect(await outputOf("import_indicators", silent)).to.not.deep.equal(example["output"]);
  },
  "/examples/*/output": exampleField("output", {}),
  "/antiExamples/*/input": antiField({ input: importOf([row(1)]) }),
  "/antiExamples/*/code": antiField({ code: "Other" }),
  "/antiExamples/*/reason": antiField({ reason: "value synonyms" }),
};

const kind = "/assets/oauth2_client_credentials";
const commercial = "/services/defender/clouds/commercial";
const delegated = { tenant_id: "tenant-1", oauth_un: "un", oauth_pwd: "pwd-1", oauth_cl_id: "cl" };
const certified = { ...(await identity(["app"])), client_id: "client-1", tenant_id: "tenant-1" };
const certificateAsset = {
  tenant_id: "tenant-1",
  client_id: "client-1",
  client_certificate: certified.cert,
  private_key: certified.key,
};
const withAsset = (change: JsonObject): { options: RanOptions } => ({
  options: { asset: { ...asset, ...change } },
});

/** Runs calls with tokens of that lifetime. The number of token requests shows how long a token is used. */
const lifetimeOf = (expires_in: number): { options: RanOptions } => ({
  options: { login: () => response({ token_type: "Bearer", expires_in, access_token: "a-token" }) },
});

const declaredImport = JSON.parse(
  readFileSync(join(packageRoot(), "actions/import_indicators.json"), "utf8"),
) as JsonObject;

/** Proves that an action has the manifest's default for a missing property, and keeps its own value. */
function fillsIn(pointer: string, preset: unknown, ofAction: unknown): Proof {
  return () => {
    const filledIn = (declared: JsonObject, change: Changes = {}) => {
      const { manifest: changedManifest } = changed({ manifest: change });
      return getAt(withDefaults(declared, changedManifest as unknown as JsonObject), pointer);
    };
    const change = { [`/defaults${pointer}`]: preset };
    expect(filledIn(declaredImport, change)).to.deep.equal(preset);
    expect(filledIn(declaredImport)).to.not.deep.equal(preset);
    const [, word = "", name = ""] = pointer.split("/");
    const withOwn = {
      ...declaredImport,
      [word]: { ...(declaredImport[word] as JsonObject), [name]: ofAction },
    };
    expect(filledIn(withOwn, change)).to.deep.equal(ofAction);
  };
}

const manifestProofs: Record<string, Proof> = {
  "/defaults/retry/attempts": fillsIn("/retry/attempts", 2, 3),
  "/defaults/retry/connectAttempts": fillsIn("/retry/connectAttempts", 1, 2),
  "/defaults/retry/statuses": fillsIn("/retry/statuses", [500], []),
  "/defaults/retry/initialDelayMs": fillsIn("/retry/initialDelayMs", 1, 2),
  "/defaults/retry/maxDelayMs": fillsIn("/retry/maxDelayMs", 1, 2),
  "/defaults/retry/maxRetryAfterMs": fillsIn("/retry/maxRetryAfterMs", 1, 2),
  "/defaults/batch/concurrency": fillsIn("/batch/concurrency", 1, 2),
  "/defaults/batch/dedupWindow": fillsIn("/batch/dedupWindow", 1, 2),
  "/defaults/circuitBreaker/maxConsecutiveFailures": fillsIn("/circuitBreaker/maxConsecutiveFailures", 1, 2),
  "/defaults/bisect/statuses": fillsIn("/bisect/statuses", [422], [409]),
  "/defaults/bisect/maxCallsPerRow": fillsIn("/bisect/maxCallsPerRow", 2, 3),
  "/defaults/bisect/maxIdenticalErrors": fillsIn("/bisect/maxIdenticalErrors", 2, 3),
  "/permissions/*/title": connectorDiffers(
    manifest({ "/permissions/Ti.ReadWrite/title": "T" }),
    (c) => c.describe("import_indicators").permissionNames["Ti.ReadWrite"]?.title,
    ["Read and write Indicators", "T"],
  ),
  "/permissions/*/resource": connectorDiffers(
    manifest({ "/permissions/Ti.ReadWrite/resource": "R" }),
    (c) => c.describe("import_indicators").permissionNames["Ti.ReadWrite"]?.resource,
    ["WindowsDefenderATP", "R"],
  ),
  "/clouds/*/title": async () => {
    const declarations = changed(
      manifest({ "/clouds/dod/title": "D", "/services/defender/clouds/dod": undefined }),
    );
    const connector = await createConnector({ declarations });
    const error = await rejection<ConnectorError>(
      connector.testConnection({ asset: { ...asset, cloud: "dod" } }),
    );
    expect(error.message).to.include("no address in the D.");
  },
  "/name": connectorDiffers(manifest({ "/name": "other" }), (c) => c.manifest.name, [
    "defender-indicators",
    "other",
  ]),
  "/version": connectorDiffers(manifest({ "/version": "9.9.9" }), (c) => c.manifest.version, [
    own.manifest.version,
    "9.9.9",
  ]),
  "/title": connectorDiffers(manifest({ "/title": "T" }), (c) => c.manifest.title === "T", [false, true]),
  "/description": connectorDiffers(manifest({ "/description": "D" }), (c) => c.manifest.description === "D", [
    false,
    true,
  ]),
  "/environmentPrefix": connectorDiffers(
    manifest({ "/environmentPrefix": "X_" }),
    (c) => c.assetFromEnvironment({ DEFENDER_CLIENT_ID: "a", X_CLIENT_ID: "b" })["client_id"],
    ["a", "b"],
  ),
  "/clouds/*/login": differs(
    manifest({ "/clouds/commercial/login": "https://login.example" }),
    {},
    tokenUrl,
    [
      "https://login.microsoftonline.com/tenant-1/oauth2/v2.0/token",
      "https://login.example/tenant-1/oauth2/v2.0/token",
    ],
  ),
  "/clouds/*/loginHosts": differs(
    manifest({ "/clouds/commercial/loginHosts": ["login.example"] }),
    withAsset({ login_url: "https://login.example" }),
    errorCode,
    ["HostNotAllowed", undefined],
  ),
  "/services/*/title": connectorDiffers(
    manifest({ "/services/defender/title": "S" }),
    (c) => c.describe("import_indicators").service,
    ["Microsoft Defender for Endpoint", "S"],
  ),
  "/services/*/override": differs(
    manifest({ "/services/defender/override": "sentinel_url" }),
    withAsset({ sentinel_url: "https://eu.api.security.microsoft.com" }),
    firstUrl,
    [
      "https://api.security.microsoft.com/api/indicators/import",
      "https://eu.api.security.microsoft.com/api/indicators/import",
    ],
  ),
  "/services/*/clouds/*/host": differs(manifest({ [`${commercial}/host`]: "a.example" }), {}, firstUrl, [
    "https://api.security.microsoft.com/api/indicators/import",
    "https://a.example/api/indicators/import",
  ]),
  "/services/*/clouds/*/scope": differs(
    manifest({ [`${commercial}/scope`]: "https://a.example/.default" }),
    {},
    (run) => String(form(run).get("scope")).split(" ")[0],
    ["https://api.securitycenter.microsoft.com/.default", "https://a.example/.default"],
  ),
  "/services/*/clouds/*/regions": differs(
    manifest({ [`${commercial}/regions/eu`]: "eu.example" }),
    withAsset({ region: "eu" }),
    firstUrl,
    [
      "https://eu.api.security.microsoft.com/api/indicators/import",
      "https://eu.example/api/indicators/import",
    ],
  ),
  "/services/*/clouds/*/otherHosts": differs(
    manifest({ [`${commercial}/otherHosts`]: ["more.example"] }),
    withAsset({ url: "https://more.example" }),
    errorCode,
    ["HostNotAllowed", undefined],
  ),
  "/services/*/errors/code": differs(
    manifest({ "/services/defender/errors/code": "/fault/number" }),
    { rows: [expired] },
    ({ output }) => {
      const { error, fault } = output.json_body as Record<string, JsonObject | undefined>;
      return [error?.["code"], fault?.["number"]];
    },
    [
      ["ExpiredIndicator", undefined],
      [undefined, "ExpiredIndicator"],
    ],
  ),
  "/services/*/errors/message": differs(
    manifest({ "/services/defender/errors/message": "/error/code" }),
    { options: { service: () => response({ error: { code: "C-7", message: "M-7" } }, 404) } },
    ({ reasons }) => [/M-7/, /C-7/].map((words) => words.test(String(reasons[0]))),
    [
      [true, false],
      [false, true],
    ],
  ),
  "/services/*/errors/endpointNotFound": differs(
    manifest({ "/services/defender/errors/endpointNotFound": "^No such page" }),
    { rows: rows(64), options: { service: () => errorResponse("No such page: indicators") } },
    (run) => [callCount(run), [...new Set(codes(run) as string[])]],
    [
      [15, ["BadRowNotIsolated"]],
      [1, ["EndpointNotFound"]],
    ],
  ),
  "/services/*/errors/waitSeconds": differs(
    manifest({ "/services/defender/errors/waitSeconds": "wait (\\d+) s" }),
    { options: { service: once(() => errorResponse("please wait 7 s", 429)) } },
    gapMs,
    [60_000, 7000],
  ),
  "/services/*/scopeOverride": differs(
    manifest({ "/services/defender/scopeOverride": undefined }),
    withAsset({ scope: ["https://mine.example/.default"] }),
    (run) => String(form(run).get("scope")).split(" ")[0],
    ["https://mine.example/.default", "https://api.securitycenter.microsoft.com/.default"],
  ),
  "/assets/*/grant": differs(
    manifest({ [`${kind}/grant`]: "client_assertion" }),
    {},
    saying(/assertionFile: the file that it names cannot be read/),
    [false, true],
  ),
  "/assets/*/schema": differs(
    manifest({ [`${kind}/schema`]: "schemas/assets/workload_identity.json" }),
    {},
    errorCode,
    [undefined, "InvalidAsset"],
  ),
  "/assets/*/detectFields": differs(
    manifest({ [`${kind}/detectFields`]: ["client_secret", "region"] }),
    {},
    saying(/holds no credential/),
    [false, true],
  ),
  "/assets/*/secrets": differs(
    manifest({ [`${kind}/secrets`]: [] }),
    {
      options: {
        service: ({ rows: sent }) => response({ value: sent.map((one) => taken(one, asset.client_secret)) }),
      },
    },
    ({ results }) => results[0]?.["id"],
    ["[secret]", asset.client_secret],
  ),
  "/assets/*/credentials/tenantId": differs(
    manifest({ [`${kind}/credentials/tenantId`]: "client_id" }),
    {},
    tokenUrl,
    [
      "https://login.microsoftonline.com/tenant-1/oauth2/v2.0/token",
      "https://login.microsoftonline.com/client-1/oauth2/v2.0/token",
    ],
  ),
  "/assets/*/credentials/tokenUrl": differs(
    manifest({ [`${kind}/credentials/tokenUrl`]: undefined }),
    withAsset({ token_url: "https://login.microsoftonline.com/mine/oauth2/v2.0/token" }),
    tokenUrl,
    [
      "https://login.microsoftonline.com/mine/oauth2/v2.0/token",
      "https://login.microsoftonline.com/tenant-1/oauth2/v2.0/token",
    ],
  ),
  "/assets/*/credentials/clientId": differs(
    manifest({ [`${kind}/credentials/clientId`]: "tenant_id" }),
    {},
    formField("client_id"),
    ["client-1", "tenant-1"],
  ),
  "/assets/*/credentials/clientSecret": differs(
    manifest({ [`${kind}/credentials/clientSecret`]: "tenant_id" }),
    {},
    formField("client_secret"),
    [asset.client_secret, "tenant-1"],
  ),
  "/assets/*/credentials/username": differs(
    manifest({ "/assets/delegated_flow_auth/credentials/username": "oauth_cl_id" }),
    { options: { asset: delegated } },
    formField("username"),
    ["un", "cl"],
  ),
  "/assets/*/credentials/password": differs(
    manifest({ "/assets/delegated_flow_auth/credentials/password": "oauth_cl_id" }),
    { options: { asset: delegated } },
    formField("password"),
    ["pwd-1", "cl"],
  ),
  "/assets/*/credentials/certificate": differs(
    manifest({ "/assets/client_certificate/credentials/certificate": "client_id" }),
    { options: { asset: certificateAsset } },
    saying(/client_id is neither a certificate/),
    [false, true],
  ),
  "/assets/*/credentials/privateKey": differs(
    manifest({ "/assets/client_certificate/credentials/privateKey": "client_id" }),
    { options: { asset: certificateAsset } },
    saying(/client_id is neither a private key/),
    [false, true],
  ),
  "/assets/*/credentials/assertionFile": differs(
    manifest({ "/assets/workload_identity/credentials/assertionFile": "client_id" }),
    { options: { asset: { tenant_id: "t", client_id: "client-1", assertion_file: "/none/at/all" } } },
    saying(/client_id: the file that it names cannot be read/),
    [false, true],
  ),
  // Without a run, because MSAL looks up the endpoint of managed identities once per process, and other tests need it.
  "/assets/*/credentials/managedIdentity": () => {
    const given = { tenant_id: "tenant-1", managed_identity: "system" };
    const path = "/assets/managed_identity/credentials/managedIdentity";
    const identities = [{}, manifest({ [path]: "tenant_id" })].map((change) => {
      const { client, credentials } = connect(given, "managed_identity", changed(change).manifest, {});
      return [client, credentials.managedIdentity];
    });
    expect(identities).to.deep.equal([
      ["system", "system"],
      ["tenant-1", "tenant-1"],
    ]);
  },
  "/rateLimits/*/calls": differs(
    manifest({ "/rateLimits/import/calls": 1 }),
    { rows: rows(600) },
    gapMs,
    [0, 60_000],
  ),
  "/rateLimits/*/perSeconds": differs(
    manifest({ "/rateLimits/import/perSeconds": 5 }),
    { options: { service: once(always(429)) } },
    gapMs,
    [60_000, 5000],
  ),
  "/rateLimits/*/key": async () => {
    expect(await startsOfTwoClients({})).to.deep.equal([0, 0]);
    expect(await startsOfTwoClients({ "/rateLimits/import/key": ["host"] })).to.deep.equal([0, 60_000]);
  },
  "/rateLimits/*/source": connectorDiffers(
    manifest({ "/rateLimits/import/source": "S" }),
    (c) => c.describe("import_indicators").rateLimits["import"]?.source === "S",
    [false, true],
  ),
  "/connectionTest/action": async () => {
    const error = await connectionTest(manifest({ "/connectionTest/action": "none" }), 400).catch(
      (thrown: Error) => thrown.message,
    );
    expect(error).to.contain('no action "none"');
  },
  "/connectionTest/body": async () => {
    expect((await connectionTest({}, 400)).body).to.deep.equal({ Indicators: [] });
    expect((await connectionTest(manifest({ "/connectionTest/body": { a: 1 } }), 400)).body).to.deep.equal({
      a: 1,
    });
  },
  "/connectionTest/allowed": async () => {
    expect((await connectionTest({}, 400)).write).to.equal("allowed");
    expect((await connectionTest(manifest({ "/connectionTest/allowed": [] }), 400)).write).to.equal(
      "unknown",
    );
  },
  "/connectionTest/denied": async () => {
    expect((await connectionTest({}, 403)).write).to.equal("denied");
    expect((await connectionTest(manifest({ "/connectionTest/denied": [] }), 403)).write).to.equal("unknown");
  },
  "/http/timeoutMs": differs(
    manifest({ "/http/timeoutMs": 50 }),
    {
      options: {
        service: once(async ({ signal }) => {
          await new Promise((resolve) => signal.addEventListener("abort", resolve));
          return { failure: "lost", code: "ERR_CANCELED" };
        }),
      },
    },
    gapMs,
    [180_750, 800],
  ),
  "/http/loginTimeoutMs": differs(
    manifest({ "/http/loginTimeoutMs": 50, "/login/attempts": 1 }),
    {
      options: {
        login: async ({ signal }) => {
          await new Promise((resolve) => signal.addEventListener("abort", resolve));
          return { failure: "lost", code: "ERR_CANCELED" };
        },
      },
    },
    ({ error }) => /no response within (\d+) ms/.exec(error?.message ?? "")?.[1],
    ["30000", "50"],
  ),
  "/http/maxBodyBytes": differs(
    manifest({ "/http/maxBodyBytes": 100_000 }),
    { input: importOf(rows(1000, { description: "x".repeat(1000) })) },
    callCount,
    [2, 12],
  ),
  "/http/maxResponseBytes": differs(
    manifest({ "/http/maxResponseBytes": 7 }),
    {},
    ({ wires }) => wires[0]?.maxResponseBytes,
    [67_108_864, 7],
  ),
  "/http/outputHeaders": differs(
    manifest({ "/http/outputHeaders": ["x-shown"] }),
    {
      options: {
        service: ({ rows: sent }) =>
          response({ value: sent.map((one) => taken(one)) }, 200, { date: "now", "x-shown": "1" }),
      },
    },
    ({ output }) => output.response_headers,
    [{ date: "now" }, { "x-shown": "1" }],
  ),
  "/http/token/minLifetimeSeconds": differs(
    manifest({ "/http/token/minLifetimeSeconds": 1e-9 }),
    lifetimeOf(0),
    tokenCount,
    [1, 2],
  ),
  "/http/token/maxLifetimeSeconds": differs(
    manifest({ "/http/token/maxLifetimeSeconds": 1e-9 }),
    lifetimeOf(3_600),
    tokenCount,
    [1, 2],
  ),
  "/login/attempts": differs(
    manifest({ "/login/attempts": 2 }),
    { options: { login: always(503) } },
    tokenCount,
    [4, 2],
  ),
  "/login/connectAttempts": differs(
    manifest({ "/login/connectAttempts": 1 }),
    { options: { login: unreachable } },
    tokenCount,
    [3, 1],
  ),
  "/login/statuses": differs(
    manifest({ "/login/statuses": [] }),
    { options: { login: always(503) } },
    tokenCount,
    [4, 1],
  ),
  "/login/initialDelayMs": differs(
    manifest({ "/login/initialDelayMs": 8 }),
    { options: { login: onceAtLogin(always(503)) } },
    tokenGapMs,
    [375, 6],
  ),
  "/login/maxDelayMs": differs(
    manifest({ "/login/maxDelayMs": 4 }),
    { options: { login: onceAtLogin(always(503)) } },
    tokenGapMs,
    [375, 3],
  ),
  "/login/maxRetryAfterMs": differs(
    manifest({ "/login/maxRetryAfterMs": 1000 }),
    { options: { login: onceAtLogin(always(503, { "retry-after": "2" })) } },
    tokenCount,
    [2, 1],
  ),
  "/loginErrors": differs(
    manifest({ "/loginErrors/7000215": "Do this." }),
    {
      options: {
        login: () => response({ error: "invalid_client", error_description: "AADSTS7000215: Wrong." }, 401),
      },
    },
    ({ error }) => error?.hint === "Do this.",
    [false, true],
  ),
};

const ruleSet = rulesFiles.find(([path]) => path === rulesPath)?.[1] as (typeof rulesFiles)[number][1];
const expiryAt = ruleSet.rules.findIndex(({ code }) => code === "ExpiredIndicator");
const expiry = `/rules/${expiryAt}`;
const findings = (change: object, example_: object = ruleSet.example) =>
  findingsOf(checkOf(rulesPath, ruleSet), { ...ruleSet, example: example_ as JsonObject }, change).length;

const emptyFile = row(0, {
  indicatorType: "FileMd5",
  indicatorValue: "d41d8cd98f00b204e9800998ecf8427e",
});
const microsoft = row(0, { indicatorValue: "microsoft.com" });
const benignIn = (change: object) =>
  checkOf(rulesPath, ruleSet).benignValues({ ...ruleSet.example, ...change }).length;
/** Returns the positions of the rows with a warning. */
const benignRows = ({ warnings }: Ran) =>
  warnings.filter(({ code }) => code === "BenignValue").flatMap(({ rows: about = [] }) => about);
const stixSent = (changes: Changes, change: JsonObject, view: View, values: readonly [unknown, unknown]) =>
  differs(
    { schemas: { "schemas/rules/stix_object.json": changes } },
    {
      input: uploadOf([stixObject(0, change)]),
      options: {
        name: "upload_stix_objects",
        normalize: true,
        validation: "report",
        service: () => nothing(),
      },
    },
    view,
    values,
  );

const ruleProofs: Record<string, Proof> = {
  "/rules/*/source": connectorDiffers(
    rules({ [`${expiry}/source`]: "S" }),
    (c) => c.describe("import_indicators").rules.some(({ source }) => source === "S"),
    [false, true],
  ),
  "/shape": async () => {
    const { schemas, ...others } = changed(rules({ "/shape": "schemas/objects/other.json" }, true));
    const other = { ...schemas.get("schemas/objects/indicator.json"), required: ["more"] };
    const declarations = { ...others, schemas: new Map([...schemas, ["schemas/objects/other.json", other]]) };
    const { reasons } = await ranRows([row(1)], { declarations });
    expect(reasons[0]).to.equal("InvalidIndicator: more is missing; add it.");
  },
  "/names": differs(rules({ "/names": undefined }), { rows: [row(1, { deviceGroups: ["a"] })] }, codes, [
    ["InvalidIndicator"],
    ["null"],
  ]),
  "/code": differs(rules({ "/code": "Other" }), { rows: [row(1, { title: 7 })] }, codes, [
    ["InvalidIndicator"],
    ["Other"],
  ]),
  "/example": () => {
    expect([findings({}), findings({}, {}) > 0]).to.deep.equal([0, true]);
  },
  "/rules/*/code": differs(rules({ [`${expiry}/code`]: "Old" }), { rows: [expired] }, codes, [
    ["ExpiredIndicator"],
    ["Old"],
  ]),
  "/rules/*/field": differs(
    rules({ [`${expiry}/field`]: "title" }),
    { rows: [expired] },
    saying(/expirationTime "Row 1" is in the past/),
    [false, true],
  ),
  "/rules/*/when": differs(
    rules({ [`${expiry}/when`]: { not: {} } }, true),
    { rows: [expired] },
    callCount,
    [0, 1],
  ),
  "/rules/*/schema": differs(
    rules({ [`${expiry}/schema`]: {} }, true),
    { rows: [expired] },
    callCount,
    [0, 1],
  ),
  "/rules/*/message": differs(
    rules({ [`${expiry}/message`]: "It is {value}." }),
    { rows: [expired] },
    saying(/It is "2020-01-01T00:00:00Z"\./),
    [false, true],
  ),
  "/rules/*/accepts": () => {
    const [accepted] = ruleSet.rules[expiryAt]?.accepts ?? [];
    expect([
      findings(accepted ?? expired),
      findings({ expirationTime: "2020-01-01T00:00:00Z" }),
    ]).to.deep.equal([0, 1]);
  },
  "/rules/*/rejects": () => {
    const [refused] = ruleSet.rules[expiryAt]?.rejects ?? [];
    expect([findings(refused ?? {}), findings({ expirationTime: "2999-01-01T00:00:00Z" })]).to.deep.equal([
      1, 0,
    ]);
  },
  "/rules/*/level": differs(
    rules({ [`${expiry}/level`]: "warning" }),
    { rows: [expired] },
    ({ calls, warnings }) => [calls.length, warnings.map(({ code }) => code)],
    [
      [0, []],
      [1, ["ExpiredIndicator"]],
    ],
  ),
  "/values/*/within": stixSent(
    { "/values/2/within": ["file:name"] },
    { pattern: "[url:value = 'hxxps://bad.example/']" },
    ({ calls }) => calls[0]?.rows[0]?.["pattern"],
    ["[url:value = 'https://bad.example/']", "[url:value = 'hxxps://bad.example/']"],
  ),
  "/benign/*/list": async () => {
    const other = "schemas/values/other.json";
    const { schemas, ...others } = changed(rules({ "/benign/0/list": other }, true));
    const list = { groups: [{ reason: "on another list", source: "The test", addresses: ["203.0.113.9"] }] };
    const declarations = { ...others, schemas: new Map([...schemas, [other, list]]) };
    const given = ["203.0.113.9", "8.8.8.8"].map((value, n) =>
      row(n, { indicatorType: "IpAddress", indicatorValue: value }),
    );
    expect(benignRows(await ranRows(given))).to.deep.equal([1]);
    expect(benignRows(await ranRows(given, { declarations }))).to.deep.equal([0, 1]);
  },
  "/benign/*/fields": differs(
    rules({ "/benign/1/fields": ["title"] }),
    { rows: [row(0, { indicatorValue: "microsoft.com" }), row(1, { title: "microsoft.com" })] },
    benignRows,
    [[0], [0, 1]],
  ),
  "/benign/*/as": differs(rules({ "/benign/3/as": "host" }), { rows: [emptyFile] }, benignRows, [[0], []]),
  "/benign/*/when": differs(
    rules({ "/benign/3/when": { not: {} } }, true),
    { rows: [emptyFile] },
    benignRows,
    [[0], []],
  ),
  "/benign/*/message": differs(
    rules({ "/benign/1/message": "{field} {value}: {reason}." }),
    { rows: [microsoft] },
    ({ warnings }) => warnings[0]?.message === 'indicatorValue "microsoft.com": a Microsoft host.',
    [false, true],
  ),
  "/benign/*/within": stixSent(
    { "/benign/3/within": ["file:name"] },
    { pattern: "[file:hashes.MD5 = 'd41d8cd98f00b204e9800998ecf8427e']" },
    benignRows,
    [[0], []],
  ),
  "/benign/*/warns": () => {
    const [warned] = ruleSet.benign?.[1]?.warns ?? [];
    expect([benignIn(warned ?? {}), benignIn({})]).to.deep.equal([1, 0]);
  },
  "/benign/*/accepts": () => {
    const [accepted] = ruleSet.benign?.[1]?.accepts ?? [];
    expect([benignIn(accepted ?? microsoft), benignIn(microsoft)]).to.deep.equal([0, 1]);
  },
  "/use": differs(
    { schemas: { "schemas/rules/ti_indicator.json": { "/use": undefined } } },
    {
      input: valueOf([tiRow(1, { domainName: "bad[.]example" })]),
      options: { name: "submit_ti_indicators" },
    },
    callCount,
    [0, 1],
  ),
  "/notSuggested/*/field": differs(
    rules({ "/notSuggested/0/field": "severity" }),
    { rows: [row(1, { indicatorType: "DomainName", indicatorValue: "bad.example", action: "Remediate" })] },
    saying(/write it as BlockAndRemediate\.$/),
    [false, true],
  ),
  "/notSuggested/*/words": differs(
    rules({ "/notSuggested/0/words": ["Warn"] }),
    { rows: [row(1, { indicatorType: "DomainName", indicatorValue: "bad.example", action: "Remediate" })] },
    saying(/write it as BlockAndRemediate\.$/),
    [false, true],
  ),
  "/notSuggested/*/with": differs(
    rules({ "/notSuggested/0/with": { indicatorType: ["Url"] } }),
    { rows: [row(1, { indicatorType: "DomainName", indicatorValue: "bad.example", action: "Remediate" })] },
    saying(/write it as BlockAndRemediate\.$/),
    [false, true],
  ),
  "/valueSynonyms": differs(
    rules({ "/valueSynonyms/action/Shun": "Block" }),
    { rows: [row(1, { action: "shun" })] },
    saying(/write it as Block\.$/),
    [false, true],
  ),
  "/values/*/code": differs(
    rules({ "/values/0/code": "Other" }),
    { rows: [row(1, { indicatorValue: "bad" })] },
    codes,
    [["InvalidIndicator"], ["Other"]],
  ),
  "/values/*/fields": differs(
    rules({ "/values/0/fields": ["application"] }),
    { rows: [row(1, { application: "bad[.]example" })], options: { normalize: true } },
    ({ calls }) => calls[0]?.rows[0]?.["application"],
    ["bad[.]example", "bad.example"],
  ),
  "/values/*/kind": differs(
    rules({ "/values/1/kind": "text" }),
    { rows: [row(1, { expirationTime: "never" })] },
    callCount,
    [0, 1],
  ),
  "/values/*/by": differs(
    rules({ "/values/0/by": "action" }),
    { rows: [row(1, { indicatorValue: "bad" })] },
    callCount,
    [0, 1],
  ),
  "/values/*/kinds": differs(
    rules({ "/values/0/kinds/DomainName": "name" }),
    { rows: [row(1, { indicatorValue: "bad" })] },
    callCount,
    [0, 1],
  ),
  "/values/*/description": connectorDiffers(
    rules({ "/values/0/description": "Another one." }),
    (c) => c.describe("import_indicators").rules[0]?.message === "Another one.",
    [false, true],
  ),
  "/values/*/source": connectorDiffers(
    rules({ "/values/0/source": "S" }),
    (c) => c.describe("import_indicators").rules[0]?.source === "S",
    [false, true],
  ),
};

/** Compares the reasons and the warnings about names after a change of the declared names. */
const namesDiffer = (changes: Changes, given: JsonObject, values: readonly [unknown, unknown]): Proof =>
  differs(
    { schemas: { "schemas/names/indicator.json": changes } },
    { rows: [row(1, given)] },
    ({ calls, warnings, reasons }) => {
      const names = Object.keys(given)
        .concat("title")
        .filter((name) => name in (calls[0]?.rows[0] ?? {}));
      return [codes({ reasons } as Ran), warnings.map(({ code }) => code), names];
    },
    values,
  );

const nameProofs: Record<string, Proof> = {
  "/synonyms": namesDiffer({ "/synonyms/title": ["heading"] }, { heading: "A row" }, [
    [["null"], ["UnknownField"], ["heading", "title"]],
    [["InvalidIndicator"], [], []],
  ]),
  "/spellings": namesDiffer({ "/spellings/heading": "application" }, { heading: "A row" }, [
    [["null"], ["UnknownField"], ["heading", "title"]],
    [["null"], ["Normalized"], ["title"]],
  ]),
  "/wrappers": namesDiffer({ "/wrappers": ["outer"] }, { "outer.title": "A row" }, [
    [["null"], ["UnknownField"], ["outer.title", "title"]],
    [["InvalidIndicator"], [], []],
  ]),
  "/affixes/*/before": namesDiffer({ "/affixes/title": { before: ["our"] } }, { ourTitle: "A row" }, [
    [["null"], ["UnknownField"], ["ourTitle", "title"]],
    [["InvalidIndicator"], [], []],
  ]),
  "/affixes/*/after": namesDiffer({ "/affixes/title": { after: ["line"] } }, { titleLine: "A row" }, [
    [["null"], ["UnknownField"], ["titleLine", "title"]],
    [["InvalidIndicator"], [], []],
  ]),
  "/unsupported": namesDiffer({ "/unsupported": { heading: "Remove it, please." } }, { heading: "A row" }, [
    [["null"], ["UnknownField"], ["heading", "title"]],
    [["InvalidIndicator"], [], []],
  ]),
  "/tolerated": namesDiffer({ "/tolerated": ["heading"] }, { heading: "A row" }, [
    [["null"], ["UnknownField"], ["heading", "title"]],
    [["null"], [], ["heading", "title"]],
  ]),
};

const listPath = "schemas/values/benign.json";
const benignGroups = (own.schemas.get(listPath) as unknown as BenignList).groups;
/** Changes the first group with the field. */
const inGroup = (field: keyof BenignList["groups"][number], value: unknown, given: JsonObject): Proof =>
  differs(
    {
      schemas: {
        [listPath]: {
          [`/groups/${benignGroups.findIndex((group) => Object.hasOwn(group, field))}/${field}`]: value,
        },
      },
    },
    { rows: [row(0, given)] },
    benignRows,
    [[0], []],
  );
const benignProofs: Record<string, Proof> = {
  "/groups/*/reason": differs(
    { schemas: { [listPath]: { "/groups/0/reason": "a reason" } } },
    { rows: [row(0, { indicatorType: "IpAddress", indicatorValue: "8.8.8.8" })] },
    ({ warnings }) => warnings[0]?.message.includes('"8.8.8.8" is a reason;'),
    [false, true],
  ),
  "/groups/*/source": async () => {
    const { connector } = await stub();
    const pageOf = (declarations: Declarations) =>
      actionPages(connector, declarations).get("actions/benign_values.md");
    const declarations = changed({ schemas: { [listPath]: { "/groups/0/source": "Another source" } } });
    expect(pageOf(own)).to.not.contain("Another source");
    expect(pageOf(declarations)).to.contain("Another source");
  },
  "/groups/*/addresses": inGroup("addresses", [], { indicatorType: "IpAddress", indicatorValue: "8.8.8.8" }),
  "/groups/*/networks": inGroup("networks", [], {
    indicatorType: "IpAddress",
    indicatorValue: "45.90.28.77",
  }),
  "/groups/*/hosts": inGroup("hosts", ["dns.example"], { indicatorValue: "dns.google" }),
  "/groups/*/sharedHosts": inGroup("sharedHosts", ["shared.example"], { indicatorValue: "bing.com" }),
  "/groups/*/publicSuffixes": inGroup("publicSuffixes", undefined, { indicatorValue: "github.io" }),
  "/groups/*/hashes": inGroup("hashes", [], {
    indicatorType: "FileMd5",
    indicatorValue: "d41d8cd98f00b204e9800998ecf8427e",
  }),
};

const swap = "replace_indicator_action";
const old = { id: "17", ...row(1) };
/** Existing objects, with two names and two properties to compare. */
const swapList = [
  { id: "17", name: "Row 1", indicatorType: "DomainName", indicatorValue: "host-1.example", title: "Other" },
  { id: "16", indicatorType: "DomainName", indicatorValue: "host-2.example" },
];
/** Lists these objects, imports rows with the id 18, and deletes the requested ids. */
const swapService: Service = (call) => {
  if (call.request.method === "GET") return response({ value: swapList });
  return call.request.url.endsWith("/import")
    ? response({ value: call.rows.map((one) => taken(one, "18")) })
    : nothing();
};
const listsSwapped =
  (rest: Service): Service =>
  (call) =>
    (call.request.method === "GET" ? swapService : rest)(call);
const swapped = (
  changes: Changes,
  view: View,
  values: readonly [unknown, unknown],
  given: { rows?: readonly unknown[]; options?: RanOptions } = {},
): Proof =>
  differs(
    { of: swap, action: changes },
    {
      input: importOf(given.rows ?? [old]),
      options: { name: swap, service: swapService, ...given.options },
    },
    view,
    values,
  );
const otherCase = { indicatorType: "Url", indicatorValue: "https://bad.example/A" };
/** Uses an old indicator with another order of groups, another title and, for a URL, another letter case. */
const swappedSame = (same: JsonObject, change: JsonObject, codesOf: readonly [string, string]): Proof => {
  const { indicatorType = "DomainName", indicatorValue = "host-1.example", rbacGroupNames = [] } = change;
  const item = {
    ...row(1, { ...change, indicatorType, title: "Row 1" }),
    id: "17",
    indicatorValue: String(indicatorValue).toLowerCase(),
    rbacGroupNames: (rbacGroupNames as string[]).toReversed(),
  };
  const lists: Service = (call) =>
    call.request.method === "GET" ? response({ value: [item] }) : swapService(call);
  const options = { service: lists };
  const place = `/steps/1/precondition/mustMatch/${same["field"] === "rbacGroupNames" ? 2 : 0}`;
  const given = { rows: [{ ...old, title: "Title", ...change }], options };
  return swapped({ [place]: same }, codes, [[codesOf[0]], [codesOf[1]]], given);
};
const sentTo: View = ({ calls }) =>
  calls.filter(({ request }) => request.method !== "GET").map(({ request }) => request.url.split("/").at(-1));
const placesCalled: View = (run) => [...new Set(sentTo(run) as string[])];
const firstRow: View = ({ output }) => (output.json_body as { value: JsonObject[] }).value[0];
const columnOf =
  (name: string): View =>
  (run) =>
    (firstRow(run) as JsonObject)[name];
const swapTells = (field: string, value: unknown): Proof =>
  connectorDiffers(
    { of: swap, action: { [`/${field}`]: value } },
    (c) => (c.describe(swap) as unknown as JsonObject)[field],
    [(own.composed.get(swap) as unknown as JsonObject)[field], value],
  );
const swapExample = own.composed.get(swap)?.examples[0] as NonNullable<
  ReturnType<typeof own.composed.get>
>["examples"][number];
const notTaken = listsSwapped(({ rows: sent }) =>
  response({ value: sent.map((one) => ({ ...taken(one), isFailed: true, failureReason: "no" })) }),
);

const feedInput = {
  json_body: { content: "bad.example\n", format: "text", defaults: { action: "Audit" } },
};
/** Proves that a value at a pointer into the body of parse_indicators is the first as declared, and the second after the change. */
const parsed = (changes: Changes, pointer: string, values: readonly [unknown, unknown]): Proof =>
  differs(
    { of: "parse_indicators", action: changes },
    { input: feedInput, options: { name: "parse_indicators" } },
    ({ output }) => getAt(output.json_body, `/${pointer}`),
    values,
  );

const composedProofs: Record<string, Proof> = {
  "/name": async () => {
    const declarations = changed({ of: swap, action: { "/name": "other" } });
    const { connector } = await stub({ declarations });
    expect(connector.actions().map(({ name }) => name)).to.include("other");
  },
  "/id": swapTells("id", "7"),
  "/title": swapTells("title", "T"),
  "/description": swapTells("description", "D"),
  "/docs": swapTells("docs", ["https://a.example"]),
  "/effect": swapTells("effect", "write"),
  "/connectionTest": async () => {
    const status = async (...parts: string[]) => {
      const declarations = changed({ of: "test_connection", action: { "/connectionTest": parts } });
      const { output, calls } = await ran({}, { name: "test_connection", declarations });
      return [calls.length, (output.json_body as JsonObject)["status"]];
    };
    expect([await status("permissions", "write"), await status("permissions")]).to.deep.equal([
      [1, 200],
      [0, 0],
    ]);
  },
  "/parse/mapping": parsed({ "/parse/mapping": "schemas/mappings/stix_object.json" }, "Indicators/0/type", [
    undefined,
    "indicator",
  ]),
  "/parse/input": differs(
    { of: "parse_indicators", action: { "/parse/input": "/headers" } },
    { input: feedInput, options: { name: "parse_indicators" } },
    errorCode,
    [undefined, "InvalidInput"],
  ),
  "/parse/rows": parsed({ "/parse/rows": "/rows" }, "rows/0/indicatorValue", [undefined, "bad.example"]),
  "/parse/items": parsed({ "/parse/items": "/entries" }, "entries/0/status", [undefined, "taken"]),
  "/steps/*/action": swapped({ "/steps/1/action": "delete_ti_indicators" }, placesCalled, [
    ["import", "BatchDelete"],
    ["import", "deleteTiIndicators"],
  ]),
  "/steps/*/omit": swapped(
    { "/steps/0/omit": ["title"] },
    ({ calls }) => ["id", "title"].filter((name) => name in (calls[1]?.rows[0] ?? {})),
    [["title"], ["id"]],
    { options: { validation: "off" } },
  ),
  "/steps/*/pluck": swapped(
    { "/steps/1/pluck": "title" },
    ({ calls }) => calls[2]?.body["IndicatorIds"],
    [["17"], ["Row 1"]],
    { options: { validation: "off" } },
  ),
  "/steps/*/skipIfEqual/row": swapped(
    { "/steps/1/skipIfEqual/row": "title" },
    sentTo,
    [["import", "BatchDelete"], ["import"]],
    { rows: [{ ...old, title: "18" }] },
  ),
  "/steps/*/skipIfEqual/result": swapped({ "/steps/1/skipIfEqual/result": "replacedId" }, sentTo, [
    ["import", "BatchDelete"],
    ["import"],
  ]),
  "/steps/*/precondition/action": swapped(
    { "/steps/1/precondition/action": "list_device_groups" },
    ({ calls }) => calls[0]?.request.url.split("?")[0]?.split("/").at(-1),
    ["indicators", "ByMachineGroups"],
  ),
  "/steps/*/precondition/input": swapped(
    { "/steps/1/precondition/input": { parameters: { $top: 7 } } },
    ({ calls }) => decodeURIComponent(calls[0]?.request.url.split("?")[1] ?? ""),
    ["$select=id,indicatorType,indicatorValue,rbacGroupNames", "$top=7"],
  ),
  "/steps/*/precondition/row": swapped({ "/steps/1/precondition/row": "title" }, codes, [
    ["null"],
    ["NotFound"],
  ]),
  "/steps/*/precondition/item": swapped({ "/steps/1/precondition/item": "name" }, codes, [
    ["null"],
    ["NotFound"],
  ]),
  "/steps/*/precondition/mustMatch": swapped({ "/steps/1/precondition/mustMatch": ["title"] }, codes, [
    ["null"],
    ["InvalidRow"],
  ]),
  "/steps/*/precondition/mustMatch/*/field": swappedSame({ field: "title" }, {}, ["null", "InvalidRow"]),
  "/steps/*/precondition/mustMatch/*/ignoreCase": swappedSame(
    { field: "indicatorValue", ignoreCase: true },
    otherCase,
    ["InvalidRow", "null"],
  ),
  "/steps/*/precondition/mustMatch/*/ignoreCase/field": swappedSame(
    { field: "indicatorValue", ignoreCase: { field: "title", in: ["Url", "Row 1"] } },
    { ...otherCase, title: "Row 1" },
    ["InvalidRow", "null"],
  ),
  "/steps/*/precondition/mustMatch/*/ignoreCase/in": swappedSame(
    { field: "indicatorValue", ignoreCase: { field: "indicatorType", in: ["Url"] } },
    otherCase,
    ["InvalidRow", "null"],
  ),
  "/steps/*/precondition/mustMatch/*/unordered": swappedSame(
    { field: "rbacGroupNames" },
    { rbacGroupNames: ["b", "a"] },
    ["null", "InvalidRow"],
  ),
  "/steps/*/emit": swapped({ "/steps/0/emit": [] }, columnOf("id"), ["18", null]),
  "/rows/items": async () => {
    const body = "/properties/json_body";
    const rowsProperty = { description: "The rows.", type: "array", items: { type: "object" } };
    const input = {
      [`${body}/properties/Rows`]: rowsProperty,
      [`${body}/properties/Indicators`]: undefined,
      [`${body}/required`]: ["Rows"],
    };
    const schemas = { [`schemas/actions/${swap}.input.json`]: input };
    const declarations = changed({ of: swap, action: { "/rows/items": "/json_body/Rows" }, schemas });
    const run = await ran({ json_body: { Rows: [old] } }, { name: swap, service: swapService, declarations });
    expect(columnOf("id")(run)).to.equal("18");
  },
  "/rows/batchSize": swapped(
    { "/rows/batchSize": 1 },
    sentTo,
    [
      ["import", "BatchDelete"],
      ["import", "BatchDelete", "import", "BatchDelete"],
    ],
    { rows: [old, { id: "16", ...row(2) }] },
  ),
  "/results/items": swapped(
    { "/results/items": "/list" },
    ({ output }) => Object.keys(output.json_body as object),
    [["value"], ["list"]],
  ),
  "/results/match/row": swapped({ "/results/match/row": "title" }, columnOf("replacedId"), ["17", "Row 1"]),
  "/results/match/result": swapped({ "/results/match/result": "was" }, columnOf("was"), [undefined, "17"]),
  "/results/failedField": swapped({ "/results/failedField": "bad" }, columnOf("bad"), [undefined, false]),
  "/results/reasonField": swapped({ "/results/reasonField": "why" }, columnOf("why"), [undefined, "no"], {
    options: { service: notTaken },
  }),
  "/results/step": swapped({ "/results/step": "at" }, columnOf("at"), [undefined, "import_indicators"], {
    options: { service: notTaken },
  }),
  "/results/template": swapped({ "/results/template/more": 7 }, columnOf("more"), [undefined, 7]),
  "/examples/*/title": connectorDiffers(
    { of: swap, action: { "/examples/0/title": "T" } },
    (c) => c.describe(swap).examples[0]?.title === "T",
    [false, true],
  ),
  "/examples/*/now": async () => {
    const [first] = (swapExample.input["json_body"] as { Indicators: JsonObject[] }).Indicators;
    const expiring = { ...first, expirationTime: "2021-01-01T00:00:00Z" };
    const given = { ...swapExample, input: importOf([expiring]) as JsonObject };
    const early = await outputOfSteps(swap, { ...given, now: "2020-01-01T00:00:00Z" });
    expect(early).to.deep.include({ status_code: 200 });
    expect(await outputOfSteps(swap, given)).to.equal("0 calls for 3 responses");
  },
  "/examples/*/input": async () => {
    const input = importOf([]) as JsonObject;
    expect(await outputOfSteps(swap, { ...swapExample, input })).to.equal("0 calls for 3 responses");
  },
  "/examples/*/responses/*/status": async () => {
    const [first, second, third] = swapExample.responses;
    const responses = [first ?? {}, second ?? {}, { ...third, status: 403 }];
    expect(await outputOfSteps(swap, { ...swapExample, responses })).to.not.deep.equal(swapExample.output);
  },
  "/examples/*/responses/*/body": async () => {
    const responses = [{ body: { value: [] } }];
    expect(await outputOfSteps(swap, { ...swapExample, responses })).to.not.deep.equal(swapExample.output);
  },
  "/examples/*/output": connectorDiffers(
    { of: swap, action: { "/examples/0/output": {} } },
    (c) => c.describe(swap).examples[0]?.output,
    [swapExample.output, {}],
  ),
  "/antiExamples/*/input": async () => {
    expect(await failureOf(swap, importOf([old]))).to.not.contain("id is missing");
    expect(await failureOf(swap, importOf([row(1)]))).to.contain("id is missing");
  },
  "/antiExamples/*/code": async () => {
    expect((await failureOf(swap, importOf([row(1)]))).split(":")[0]).to.equal("InvalidRow");
  },
  "/antiExamples/*/reason": async () => {
    expect(await failureOf(swap, importOf([row(1)]))).to.contain("add it");
  },
};

/** Fields that a run does not read, each with its reader. */
const readElsewhere: Record<string, string> = {
  "action /$schema": "editors",
  "action /antiExamples/*/title": "the sweep: names its test",
  "benign /$schema": "editors",
  "composed /$schema": "editors",
  "composed /antiExamples/*/title": "the sweep: names its test",
  "composed /deleteMatching/filter":
    "the rules between declarations: the input's schema must declare the filter",
  "manifest /$schema": "editors",
  "manifest /assets/*/title": "the command line: test-connection",
  "names /$schema": "editors",
  "rules /$schema": "editors",
};

const proofs: Record<string, Record<string, Proof>> = {
  action: { ...actionProofs, ...sourceActionProofs },
  benign: benignProofs,
  composed: { ...composedProofs, ...syncProofs },
  manifest: { ...manifestProofs, ...sourceManifestProofs },
  names: nameProofs,
  rules: ruleProofs,
};

/** Returns the paths of the fields that a meta schema declares. `*` means any item or name. */
function leaves(schema: JsonObject, at = ""): string[] {
  const { $ref, properties, items, additionalProperties, oneOf } = schema as Record<
    string,
    JsonObject | undefined
  >;
  if (typeof $ref === "string") {
    const [, place = ""] = ($ref as string).split("#");
    return leaves((getAt(own.schemas.get("schemas/meta/action.schema.json"), place) ?? {}) as JsonObject, at);
  }
  if (Array.isArray(oneOf)) {
    const more = (oneOf as JsonObject[]).flatMap((part) =>
      part["properties"] === undefined ? [] : leaves(part, at),
    );
    return [at, ...more];
  }
  if (properties !== undefined)
    return Object.entries(properties).flatMap(([name, part]) => leaves(part as JsonObject, `${at}/${name}`));
  for (const below of [items, additionalProperties])
    if (below?.["properties"] !== undefined) return leaves(below, `${at}/*`);
  if (Array.isArray(items?.["oneOf"])) return [at, ...leaves(items, `${at}/*`).slice(1)];
  return [at];
}

const declaredFields = ["action", "benign", "composed", "manifest", "names", "rules"].flatMap((name) =>
  leaves(own.schemas.get(`schemas/meta/${name}.schema.json`) as JsonObject).map((path) => `${name} ${path}`),
);

describe("declare: every field changes behaviour", () => {
  for (const [file, table] of Object.entries(proofs))
    for (const [path, proof] of Object.entries(table)) it(`${file} ${path}`, async () => proof());

  it("has a proof or another reader for every field: add one for a new field, and remove obsolete ones", () => {
    const proven = Object.entries(proofs).flatMap(([file, table]) =>
      Object.keys(table).map((path) => `${file} ${path}`),
    );
    expect([...proven, ...Object.keys(readElsewhere)].toSorted()).to.deep.equal(declaredFields.toSorted());
  });
});
