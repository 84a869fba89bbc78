// The running n8n node: items in and items out, with a real simulator and a fake n8n.
import { expect } from "chai";
import type { JsonObject } from "../../../connector/contract/types.js";
import type { Connector, StreamOptions } from "../../../connector/index.js";
import type { NodeParts } from "../../../platforms/n8n/execution_parts.js";
import { rejection } from "../../support/open.js";
import { row, rows } from "../../support/rows.js";
import {
  FakeApiError,
  type FakeNodeError,
  FakeOperationError,
  type Given,
  parts,
  runNode,
} from "./context.js";
import { badRow, canary, useSimulator } from "../shared/process.js";

/** The completed form of a credential as n8n passes it, including untouched fields. */
const untouched = { cloud: "", region: "", verify_ssl: true, allow_custom_host: false, timeout_ms: "" };

/** What JSON cannot hold, or writes as null, with words of the reason. */
const unwritable: readonly (readonly [what: string, value: unknown, reason: string])[] = [
  ["a broken date", new Date("soon"), "an invalid date"],
  ["not a number", Number("x"), "NaN"],
  ["infinite", Number.POSITIVE_INFINITY, "Infinity"],
  ["an object that writes itself as null", { toJSON: () => null }, "an object that JSON writes as null"],
  ["a function", () => "2099-01-01T00:00:00Z", "a function"],
];

