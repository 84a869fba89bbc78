// DELETE /api/indicators/{id} and POST /api/indicators/BatchDelete.
import { expect } from "chai";
import type { Simulator } from "../../simulator/index.js";
import {
  APP,
  askToken,
  asSmall,
  BATCH_DELETE,
  bearer,
  call,
  importRows,
  LIST,
  post,
  row,
  rows,
  SCOPE,
  SMALL,
  withSimulator,
} from "./helpers.js";

const remove = async (sim: Simulator, id: string, token: Record<string, string> = {}) =>
  call(sim, `${LIST}/${id}`, { method: "DELETE", headers: { authorization: await bearer(sim, token) } });
const removeAll = (sim: Simulator, ids: unknown, token: Record<string, string> = {}) =>
  post(sim, BATCH_DELETE, { IndicatorIds: ids }, token);
const idsOf = (sim: Simulator) => sim.indicators().map(({ id }) => id);

describe("simulator: delete", () => {
  it(
    "deletes one indicator and returns 204 without a body",
    withSimulator({}, async (sim) => {
      await importRows(sim, rows(3));
      const { status, text } = await remove(sim, "2");
      expect([status, text]).to.deep.equal([204, ""]);
      expect(idsOf(sim)).to.deep.equal(["1", "3"]);
      expect(sim.requests().at(-1)).to.include({ service: "defender", endpoint: "delete", status: 204 });
    }),
  );

  it(
    "returns 200 without a body if configured, for one or many",
    withSimulator({ settings: { deleteStatus: "200" } }, async (sim) => {
      await importRows(sim, rows(3));
      for (const { status, text } of [await remove(sim, "1"), await removeAll(sim, ["2", "3"])]) {
        expect([status, text]).to.deep.equal([200, ""]);
      }
      expect(idsOf(sim)).to.deep.equal([]);
    }),
  );

  it(
    "allows a new indicator with the identity of a deleted one",
    withSimulator({ settings: { capacity: 1 } }, async (sim) => {
      await importRows(sim, [row(1)]);
      await remove(sim, "1");
      expect((await importRows(sim, [row(1)])).json.value[0]).to.include({ id: "2", isFailed: false });
      expect((await call(sim, `${LIST}/1`)).status).to.equal(404);
    }),
  );

  for (const id of ["99", "abc", "..%2F..%2Fmachines", "1%2F..%2F2", "%"]) {
    it(
      `returns 404 for the id ${id}`,
      withSimulator({}, async (sim) => {
        await importRows(sim, rows(2));
        const { status, json } = await remove(sim, id);
        expect([status, json.error.code]).to.deep.equal([404, "ResourceNotFound"]);
        expect(sim.requests().at(-1)).to.include({ endpoint: "delete", path: `${LIST}/${id}` });
        expect(idsOf(sim)).to.deep.equal(["1", "2"]);
      }),
    );
  }

  it(
    "returns 404 for an indicator of another app under Ti.ReadWrite",
    withSimulator({ apps: [APP, SMALL] }, async (sim) => {
      await importRows(sim, [row(1)]);
      await post(sim, LIST, row(2), asSmall);
      expect((await remove(sim, "1", asSmall)).status).to.equal(404);
      expect((await removeAll(sim, ["1", "2"], asSmall)).status).to.equal(404);
      expect(idsOf(sim)).to.deep.equal(["1", "2"]);
      expect((await remove(sim, "2", asSmall)).status).to.equal(204);
      expect((await remove(sim, "1")).status).to.equal(204);
    }),
  );

  it(
    "rejects deleting a row that no app wrote",
    withSimulator({ settings: { portalRows: true } }, async (sim) => {
      await importRows(sim, [row(1)]);
      for (const response of [await remove(sim, "900001"), await removeAll(sim, ["1", "900002"])]) {
        expect([response.status, response.json.error.code]).to.deep.equal([403, "DisallowedOperation"]);
      }
      expect(idsOf(sim)).to.deep.equal(["1"]);
    }),
  );

  it(
    "rejects user tokens, because only application permissions are documented",
    withSimulator({ apps: [{ ...APP, users: [{ username: "ada", password: "pw" }] }] }, async (sim) => {
      const form = { grant_type: "password", username: "ada", password: "pw", scope: SCOPE };
      const headers = { authorization: `Bearer ${(await askToken(sim, form)).json.access_token}` };
      expect((await call(sim, LIST, { headers })).status).to.equal(200);
      expect((await call(sim, `${LIST}/1`, { method: "DELETE", headers })).status).to.equal(403);
    }),
  );
});

describe("simulator: BatchDelete", () => {
  it(
    "deletes many indicators and returns 204 without a body",
    withSimulator({}, async (sim) => {
      await importRows(sim, rows(500));
      const { status, text } = await removeAll(sim, idsOf(sim));
      expect([status, text]).to.deep.equal([204, ""]);
      expect(idsOf(sim)).to.deep.equal([]);
      expect(sim.requests().at(-1)).to.include({ endpoint: "batchDelete", rows: 500 });
    }),
  );

  it(
    "returns 404 for one unknown id, and deletes nothing",
    withSimulator({}, async (sim) => {
      await importRows(sim, rows(3));
      const { status, json } = await removeAll(sim, ["1", "77", "3", "78"]);
      expect([status, json.error.code, json.error.message]).to.deep.equal([
        404,
        "ResourceNotFound",
        "Resource 77 was not found",
      ]);
      expect(idsOf(sim)).to.deep.equal(["1", "2", "3"]);
    }),
  );

  it(
    "returns 404 and deletes the other indicators if configured",
    withSimulator({ settings: { batchDelete: "others" } }, async (sim) => {
      await importRows(sim, rows(3));
      expect((await removeAll(sim, ["1", "77", "3"])).status).to.equal(404);
      expect(idsOf(sim)).to.deep.equal(["2"]);
    }),
  );

  it(
    "omits the id from the error if configured",
    withSimulator({ settings: { unnamedErrors: true } }, async (sim) => {
      const { status, json } = await removeAll(sim, ["77"]);
      expect([status, json.error.message]).to.deep.equal([404, "Resource was not found"]);
    }),
  );

  it(
    "accepts a repeated id",
    withSimulator({}, async (sim) => {
      await importRows(sim, rows(1));
      expect((await removeAll(sim, ["1", "1"])).status).to.equal(204);
    }),
  );

  const bad: [what: string, ids: unknown, code: string][] = [
    ["a missing list", undefined, "MissingRequiredParameter"],
    ["an empty list", [], "InvalidRequestBody"],
    ["numbers", [1], "InvalidRequestBody"],
    ["an id that is not a number", ["1", "../1"], "InvalidInput"],
    ["501 ids", Array.from({ length: 501 }, (_none, n) => String(n)), "MaximumBatchSizeExceeded"],
  ];
  for (const [what, ids, code] of bad) {
    it(
      `returns 400 ${code} for ${what}`,
      withSimulator({}, async (sim) => {
        await importRows(sim, rows(1));
        const { status, json } = await removeAll(sim, ids);
        expect([status, json.error.code]).to.deep.equal([400, code]);
        expect(idsOf(sim)).to.deep.equal(["1"]);
      }),
    );
  }
});
