/** The calls with the same result through every adapter. */
import type { JsonObject } from "../../../connector/index.js";
import { canary, stranger } from "../../platforms/shared/process.js";
import { importOf, row, rows } from "../../support/rows.js";
import { idsOf, stixObject, uploadOf } from "../../support/ti_rows.js";
import type { Call } from "./adapter.js";

const hash = "a1b2c3d4e5f60718293a4b5c6d7e8f9001122334";
const seeded = [row(1), row(2), row(3)];

/** Returns a call of import_indicators. */
function importing(
  name: string,
  indicators: readonly unknown[],
  expected: Call["expected"],
  more: Partial<Call> = {},
): Call {
  return { name, action: "import_indicators", input: () => importOf(indicators), expected, ...more };
}

/** A row with field names that mean something to JavaScript; parsed from JSON, so that they are own properties. */
const prototypeKeys = JSON.parse(
  `{"__proto__":{"isAdmin":true},"constructor":"x","toString":1,${JSON.stringify(row(1)).slice(1)}`,
) as JsonObject;

/** All calls. */
export const calls: readonly Call[] = [
  importing("good rows", rows(3), { status: 200, rows: { in: 3 } }),
  importing(
    "bad rows among good ones",
    [
      row(1),
      row(2, { indicatorType: "IpAddress", indicatorValue: "192.0.2.0/24" }),
      row(3, { indicatorType: "FileSha1", indicatorValue: "abc" }),
      row(4, { expirationTime: "2020-01-01T00:00:00Z" }),
      row(5, { title: "" }),
      "host-6.example",
      null,
      row(7),
    ],
    { status: 200, rows: { in: 2, InvalidIndicator: 3, ExpiredIndicator: 1, InvalidRow: 2 } },
    { isBrief: true },
  ),
  importing("more rows than fit into a call", rows(1234), { status: 200, rows: { in: 1234 } }),
  importing(
    "repeated rows",
    [
      row(1),
      row(2),
      row(1),
      row(3, { indicatorType: "FileSha1", indicatorValue: hash }),
      row(3, { indicatorType: "FileSha1", indicatorValue: hash }),
    ],
    { status: 200, rows: { in: 5 } },
  ),
  importing(
    "one indicator with other fields, and one value with another action",
    [row(1), row(1, { title: "The last one stands" }), row(1, { action: "Allowed" })],
    { status: 200, rows: { in: 3 } },
  ),
  importing(
    "unknown fields, and one in another letter case",
    [row(1, { colour: "red" }), row(2, { Severity: "High" })],
    { status: 200, rows: { in: 1, InvalidIndicator: 1 } },
  ),
  importing(
    "field names that mean something to JavaScript",
    [prototypeKeys, row(2)],
    { status: 200, rows: { in: 2 } },
    { isBrief: true },
  ),
  importing("an empty list", [], { status: 200, rows: {} }),
  importing("nothing but bad rows", [row(1, { action: "Smile" })], {
    status: 400,
    rows: { InvalidIndicator: 1 },
  }),
  importing(
    "no list",
    [],
    { error: "InvalidInput", rows: {} },
    { input: () => ({ json_body: {} }), isBrief: true },
  ),
  importing(
    "a value that is not a list",
    [],
    { error: "InvalidInput", rows: {} },
    { input: () => ({ json_body: { Indicators: "host-1.example" } }) },
  ),
  importing("an input without a body", [], { error: "InvalidInput", rows: {} }, { input: () => ({}) }),
  importing(
    "values that are normalized",
    [row(1, { indicatorValue: " Host-1[.]example " })],
    { status: 200, rows: { in: 1 } },
    { asset: { normalize: true } },
  ),
  importing(
    "a service that is busy once",
    rows(2),
    { status: 200, rows: { in: 2 } },
    {
      arrange: (simulator) =>
        simulator.addFault({ kind: "status", status: 429, retryAfterSeconds: 1, times: 1 }),
    },
  ),
  importing(
    "a service that fails once",
    rows(2),
    { status: 200, rows: { in: 2 } },
    { arrange: (simulator) => simulator.addFault({ kind: "status", status: 503, times: 1 }) },
  ),
  importing(
    "a response that is lost once",
    rows(2),
    { status: 200, rows: { in: 2 } },
    { arrange: (simulator) => simulator.addFault({ kind: "resetAfter", times: 1 }) },
  ),
  importing(
    "one row that makes the service reject all",
    [...rows(6), row(7, { indicatorType: "FileMd5", indicatorValue: "d41d8cd98f00b204e9800998ecf8427e" })],
    { status: 200, rows: { in: 6, Rejected: 1 } },
    {
      arrange: (simulator) =>
        simulator.configure({ acceptMd5: false, semanticFaults: "whole", unnamedErrors: true }),
    },
  ),
  importing(
    "a second call that fails permanently",
    [row(1), row(1, { title: "Again" })],
    { status: 207, rows: { in: 1, ServiceFailed: 1 } },
    {
      arrange: (simulator) => simulator.addFault({ kind: "status", status: 501, calls: [2] }),
      isBrief: true,
    },
  ),
  importing(
    "a service that denies access",
    rows(2),
    { status: 403, rows: { Forbidden: 2 } },
    { arrange: (simulator) => simulator.addFault({ kind: "status", status: 403 }) },
  ),
  importing(
    "a tenant that is full",
    rows(4),
    { status: 200, rows: { in: 2, "Max capacity exceeded": 2 } },
    { arrange: (simulator) => simulator.configure({ capacity: 2 }) },
  ),
  importing(
    "a wrong secret",
    rows(2),
    { status: 0, error: "InvalidCredentials", rows: { NotSent: 2 } },
    { asset: { client_secret: `${canary}x` }, isBrief: true },
  ),
  importing(
    "an application without permission",
    rows(2),
    { status: 0, error: "MissingPermission", rows: { NotSent: 2 } },
    { asset: { client_id: stranger.client_id } },
  ),
  importing(
    "an incomplete asset",
    rows(2),
    { error: "InvalidAsset", rows: {} },
    { asset: { client_secret: undefined } },
  ),
  importing(
    "a deadline that is nearer than the wait that the service asks for",
    rows(2),
    { status: 429, rows: { Throttled: 2 } },
    {
      arrange: (simulator) => simulator.addFault({ kind: "status", status: 429, retryAfterSeconds: 3600 }),
      asset: { deadline_ms: 60_000 },
    },
  ),
  importing(
    "a run that is cancelled after two calls",
    rows(1200),
    { status: 207, rows: { in: 1000, NotSent: 200 } },
    { asset: { rate_limits: { import: { calls: 2, per_seconds: 3600 } } }, isCancelled: true, isBrief: true },
  ),
  {
    name: "ids that are deleted, one of them missing and one repeated",
    action: "batch_delete_indicators",
    seed: seeded,
    input: ([first = "", second = ""]) => idsOf([first, "999999", first, second, 7]),
    expected: { status: 204, rows: { in: 3, NotFound: 1, InvalidRow: 1 } },
    isBrief: true,
  },
  {
    name: "a list of all pages",
    action: "get_indicators",
    seed: seeded,
    arrange: (simulator) => simulator.configure({ pageSize: 2 }),
    input: () => ({ parameters: { $select: ["indicatorValue", "title"] }, all_pages: true }),
    expected: { status: 200, rows: { in: 3 } },
  },
  {
    name: "a missing id",
    action: "get_indicator_by_id",
    input: () => ({ path_parameters: { id: "999999" } }),
    expected: { status: 404, rows: { in: 1 } },
  },
  {
    name: "a response without a body",
    action: "delete_indicator_by_id",
    seed: seeded,
    input: ([first]) => ({ path_parameters: { id: first } }),
    expected: { status: 204, rows: { in: 1 } },
  },
  {
    name: "a composite action",
    action: "replace_indicator_action",
    seed: seeded,
    input: ([first, second]) =>
      importOf([
        { ...row(1, { action: "Allowed" }), id: first },
        { ...row(2, { action: "Smile" }), id: second },
        { ...row(8), id: "999999" },
      ]),
    expected: { status: 200, rows: { in: 1, InvalidIndicator: 1, NotFound: 1 } },
  },
  {
    name: "objects for another service, with a value in the path",
    action: "upload_stix_objects",
    input: (_ids, { workspace }) => uploadOf([stixObject(1), stixObject(2, { id: "x" }), {}], workspace),
    expected: { status: 200, rows: { in: 1, InvalidStixObject: 2 } },
  },
  {
    name: "the connection test",
    action: "test_connection",
    input: () => ({}),
    expected: { status: 200, rows: { in: 1 } },
  },
  {
    name: "a feed that is parsed",
    action: "parse_indicators",
    input: () => ({
      json_body: {
        content_base64: Buffer.from("hxxps://bad[.]example/x\n8.8.8.8\n").toString("base64"),
        format: "text",
        defaults: { action: "Block" },
      },
    }),
    expected: { status: 200, rows: { in: 1 } },
    isBrief: true,
  },
  {
    name: "a feed without an action",
    action: "parse_indicators",
    input: () => ({ json_body: { content: "bad.example\n", format: "text" } }),
    expected: { error: "InvalidOption", rows: {} },
  },
  {
    name: "a body of Parse Indicators that is passed on whole",
    action: "import_indicators",
    input: () => ({ json_body: { Indicators: [row(1)], items: [{ status: "taken", rows: 1 }] } }),
    expected: { status: 200, rows: { in: 1 } },
  },
];
