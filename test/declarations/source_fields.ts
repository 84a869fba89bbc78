/** Proofs that the declared fields of services without a login, and of their lists, change behaviour. */
import { expect } from "chai";
import type { JsonObject } from "../../connector/index.js";
import { checkAll } from "../../connector/examples/check_examples.js";
import {
  asset,
  type Change,
  changed,
  type Changes,
  own,
  type Ran,
  ran,
  response,
  type Service,
} from "../engine/stub.js";
import { assetFor } from "./sweep.js";

type Proof = () => Promise<void>;
type View = (run: Ran) => unknown;

const objects = "get_taxii_objects";
const attributes = "search_misp_attributes";

/** Proves that a run differs after a change. */
function sourceDiffers(
  name: string,
  change: Omit<Change, "of">,
  given: { input?: JsonObject; service: Service; asset?: JsonObject },
  view: View,
  [asDeclared, asChanged]: readonly [unknown, unknown],
): Proof {
  return async () => {
    const input = given.input ?? (name === objects ? inApi1() : {});
    const options = { name, asset: given.asset ?? assetFor(name), service: given.service };
    expect(view(await ran(input, options)), "as declared").to.deep.equal(asDeclared);
    const declarations = changed({ of: name, ...change });
    expect(view(await ran(input, { ...options, declarations })), "as changed").to.deep.equal(asChanged);
  };
}

const inApi1 = (parameters: JsonObject = {}): JsonObject => ({
  path_parameters: { api_root: "/api1/", collection_id: "c" },
  parameters,
});
const of = (changes: Changes): Omit<Change, "of"> => ({ action: changes });
const callCount: View = ({ calls }) => calls.length;
const bodyOf: View = ({ output }) => output.json_body;
const path: View = ({ calls }) => new URL(calls.at(-1)?.request.url ?? "").pathname;
const search: View = ({ calls }) => new URL(calls.at(-1)?.request.url ?? "").search;

const first = "x-taxii-date-added-first";
const last = "x-taxii-date-added-last";
const time = "2026-01-01T00:00:00Z";
const later = "2026-01-02T00:00:00Z";

/** Two pages with a cursor, or with these positions. */
const pages =
  (one: JsonObject, headers: Record<string, string> = {}): Service =>
  ({ n }) =>
    n === 1
      ? response({ objects: [{ id: "a" }], ...one }, 200, headers)
      : response({ objects: [{ id: "a" }, { id: "b" }] });
const cursor = pages({ more: true, next: "n", further: true, token: "t" });
const discovery: Service = ({ n }) =>
  n === 1
    ? response({
        api_roots: ["/api1/", "/api2/"],
        roots: ["/other/api1/"],
        default: "/api2/",
        main: "/api1/",
      })
    : response({ objects: [] });
const named = { path_parameters: { api_root: "api1", collection_id: "c" } };
const unnamed = { path_parameters: { collection_id: "c" } };
/** The second of three pages is lost once. */
const lostPage: Service = ({ n }) =>
  n === 2
    ? { failure: "lost", code: "ECONNRESET" }
    : response({ objects: [{ id: String(n) }], ...(n < 4 ? { more: true, next: "n" } : {}) });

/** A page counts as full, and the second one is the last. */
const counted: Service = ({ n }) =>
  response({ response: { Attribute: [{ uuid: String(n) }] } }, 200, {
    "x-result-count": n === 1 ? "3" : "1",
    "x-total": "1",
  });
const two = { json_body: { limit: 2 } };
const sent =
  (name: string): View =>
  ({ calls }) =>
    calls.map(({ body }) => body[name]);