describe("n8n: the running node", () => {
  const simulator = useSimulator();

  const credential = (change: JsonObject = {}): JsonObject => ({
    ...untouched,
    authentication: "oauth2_client_credentials",
    ...simulator().asset(),
    rate_limits: '{"import": {"calls": 1000, "per_seconds": 1}}',
    ...change,
  });
  const run = (given: Partial<Given>) =>
    runNode({ items: [{}], parameters: {}, credential: credential(), ...given });
  const importing = { operation: "import_indicators", mode: "items" };
  const importItems = (items: readonly JsonObject[], given: Partial<Given> = {}) =>
    run({ items, parameters: importing, ...given });
  const failing = <E = FakeNodeError>(given: Partial<Given>) => rejection<E>(run(given));

  describe("items as rows", () => {
    it("sends 1,234 items in 3 calls, and returns one result per item, in item order", async () => {
      const given = rows(1234);
      const { items } = await importItems(given);
      expect(
        simulator()
          .requests()
          .map((request) => request.rows),
      ).to.have.members([500, 500, 234]);
      expect(items.map(({ json }) => json["indicator"])).to.eql(given.map((one) => one["indicatorValue"]));
      expect(items.map(({ pairedItem }) => pairedItem)).to.eql(given.map((_one, item) => ({ item })));
      expect(items[7]?.json).to.have.keys("id", "indicator", "isFailed", "failureReason");
    });

    it("stops with the first failed item, its reason, and the number of failed items", async () => {
      const error = await failing({ items: [row(0), badRow, badRow, row(1)], parameters: importing });
      expect(error).to.be.instanceOf(FakeOperationError);
      expect(error.message).to.match(/^2 of 4 items failed\. The first is item 1: InvalidIndicator: /);
      expect(error.options.itemIndex).to.equal(1);
      expect(error.options.description).to.include("When Rows Fail");
      expect(simulator().indicators(), "the other rows are in").to.have.length(2);
    });

    it("continues if the node is set so: failed items have the reason, the others are unchanged", async () => {
      const { items } = await importItems([row(0), badRow], { onError: "continueRegularOutput" });
      expect(items[0]?.json).to.have.keys("id", "indicator", "isFailed", "failureReason");
      expect(items[1]?.json["error"]).to.equal(items[1]?.json["failureReason"]);
      expect(items[1]?.json["isFailed"]).to.equal(true);
      expect(items[1]?.pairedItem).to.eql({ item: 1 });
    });

    it("returns failed items in the form that n8n sends to the error output", async () => {
      const { items } = await importItems([row(0), badRow], { onError: "continueErrorOutput" });
      expect(items[0]?.json).not.to.have.property("error");
      expect(items[1]?.json, "n8n knows an error by its being alone").to.have.all.keys("error");
      expect(items[1]?.json["error"]).to.match(/^InvalidIndicator: /);
    });

    it("returns all rows unchanged if failed rows are output, whatever On Error says", async () => {
      for (const onError of ["stopWorkflow", "continueRegularOutput", "continueErrorOutput"] as const) {
        const parameters = { ...importing, options: { whenRowsFail: "output" } };
        const { items } = await run({ items: [row(0), badRow], parameters, onError });
        expect(items.map(({ json }) => json["isFailed"])).to.eql([false, true]);
        expect(items[1]?.json).to.have.all.keys("id", "indicator", "isFailed", "failureReason");
      }
    });

    it("reads the rows of text actions from the declared field", async () => {
      const { items: made } = await importItems(rows(2));
      const given = [...made.map(({ json }) => json), { name: "without an id" }];
      const parameters = { operation: "batch_delete_indicators", mode: "items" };
      const { items } = await run({ items: given, parameters, onError: "continueRegularOutput" });
      expect(items.map(({ json }) => json["isFailed"])).to.eql([false, false, true]);
      expect(items[2]?.json["error"]).to.match(/^InvalidRow: the row is not a text/);
      expect(simulator().indicators()).to.eql([]);
    });

    it("rejects an item that cannot be JSON or is not an object, and accepts the others", async () => {
      const circle: JsonObject = row(2);
      circle["self"] = circle;
      const odd = [null, undefined, [row(3)], "text"] as unknown as JsonObject[];
      const items = [row(0), row(4, { number: 1n }), circle, ...odd, row(1)];
      const { items: made } = await importItems(items, { onError: "continueRegularOutput" });
      expect(made.map(({ pairedItem }) => pairedItem?.item)).to.eql([...items.keys()]);
      expect(made.map(({ json }) => json["isFailed"])).to.eql(items.map((_one, n) => n > 0 && n < 7));
      expect(simulator().indicators()).to.have.length(2);
      const parameters = { operation: "batch_delete_indicators", mode: "items" };
      const given = [{ id: made[0]?.json["id"] }, ...odd, { id: made[7]?.json["id"] }];
      const deleted = await run({ items: given, parameters, onError: "continueRegularOutput" });
      expect(deleted.items.map(({ json }) => json["isFailed"])).to.eql([
        false,
        true,
        true,
        true,
        true,
        false,
      ]);
      expect(simulator().indicators()).to.eql([]);
    });

    it("returns separate results for equal items, so that later nodes can change them", async () => {
      const { items } = await importItems([row(0), row(0)]);
      expect(items[0]?.json).to.eql(items[1]?.json);
      expect(items[0]?.json).not.to.equal(items[1]?.json);
    });

    it("keeps the known results if a run breaks off, and returns the reason for all other items", async () => {
      for (const isFailed of [false, true]) {
        const breaking = {
          async *stream() {
            yield await Promise.resolve({ isFailed, failureReason: isFailed ? "why" : null });
            throw new Error("it broke");
          },
        } as unknown as Connector;
        const { items } = await runNode(
          {
            items: rows(3),
            parameters: importing,
            credential: credential(),
            onError: "continueRegularOutput",
          },
          { ...parts, connector: () => Promise.resolve(breaking) },
        );
        expect(items.map(({ pairedItem }) => pairedItem?.item)).to.eql([0, 1, 2]);
        expect(items.map(({ json }) => json["error"])).to.eql([
          isFailed ? "it broke This item: why" : undefined,
          "it broke",
          "it broke",
        ]);
      }
    });

    it("runs a composite action", async () => {
      const { items: made } = await importItems(rows(2));
      const given = made.map(({ json }, n) =>
        row(n, { id: json["id"], action: "Audit", generateAlert: true }),
      );
      const { items } = await run({
        items: given,
        parameters: { operation: "replace_indicator_action", mode: "items" },
      });
      expect(items.map(({ json }) => json["replacedId"])).to.eql(made.map(({ json }) => json["id"]));
      expect(
        simulator()
          .indicators()
          .map(({ action }) => action),
      ).to.eql(["Audit", "Audit"]);
    });

    it("reads the other input fields from the form", async () => {
      const stix = {
        type: "indicator",
        spec_version: "2.1",
        id: "indicator--11111111-1111-4111-8111-111111111111",
        created: "2026-01-01T00:00:00Z",
        modified: "2026-01-01T00:00:00Z",
        name: "Inert",
        pattern: "[domain-name:value = 'bad.example']",
        pattern_type: "stix",
        valid_from: "2026-01-01T00:00:00Z",
      };
      const envelope = JSON.stringify({
        path_parameters: { workspaceId: simulator().workspace },
        json_body: { sourcesystem: "A test" },
      });
      const parameters = { operation: "upload_stix_objects", mode: "items", envelope };
      const { items } = await run({ items: [stix], parameters });
      expect(items[0]?.json["isFailed"]).to.equal(false);
      expect(simulator().stixObjects()).to.have.length(1);
    });

    it("sends timestamps as text: databases return them as objects", async () => {
      const expirationTime = new Date("2099-01-01T00:00:00Z") as unknown;
      await importItems([row(0, { expirationTime })]);
      expect(new Date(String(simulator().indicators()[0]?.["expirationTime"])).getTime()).to.equal(
        Date.UTC(2099, 0, 1),
      );
    });

    for (const [what, expirationTime, reason] of unwritable)
      it(`rejects a row whose expiry is ${what}, and sends the others`, async () => {
        const items = [row(0), row(1, { expirationTime })];
        const parameters = { ...importing, options: { whenRowsFail: "output" } };
        const { items: output } = await run({ items, parameters });
        expect(output.map(({ json }) => json["isFailed"])).to.eql([false, true]);
        expect(output[1]?.json["failureReason"]).to.match(/^InvalidRow: expirationTime is /);
        expect(output[1]?.json["failureReason"]).to.include(reason);
        expect(simulator().indicators()).to.have.length(1);
      });

    it("does not change its input items", async () => {
      const given = rows(2);
      const before = structuredClone(given);
      await importItems(given);
      expect(given).to.eql(before);
    });
  });

  describe("an input as JSON", () => {
    const inputOf = (...some: unknown[]) => JSON.stringify({ json_body: { Indicators: some } });
    const json = { operation: "import_indicators", mode: "json" };

    for (const [what, expirationTime, reason] of unwritable)
      it(`rejects an expiry that is ${what}, in a row and in the body of a single call`, async () => {
        const broken = row(0, { expirationTime });
        const input = { json_body: { Indicators: [broken] } };
        const error = await failing({ parameters: { ...json, input } });
        expect(error.message)
          .to.match(/InvalidRow: expirationTime is /)
          .and.to.include(reason);
        const single = { operation: "submit_indicator", input: { json_body: broken } };
        const other = await failing({ parameters: single });
        expect(`${other.message} ${other.options.description}`).to.include(reason);
        expect(simulator().requests()).to.have.length(0);
      });

    it("runs each item, from text or from an object, and returns the rows", async () => {
      const inputs = [inputOf(row(0), row(1)), { json_body: { Indicators: [row(2)] } }];
      const parameters = (index: number) => ({ ...json, input: inputs[index] });
      const { items } = await run({ items: [{}, {}], parameters });
      expect(items.map(({ json: one, pairedItem }) => [one["indicator"], pairedItem?.item])).to.eql([
        ["host-0.example", 0],
        ["host-1.example", 0],
        ["host-2.example", 1],
      ]);
      expect(simulator().requests()).to.have.length(2);
    });

    it("leaves options in the input to the connector, which rejects them as unknown inputs", async () => {
      const seen: unknown[] = [];
      const watching: NodeParts = {
        ...parts,
        connector: async () => ({
          ...(await parts.connector()),
          run(_name, input, options) {
            seen.push([input, "dry_run" in options]);
            return Promise.resolve({ status_code: 200, response_headers: {}, reason: "OK", json_body: {} });
          },
          async *stream(_name, _rows, options) {
            yield* [];
            seen.push([options.envelope, "dry_run" in options]);
            return { status_code: 200, response_headers: {}, reason: "OK" };
          },
        }),
      };
      const input = { json_body: { Indicators: [row(0)] }, dry_run: true };
      const envelope = { path_parameters: { workspaceId: "x" }, dry_run: true };
      const items = [{}];
      await runNode({ items, credential: credential(), parameters: { ...json, input } }, watching);
      const framed = { operation: "upload_stix_objects", mode: "items", envelope };
      await runNode({ items, credential: credential(), parameters: framed }, watching);
      expect(seen).to.eql([
        [input, false],
        [envelope, false],
      ]);
    });

    it("returns the whole output if it is not simplified", async () => {
      const parameters = { ...json, simplify: false, input: inputOf(row(0)) };
      const { items } = await run({ parameters });
      expect(items[0]?.json).to.have.keys("status_code", "response_headers", "reason", "json_body");
      expect(items).to.have.length(1);
    });

    it("stops at the item with a failed row, and names row and item", async () => {
      for (const simplify of [true, false]) {
        simulator().reset();
        const inputs = [inputOf(row(0)), inputOf(row(1), badRow), inputOf(row(2))];
        const parameters = (index: number) => ({ ...json, simplify, input: inputs[index] });
        const error = await failing({ items: [{}, {}, {}], parameters });
        expect(error.message).to.match(/^1 of 2 rows failed\. The first is row 2: InvalidIndicator: /);
        expect(error.options.itemIndex).to.equal(1);
        expect(simulator().indicators()).to.have.length(2);
      }
    });

    it("continues with the next item if the node is set so", async () => {
      const inputs = ["{", inputOf(row(1), badRow), inputOf(row(2))];
      const parameters = (index: number) => ({ ...json, input: inputs[index] });
      const { items } = await run({ items: [{}, {}, {}], parameters, onError: "continueRegularOutput" });
      expect(items.map(({ pairedItem }) => pairedItem?.item)).to.eql([0, 1, 1, 2]);
      expect(items[0]?.json["error"]).to.match(/^InvalidInput: The field input is not JSON: at line 1/);
      expect(items.map(({ json: one }) => "error" in one)).to.eql([true, false, true, false]);
    });

    it("returns the entries of a list as items", async () => {
      await importItems(rows(3));
      const parameters = { operation: "get_indicators", input: "{}" };
      const { items } = await run({ parameters });
      expect(items.map(({ json: one }) => one["indicatorValue"])).to.have.members(
        rows(3).map((one) => one["indicatorValue"]),
      );
      const whole = await run({ parameters: { ...parameters, simplify: false } });
      expect(whole.items.map(({ json: one }) => one["status_code"])).to.eql([200]);
    });

    it("does not report an incomplete list as complete", async () => {
      await importItems(rows(5));
      simulator().configure({ pageSize: 2 });
      simulator().addFault({ kind: "status", on: "list", status: 403, calls: [2] });
      const parameters = { operation: "get_indicators", input: '{"all_pages": true}' };
      const { items } = await run({ parameters, onError: "continueRegularOutput" });
      expect(items).to.have.length(3);
      expect(items[2]?.json).to.have.all.keys("error");
    });

    it("returns the fields of an object, or only the status if there is no object", async () => {
      const { items: made } = await importItems([row(0)]);
      const input = { path_parameters: { id: made[0]?.json["id"] } };
      const { items: found } = await run({ parameters: { operation: "get_indicator_by_id", input } });
      expect(found[0]?.json["indicatorValue"]).to.equal("host-0.example");
      const { items: gone } = await run({ parameters: { operation: "delete_indicator_by_id", input } });
      expect(gone[0]?.json["status_code"]).to.equal(204);
      expect(gone[0]?.json).not.to.have.property("json_body");
    });

    it("stops with the service's message and status", async () => {
      const parameters = { operation: "get_indicator_by_id", input: '{"path_parameters": {"id": "999"}}' };
      const error = await failing({ parameters });
      expect(error).to.be.instanceOf(FakeApiError);
      expect(error.message).to.match(/^404 Not Found: "\w/);
      expect(error.options).to.include({ httpCode: "404", itemIndex: 0 });
      const { items } = await run({ parameters, onError: "continueErrorOutput" });
      expect(items).to.eql([{ json: { error: error.message }, pairedItem: { item: 0 } }]);
    });

    it("needs no input for an action without input", async () => {
      const { items } = await run({ parameters: { operation: "test_connection" } });
      expect(items[0]?.json).to.include({ write: "allowed" });
    });
  });

  describe("a run that fails as a whole", () => {
    const wrong = () => credential({ client_secret: `${canary}x` });

    it("stops with what happened and what to do, and no secret", async () => {
      const error = await failing({ items: [row(0)], parameters: importing, credential: wrong() });
      expect(error.message).to.match(/^InvalidCredentials: /);
      expect(error.options.description).to.include("client secret");
      expect(JSON.stringify([error.message, error.options])).not.to.include(canary);
    });

    it("reports the error for every item if the node continues", async () => {
      for (const onError of ["continueRegularOutput", "continueErrorOutput"] as const) {
        const { items } = await importItems(rows(3), { onError, credential: wrong() });
        expect(items.map(({ pairedItem }) => pairedItem?.item)).to.eql([0, 1, 2]);
        for (const { json } of items)
          expect(json["error"]).to.match(/^InvalidCredentials: .* This item: NotSent: /);
      }
    });

    it("does not change n8n's own errors", async () => {
      const missing = new Error("Node does not have any credentials set");
      const given = { items: rows(2), parameters: importing, credential: Promise.reject(missing) };
      expect(await failing(given)).to.equal(missing);
      const { items } = await run({ ...given, onError: "continueRegularOutput" });
      expect(items.map(({ json }) => json)).to.eql([{ error: missing.message }, { error: missing.message }]);
    });

    it("names the item whose run fails", async () => {
      const parameters = (index: number) => ({ operation: "get_indicators", input: ["{}", "{"][index] });
      const error = await failing({ items: [{}, {}], parameters });
      expect(error.options.itemIndex).to.equal(1);
    });

    it("reports what ended a run although all its rows succeeded", async () => {
      const connector = await parts.connector();
      const ending: Connector = {
        ...connector,
        async *stream(...given) {
          yield* connector.stream(...given);
          throw new Error("an end that nobody awaits");
        },
      };
      const given: Given = {
        items: rows(2),
        parameters: importing,
        credential: credential(),
        onError: "continueRegularOutput",
      };
      const { items } = await runNode(given, { ...parts, connector: () => Promise.resolve(ending) });
      expect(items).to.have.length(2);
      for (const { json } of items)
        expect(json).to.include({ error: "an end that nobody awaits", isFailed: false });
    });

    it("reports a fault of the credential, the operation or a field", async () => {
      const empty = await failing({ parameters: importing, credential: { authentication: "nothing" } });
      expect(empty.message).to.match(/^InvalidAsset: The asset holds no credential/);
      const unknown = await failing({ parameters: { operation: "fly" } });
      expect(unknown.message).to.equal("There is no operation fly.");
      expect(unknown.options.description).to.include("Import Indicators");
      const parameters = { operation: "upload_stix_objects", mode: "items", envelope: "" };
      expect((await failing({ parameters })).message).to.equal(
        "InvalidInput: The field envelope is empty; it must contain JSON.",
      );
    });

    /**
     * Returns the node's parts; options of runs are recorded, and changed, before they reach the connector.
     */
    const watching = async (change: (options: StreamOptions) => StreamOptions): Promise<NodeParts> => {
      const connector = await parts.connector();
      const watched: Connector = {
        ...connector,
        stream: (name, some, options) => connector.stream(name, some, change(options)),
      };
      return { ...parts, connector: () => Promise.resolve(watched) };
    };

    it("ends if n8n cancels the execution, and reports the rows that were not sent", async () => {
      const cancel = new AbortController();
      const atFirstProgress = await watching((options) => ({
        ...options,
        onEvent: ({ type }) => (type === "progress" ? cancel.abort() : undefined),
      }));
      const given: Given = {
        items: rows(10_000),
        parameters: importing,
        credential: credential(),
        signal: cancel.signal,
        onError: "continueRegularOutput",
      };
      const { items } = await runNode(given, atFirstProgress);
      const sent = items.filter(({ json }) => !("error" in json));
      expect(items).to.have.length(10_000);
      expect(sent.length).to.be.within(500, 5000);
      expect(simulator().indicators()).to.have.length(sent.length);
      for (const { json } of items.slice(sent.length)) expect(json["error"]).to.match(/^NotSent: /);
    });

    it("rejects a deadline that is not a time, and has none if the field is empty", async () => {
      const within = (deadline_ms: unknown): Partial<Given> => ({
        items: [row(0)],
        parameters: { ...importing, options: { deadline_ms } },
      });
      for (const odd of ["soon", -1, 0, Number.NaN])
        expect((await failing(within(odd))).message).to.match(/^InvalidOption: deadline_ms must be/);
      expect(simulator().indicators()).to.eql([]);
      for (const none of ["", null, undefined, "30000"])
        expect((await run(within(none))).items).to.have.length(1);
    });

    it("respects the deadline of the options", async () => {
      const given: unknown[] = [];
      const deadlines = await watching((options) => {
        given.push(options.deadline_ms);
        return options;
      });
      for (const options of [{ deadline_ms: 90_000 }, {}]) {
        const parameters = { ...importing, options };
        await runNode({ items: [row(0)], parameters, credential: credential() }, deadlines);
      }
      expect(given).to.eql([90_000, undefined]);
    });
  });

  describe("events", () => {
    const normalized = [row(0), row(1, { indicatorValue: " host-1.example " })];

    it("shows warnings in the output and in the log, with their items", async () => {
      const { hints, logged } = await importItems(normalized, {
        credential: credential({ normalize: true }),
      });
      expect(hints).to.have.length(1);
      expect(hints[0]).to.match(/^\w+: item 1: /);
      expect(logged).to.include(`warn ${hints[0]}`);
    });

    it("reports five warnings and the number of further ones", async () => {
      const many = rows(13).map((one) => ({ ...one, indicatorValue: ` ${String(one["indicatorValue"])}` }));
      const { hints } = await importItems(many, { credential: credential({ normalize: true }) });
      expect(hints).to.have.length(6);
      expect(hints.at(-1)).to.equal("and 8 more");
    });

    it("works in an n8n without hints and cancel signals", async () => {
      const { items, logged } = await importItems(normalized, {
        isOld: true,
        credential: credential({ normalize: true }),
      });
      expect(items).to.have.length(2);
      expect(logged.filter((line) => line.startsWith("warn "))).to.have.length(1);
    });

    it("logs the summary of a run, and nothing of the credential", async () => {
      const { logged } = await importItems(rows(2));
      expect(logged).to.have.length(1);
      expect(logged[0]).to.match(/^debug 2 rows: 2 succeeded, 0 failed, 0 not sent; 1 call, /);
      expect(logged.join("\n")).not.to.include(canary);
    });
  });
});
