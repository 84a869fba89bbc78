/** Proofs that each field of a declared sync, or of a delete by filter, changes behavior. */
import { expect } from "chai";
import { getAt } from "../../connector/contract/json_pointer.js";
import type { Planned } from "../../connector/sync/sync_types.js";
import { changed, type Changes, ran, response, type Service, put } from "../engine/stub.js";
import { item, plan, target, wanted } from "../sync/made.js";

type Proof = () => void | Promise<void>;
type Plan = Parameters<typeof plan>;

const counts = ({ plan: { counts: found } }: Planned): string =>
  Object.entries(found)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${name} ${count}`)
    .join();

/** Proves that the plan is the first as declared, and the second after the change of the target. */
function planned(
  changes: Changes,
  [rows, listed, settings = {}]: [Plan[0], Plan[1], Plan[2]?],
  [before, after]: readonly [unknown, unknown],
  view: (planned: Planned) => unknown = counts,
): Proof {
  return async () => {
    const other = structuredClone(target);
    put(other, changes);
    expect(view(await plan(rows, listed, settings)), "as declared").to.deep.equal(before);
    expect(view(await plan(rows, listed, { ...settings, target: other })), "as changed").to.deep.equal(after);
  };
}

const url = { indicatorType: "Url", indicatorValue: "https://BAD.example/" };
const lowerUrl = { ...url, indicatorValue: "https://bad.example/" };
const audit = { action: "Audit", generateAlert: true };
const paths = ({ calls }: Awaited<ReturnType<typeof ran>>): string[] =>
  calls.map(({ request }) => `${request.method} ${new URL(request.url).pathname}`);

/** Lists one item of the sync that is gone, and one that stays. */
const listing: Service = ({ request, rows }) => {
  if (request.method === "GET")
    return response({ value: [item(1, { createdBy: "client-1" }), item(2, { createdBy: "client-1" })] });
  if (new URL(request.url).pathname.endsWith("BatchDelete")) return response(undefined, 204);
  return response({
    value: rows.map(({ indicatorValue }) => ({
      id: "9",
      indicator: indicatorValue,
      isFailed: false,
      failureReason: null,
    })),
  });
};

const syncInput = {
  json_body: { name: "feed-a", policy: "mirror", complete: true, Indicators: wanted(2, 4) },
};
const matchInput = { parameters: { $filter: "title eq 'x'" } };

function runs(
  name: "sync_indicators" | "delete_matching_indicators",
  changes: Changes,
  view: (run: Awaited<ReturnType<typeof ran>>) => unknown,
  [before, after]: readonly [unknown, unknown],
): Proof {
  const input = name === "sync_indicators" ? syncInput : matchInput;
  return async () => {
    const options = { name, service: listing };
    expect(view(await ran(input, options)), "as declared").to.deep.equal(before);
    const declarations = changed({ of: name, action: changes });
    expect(view(await ran(input, { ...options, declarations })), "as changed").to.deep.equal(after);
  };
}

const sync = (changes: Changes, view: Parameters<typeof runs>[2], both: readonly [unknown, unknown]): Proof =>
  runs("sync_indicators", changes, view, both);
const matching = (
  changes: Changes,
  view: Parameters<typeof runs>[2],
  both: readonly [unknown, unknown],
): Proof => runs("delete_matching_indicators", changes, view, both);

const usual = ["GET /api/indicators", "POST /api/indicators/import", "POST /api/indicators/BatchDelete"];
const isList =
  (place: string) =>
  ({ output }: { output: { json_body?: unknown } }) =>
    Array.isArray(getAt(output.json_body, place));
const deletedIds = ({ calls }: Awaited<ReturnType<typeof ran>>) =>
  calls.map(({ body }) => body["IndicatorIds"]).find((ids) => ids !== undefined);

/** By JSON Pointer into a composed action. */
export const syncProofs: Readonly<Record<string, Proof>> = {
  "/sync/rows": sync({ "/sync/rows": "/json_body/other" }, ({ results }) => results.length, [3, 0]),
  "/sync/results": sync({ "/sync/results": "/results" }, isList("/results"), [false, true]),
  "/sync/list/action": sync({ "/sync/list/action": "list_device_groups" }, (run) => paths(run)[0], [
    usual[0],
    "GET /api/exposureScore/ByMachineGroups",
  ]),
  "/sync/list/input": sync(
    { "/sync/list/input": { parameters: { $top: 7 } } },
    ({ calls }) => calls[0]?.request.url.includes("top=7"),
    [false, true],
  ),
  "/sync/import": sync({ "/sync/import": "submit_ti_indicators" }, (run) => paths(run)[1] === usual[1], [
    true,
    false,
  ]),
  "/sync/delete": sync({ "/sync/delete": "delete_ti_indicators" }, (run) => paths(run)[2] === usual[2], [
    true,
    false,
  ]),
  "/sync/id": sync({ "/sync/id": "title" }, deletedIds, [["1"], undefined]),
  "/sync/key/object/*/field": planned(
    { "/key/object/1/field": "title" },
    [wanted(0, 1, { title: "x" }), [item(0)]],
    ["update 1", "create 1,delete 1"],
  ),
  "/sync/key/object/*/as": planned(
    { "/key/object/1/as": "text" },
    [wanted(0, 1, { indicatorValue: "HOST-0.example" }), [item(0)]],
    ["keep 1", "create 1,delete 1"],
  ),
  "/sync/key/object/*/as/field": planned(
    { "/key/object/1/as/field": "title" },
    [wanted(0, 1, lowerUrl), [item(0, url)]],
    ["keep 1", "create 1,delete 1"],
  ),
  "/sync/key/object/*/as/forms": planned(
    { "/key/object/1/as/forms": {} },
    [wanted(0, 1, lowerUrl), [item(0, url)]],
    ["keep 1", "create 1,delete 1"],
  ),
  "/sync/key/variant": planned(
    { "/key/variant": undefined },
    [wanted(0, 1, audit), [item(0, { generateAlert: true })]],
    ["changeAction 1", "keep 1"],
  ),
  "/sync/key/scope/*/field": planned(
    { "/key/scope/0/field": "title" },
    [wanted(0, 1, { rbacGroupNames: ["a"] }), [item(0)]],
    ["changeAction 1", "keep 1"],
  ),
  "/sync/key/scope/*/as": planned(
    { "/key/scope/0/as": "text" },
    [wanted(0, 1, { rbacGroupNames: ["a", "b"] }), [item(0, { rbacGroupNames: ["b", "a"] })]],
    ["keep 1", "changeAction 1"],
  ),
  "/sync/key/scope/*/as/field": planned(
    { "/key/scope/0/as": { field: "severity", forms: { Informational: "lowercase" } } },
    [wanted(0, 1, { rbacGroupNames: ["a", "b"] }), [item(0, { rbacGroupNames: ["b", "a"] })]],
    ["keep 1", "changeAction 1"],
  ),
  "/sync/key/scope/*/as/forms": planned(
    { "/key/scope/0/as": { field: "indicatorType", forms: {} } },
    [wanted(0, 1, { rbacGroupNames: ["a", "b"] }), [item(0, { rbacGroupNames: ["b", "a"] })]],
    ["keep 1", "changeAction 1"],
  ),
  "/sync/owner/client": planned(
    { "/owner/client": "title" },
    [wanted(0, 1), [item(0)]],
    ["keep 1", "foreign 1"],
  ),
  "/sync/owner/name": planned({ "/owner/name": "title" }, [wanted(0, 1), [item(0)]], ["keep 1", "foreign 1"]),
  "/sync/owner/only/field": planned(
    { "/owner/only/field": "title" },
    [wanted(0, 1), [item(0)]],
    ["keep 1", "foreign 1"],
  ),
  "/sync/owner/only/values": planned(
    { "/owner/only/values": ["Portal"] },
    [wanted(0, 1), [item(0)]],
    ["keep 1", "foreign 1"],
  ),
  "/sync/owner/changedBy": planned(
    { "/owner/changedBy": undefined },
    [wanted(0, 1, { title: "x" }), [item(0, { lastUpdatedBy: "somebody" })]],
    ["Drift", "Changed"],
    ({ plan: { entries } }) => entries[0]?.reason?.split(":")[0],
  ),
  "/sync/comparable/*/field": planned(
    { "/comparable/1/field": "category" },
    [wanted(0, 1, { title: "x" }), [item(0)]],
    ["update 1", "keep 1"],
  ),
  "/sync/comparable/*/as": planned(
    { "/comparable/1/as": "lowercase" },
    [wanted(0, 1, { title: "ROW 0" }), [item(0)]],
    ["update 1", "keep 1"],
  ),
  "/sync/comparable/*/as/field": planned(
    { "/comparable/1/as": { field: "action", forms: { Block: "lowercase" } } },
    [wanted(0, 1, { title: "ROW 0" }), [item(0)]],
    ["update 1", "keep 1"],
  ),
  "/sync/comparable/*/as/forms": planned(
    { "/comparable/1/as": { field: "indicatorType", forms: { DomainName: "lowercase" } } },
    [wanted(0, 1, { title: "ROW 0" }), [item(0)]],
    ["update 1", "keep 1"],
  ),
  "/sync/comparable/*/default": planned(
    { "/comparable/0/default": "High" },
    [wanted(0, 1), [item(0)]],
    ["keep 1", "update 1"],
  ),
  "/sync/expiry": planned(
    { "/expiry": undefined },
    [wanted(0, 1).map((row) => ({ row, expiresAfter: "P30D" })), [item(0)]],
    ["update 1", "keep 1"],
  ),
  "/sync/capacity": planned({ "/capacity": 1 }, [wanted(0, 2), []], ["create 2", "create 1,overCapacity 1"]),
  "/sync/ranks": planned(
    { "/ranks/severity": ["Low", "High"] },
    [
      [...wanted(0, 1, { severity: "High" }), ...wanted(0, 1, { severity: "Low" })],
      [],
      { rules: { rank: ["severity"] } },
    ],
    ["High", "Low"],
    ({ plan: { entries } }) => entries[0]?.after?.["severity"],
  ),
  "/deleteMatching/list/action": matching(
    { "/deleteMatching/list/action": "list_device_groups" },
    (run) => paths(run)[0],
    [usual[0], "GET /api/exposureScore/ByMachineGroups"],
  ),
  "/deleteMatching/list/input": matching(
    { "/deleteMatching/list/input": { headers: { "x-test": "1" } } },
    ({ calls }) => calls[0]?.request.headers["x-test"],
    [undefined, "1"],
  ),
  "/deleteMatching/delete": matching(
    { "/deleteMatching/delete": "delete_ti_indicators" },
    (run) => paths(run)[1] === usual[2],
    [true, false],
  ),
  "/deleteMatching/id": matching({ "/deleteMatching/id": "externalId" }, deletedIds, [["1", "2"], undefined]),
  "/deleteMatching/results": matching({ "/deleteMatching/results": "/results" }, isList("/results"), [
    false,
    true,
  ]),
};