/** Fields of actions. */
export const sourceActionProofs: Record<string, Proof> = {
  "/request/readOnly": async () => {
    const problems = await checkAll(changed({ of: attributes, action: { "/request/readOnly": undefined } }));
    expect(problems.map(({ pointer }) => pointer)).to.include("/effect");
    expect(await checkAll(own)).to.deep.equal([]);
  },
  "/request/headers": sourceDiffers(
    objects,
    of({ "/request/headers": { accept: "text/plain" } }),
    { service: () => response({ objects: [] }) },
    ({ calls }) => calls[0]?.headers["accept"],
    ["application/taxii+json;version=2.1", "text/plain"],
  ),
  "/request/defaults": sourceDiffers(
    attributes,
    of({ "/request/defaults": { "/json_body/limit": 7, "/json_body/to_ids": 0 } }),
    { input: { json_body: { to_ids: [0, 1] } }, service: counted },
    ({ calls: [call] }) => [call?.body["limit"], call?.body["published"], call?.body["to_ids"]],
    [
      [1000, 1, [0, 1]],
      [7, undefined, [0, 1]],
    ],
  ),
  "/request/base/addresses": sourceDiffers(
    objects,
    of({ "/request/base/addresses": "/roots" }),
    { input: named, service: discovery },
    path,
    ["/api1/collections/c/objects/", "/other/api1/collections/c/objects/"],
  ),
  "/request/base/default": sourceDiffers(
    objects,
    of({ "/request/base/default": "/main" }),
    { input: unnamed, service: discovery },
    path,
    ["/api2/collections/c/objects/", "/api1/collections/c/objects/"],
  ),
  "/request/base/parameter": sourceDiffers(
    objects,
    of({ "/request/base/parameter": "collection_id" }),
    { input: { path_parameters: { api_root: "api1", collection_id: "api2" } }, service: discovery },
    path,
    ["/api1/collections/api2/objects/", "/api2/collections/api2/objects/"],
  ),
  "/paging/cursor/more": sourceDiffers(
    objects,
    of({ "/paging/cursor/more": "/none" }),
    { service: cursor },
    callCount,
    [2, 1],
  ),
  "/paging/cursor/next": sourceDiffers(
    objects,
    of({ "/paging/cursor/next": "/token" }),
    { service: cursor },
    search,
    ["?next=n", "?next=t"],
  ),
  "/paging/cursor/parameter": sourceDiffers(
    objects,
    of({ "/paging/cursor/parameter": "/parameters/at" }),
    { service: cursor },
    search,
    ["?next=n", "?at=n"],
  ),
  "/paging/cursor/singleUse": sourceDiffers(
    objects,
    of({ "/paging/cursor/singleUse": undefined }),
    { service: lostPage },
    ({ calls }) => calls.map(({ request }) => new URL(request.url).search),
    [
      ["", "?next=n", "", "?next=n"],
      ["", "?next=n", "?next=n", "?next=n"],
    ],
  ),
  "/paging/pageNumber/parameter": sourceDiffers(
    attributes,
    of({ "/paging/pageNumber/parameter": "/json_body/at" }),
    { input: two, service: counted },
    sent("at"),
    [
      [undefined, undefined],
      [1, 2],
    ],
  ),
  "/paging/pageNumber/size": sourceDiffers(
    attributes,
    of({ "/paging/pageNumber/size": "/json_body/to_ids", "/request/defaults": { "/json_body/to_ids": 4 } }),
    { input: two, service: counted },
    callCount,
    [2, 1],
  ),
  "/paging/pageNumber/count/header": sourceDiffers(
    attributes,
    of({ "/paging/pageNumber/count/header": "x-total" }),
    { input: two, service: counted },
    callCount,
    [2, 1],
  ),
  "/paging/pageNumber/count/of": sourceDiffers(
    attributes,
    of({ "/paging/pageNumber/count/of": "list" }),
    {
      input: two,
      service: ({ n }) =>
        response({ response: { Attribute: [{ uuid: String(n) }] } }, 200, {
          "x-result-count": n < 4 ? "2" : "1",
        }),
    },
    callCount,
    [4, 1],
  ),
  "/paging/allowMissingItems": sourceDiffers(
    objects,
    of({ "/paging/allowMissingItems": undefined }),
    { service: () => response({}) },
    ({ error }) => error?.code,
    [undefined, "UnexpectedResponse"],
  ),
  "/paging/distinctBy": sourceDiffers(
    objects,
    of({ "/paging/distinctBy": ["/modified"] }),
    { service: cursor },
    ({ output }) => (output.json_body as { objects: unknown[] }).objects.length,
    [2, 3],
  ),
  "/paging/complete": sourceDiffers(
    objects,
    of({ "/paging/complete": "/whole" }),
    { service: () => response({}) },
    bodyOf,
    [
      { objects: [], complete: true },
      { objects: [], whole: true },
    ],
  ),
  "/paging/checkpoint/first": sourceDiffers(
    objects,
    of({ "/paging/checkpoint/first": "x-other" }),
    { service: pages({ more: true }, { [first]: time, [last]: time }) },
    ({ output }) => (output.json_body as JsonObject)["complete"],
    [false, true],
  ),
  "/paging/checkpoint/last": sourceDiffers(
    objects,
    of({ "/paging/checkpoint/last": "x-other" }),
    { service: () => response({ objects: [] }, 200, { [last]: time, "x-other": later }) },
    ({ output }) => (output.json_body as JsonObject)["checkpoint"],
    [time, later],
  ),
  "/paging/checkpoint/parameter": sourceDiffers(
    objects,
    of({ "/paging/checkpoint/parameter": "/parameters/since" }),
    { service: pages({ more: true }, { [last]: time }) },
    search,
    [`?added_after=${encodeURIComponent(time)}`, `?since=${encodeURIComponent(time)}`],
  ),
  "/paging/checkpoint/output": sourceDiffers(
    objects,
    of({ "/paging/checkpoint/output": "/until" }),
    { service: () => response({}, 200, { [last]: time }) },
    bodyOf,
    [
      { objects: [], complete: true, checkpoint: time },
      { objects: [], complete: true, until: time },
    ],
  ),
  "/examples/*/responses/*/status": exampleIsRead("status", 500),
  "/examples/*/responses/*/headers": exampleIsRead("headers", { "x-result-count": "0" }),
  "/examples/*/responses/*/body": exampleIsRead("body", { response: { Attribute: [{ uuid: "other" }] } }),
};

/** Proves that the check runs the responses of an example. */
function exampleIsRead(field: string, value: unknown): Proof {
  return async () => {
    const declarations = changed({ of: attributes, action: { [`/examples/0/responses/0/${field}`]: value } });
    const found = (await checkAll(declarations)).filter(({ file }) => file === `actions/${attributes}.json`);
    expect(found).to.have.length.greaterThan(0);
  };
}

const headersSent: View = ({ calls }) => calls[0]?.headers;
const withKey = { kind: "api_key", url: "https://a.example", header: "X-One", key: "X-Two" };
const withToken = { kind: "bearer", url: "https://a.example", token: "one" };

/** Proves that a request contains another field of the asset. */
function credentialDiffers(
  kind: string,
  part: string,
  given: JsonObject,
  values: readonly [JsonObject, JsonObject],
): Proof {
  return async () => {
    const field = { token: "url", header: "key", key: "header" }[part];
    const declarations = changed({ manifest: { [`/assets/${kind}/credentials/${part}`]: field } });
    for (const [i, one] of [own, declarations].entries()) {
      const options = { name: objects, asset: given, service: () => response({ objects: [] }) };
      expect(headersSent(await ran(inApi1(), { ...options, declarations: one }))).to.include(values[i]);
    }
  };
}

/** Fields of the manifest. */
export const sourceManifestProofs: Record<string, Proof> = {
  "/services/*/accepts": async () => {
    const given = assetFor(objects);
    const none = changed({ manifest: { "/services/taxii/accepts": ["basic"] } });
    for (const [declarations, message] of [
      [own, undefined],
      [none, "TAXII 2.1 server accepts no asset of the kind none."],
    ] as const) {
      const { error } = await ran(inApi1(), {
        name: objects,
        asset: given,
        declarations,
        service: () => response({}),
      });
      expect(error?.message.slice(0, message?.length)).to.equal(message);
    }
    const { error } = await ran(inApi1(), { name: objects, asset });
    expect(error?.code).to.equal("InvalidAsset");
  },
  "/services/*/errors/waitHeader": sourceDiffers(
    attributes,
    { manifest: { "/services/misp/errors/waitHeader": undefined } },
    {
      service: ({ n }) =>
        n === 1
          ? response({ message: "Rate limit exceeded." }, 429, { "x-rate-limit-reset": "700" })
          : response({ response: { Attribute: [] } }),
    },
    ({ calls }) => Number(calls[1]?.at) - Number(calls[0]?.at) >= 700_000,
    [true, false],
  ),
  "/services/*/errors/marker": sourceDiffers(
    "get_taxii_api_roots",
    { manifest: { "/services/taxii/errors/marker": "/title" } },
    { service: () => response({ title: "T", description: "D" }) },
    ({ error }) => error?.code,
    [undefined, "OutcomeUnknown"],
  ),
  "/services/*/errors/invalidCredentials": sourceDiffers(
    attributes,
    { manifest: { "/services/misp/errors/invalidCredentials": "^No such key" } },
    { service: () => response({ name: "x", message: "No such key: k" }, 403) },
    ({ error, output }) => error?.code ?? output.status_code,
    [403, "InvalidCredentials"],
  ),
  "/assets/*/credentials/token": credentialDiffers("bearer", "token", withToken, [
    { authorization: "Bearer one" },
    { authorization: "Bearer https://a.example" },
  ]),
  "/assets/*/credentials/header": credentialDiffers("api_key", "header", withKey, [
    { "x-one": "X-Two" },
    { "x-two": "X-Two" },
  ]),
  "/assets/*/credentials/key": credentialDiffers("api_key", "key", withKey, [
    { "x-one": "X-Two" },
    { "x-one": "X-One" },
  ]),
};
