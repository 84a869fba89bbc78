// The nodes for Node-RED with a fake runtime and the real simulator: messages, outputs, errors, status and
// end.
import { expect } from "chai";
import type { NodeAPI } from "node-red";
import { type Connector, createConnector, load, packageRoot } from "../../../connector/index.js";
import type { AssetNode } from "../../../platforms/node-red/asset_node.js";
import { Connection } from "../../../platforms/node-red/connection.js";
import { ActionFailure } from "../../../platforms/node-red/failure.js";
import registerNodes from "../../../platforms/node-red/index.js";
import type { Message } from "../../../platforms/node-red/node_red_types.js";
import { statusOfOutput, statusOfPlan } from "../../../platforms/node-red/status.js";
import { startGate } from "../../support/gate.js";
import { importOf, row, rows } from "../../support/rows.js";
import { type FakeNode, FakeRed } from "./node_red.js";
import { badRow, canary, stranger, useFolder, useSimulator } from "../shared/process.js";

/** Does not compile if Node-RED's own types differ. */
export const takesRealRuntime: (RED: NodeAPI) => void = (RED) => registerNodes(RED);

const declarations = load(packageRoot());

interface Imported {
  status_code: number;
  json_body: { value: { indicator: string; isFailed: boolean; failureReason: string | null }[] };
}

describe("Node-RED: the sign under a node", () => {
  it("counts rows that were not sent separately from failed ones, as the log does", () => {
    const output = { status_code: 207, response_headers: {}, reason: "Multi-Status" };
    const sum = { type: "summary", rows: 9, calls: 1, seconds: 1 } as const;
    const texts = [
      { succeeded: 4, failed: 5, notSent: 3 },
      { succeeded: 6, failed: 3, notSent: 3 },
      { succeeded: 9, failed: 0, notSent: 0 },
    ].map((counts) => statusOfOutput(output, { ...sum, errorCodes: [], ...counts }).text);
    expect(texts).to.eql(["4 succeeded, 2 failed, 3 not sent", "6 succeeded, 3 not sent", "9 succeeded"]);
  });
});

describe("Node-RED: the sign of a dry run", () => {
  it("counts rows if the action has rows", () => {
    const plan = { rows: 3, sent: 1, rejected: 1, duplicates: 1, calls: 1, seconds: 0, findings: [] };
    const texts = [plan, { ...plan, rows: 0, sent: 0, rejected: 0 }].map((one) => statusOfPlan(one).text);
    expect(texts).to.eql(["dry run: 1 to be sent, 1 rejected", "dry run"]);
  });
});

describe("Node-RED: the nodes", () => {
  const simulator = useSimulator();
  const file = useFolder();
  let RED: FakeRed;
  beforeEach(() => {
    RED = new FakeRed();
  });

  /** Returns a node with the simulator's asset. */
  function assetNode(change: Record<string, string> = {}): FakeNode & { id: string } {
    const { client_secret, ...fields } = { ...simulator().asset(), ...change };
    const source = "oauth2_client_credentials";
    return RED.make("defender-indicators-asset", { source, fields }, { client_secret });
  }
  function actionNode(action: string, config: object = {}, asset = assetNode()): FakeNode {
    return RED.make("defender-indicators", { action, asset: asset.id, ...config });
  }
  const rowsOf = (message: Message | undefined) => ((message ?? {}).payload as Imported).json_body.value;
  const valuesOf = (message: Message | undefined) =>
    rowsOf(message).map(({ indicator, isFailed }) => [indicator, isFailed]);

  it("register all secrets of the manifest as credentials that the editor never returns", () => {
    expect([...RED.makers.keys()]).to.eql(["defender-indicators-asset", "defender-indicators"]);
    expect(RED.makers.get("defender-indicators-asset")?.settings).to.eql({
      credentials: {
        oauth_pwd: { type: "password" },
        oauth_cl_secret: { type: "password" },
        private_key: { type: "password" },
        client_secret: { type: "password" },
        password: { type: "password" },
        token: { type: "password" },
        key: { type: "password" },
        http_proxy: { type: "password" },
      },
    });
  });

  it("accept rows as an array, return every row's result in the payload, and keep other properties", async () => {
    const node = actionNode("import_indicators");
    const message = { payload: [row(0), badRow, row(1)], topic: "feed", _msgid: "1" };
    const { sent, error } = await node.receive(message);
    expect(error).to.equal(undefined);
    expect(sent).to.include({ topic: "feed", _msgid: "1" });
    expect(valuesOf(sent)).to.eql([
      ["host-0.example", false],
      ["192.0.2.0/24", true],
      ["host-1.example", false],
    ]);
    expect(simulator().indicators()).to.have.length(2);
    expect(node.statuses.at(-1)).to.eql({ fill: "yellow", shape: "dot", text: "2 succeeded, 1 failed" });
    expect(node.logs).to.have.length(1);
    expect(node.logs[0]).to.match(/^3 rows: 2 succeeded, 1 failed, 0 not sent; 1 call, /);
  });

  it("accept the whole input as an object", async () => {
    const { sent } = await actionNode("import_indicators").receive({ payload: importOf([row(7)]) });
    expect(valuesOf(sent)).to.eql([["host-7.example", false]]);
  });

  it("read options from msg.options, which override those of the node, and never from the payload", async () => {
    const connector: Connector = await createConnector({ env: {} });
    const seen: unknown[] = [];
    connector.run = (_name, given, { dry_run, validation, deadline_ms }) => {
      seen.push([given, { dry_run, validation, deadline_ms }]);
      const json_body = { rows: 1, sent: 1, rejected: 0, duplicates: 0, calls: 1, seconds: 0, findings: [] };
      return Promise.resolve({ status_code: 200, response_headers: {}, reason: "OK", json_body });
    };
    const asset = assetNode();
    const { connection } = asset as unknown as AssetNode;
    connection.open = async () => ({ connector, asset: {} });
    const node = actionNode("import_indicators", { validation: "off", deadline_ms: "60000" }, asset);
    const payload = { ...importOf([row(7)]), dry_run: false };
    await node.receive({ payload, options: { dry_run: true, validation: "report", deadline_ms: null } });
    expect(seen).to.eql([[payload, { dry_run: true, validation: "report", deadline_ms: 60_000 }]]);
    expect(node.statuses.at(-1)?.text).to.equal("dry run: 1 to be sent, 0 rejected");
    expect(node.logs).to.eql([
      "1 row: 1 to be sent, 0 duplicates, 0 rejected; 1 call, at least 0 s. Nothing was sent.",
    ]);
  });

  it("reject options that are not declared: the message cannot name a journal or an asset", async () => {
    for (const options of [
      { journal: "j" },
      { asset: {} },
      { unknown_inputs: "report" },
      ["dry_run"],
      "dry_run",
    ]) {
      const { error } = await actionNode("import_indicators").receive({ payload: [row(7)], options });
      expect(error, JSON.stringify(options)).to.include({ code: "InvalidOption" });
    }
    expect(simulator().requests()).to.eql([]);
  });

  it("accept rows for a composite action", async () => {
    const change = { payload: [{ ...row(1), id: "1", action: "Audit", generateAlert: true }] };
    await actionNode("import_indicators").receive({ payload: [row(1)] });
    const { sent, error } = await actionNode("replace_indicator_action").receive(change);
    expect(error).to.equal(undefined);
    expect(rowsOf(sent)).to.have.length(1);
    expect(simulator().indicators()).to.have.length(1);
    expect(simulator().indicators()[0]).to.include({ action: "Audit" });
  });

  it("continue with the next message, and close, if a later node of the flow throws", async () => {
    const node = actionNode("import_indicators");
    const listener = node.listeners.get("input") as (...args: unknown[]) => void;
    const thrower = (words: string) => () => {
      throw new Error(words);
    };
    listener({ payload: [row(0)] }, thrower("no clone"), () => {});
    listener({ payload: [row(1)] }, () => {}, thrower("no end"));
    const { sent } = await node.receive({ payload: [row(2)] });
    expect(valuesOf(sent)).to.eql([["host-2.example", false]]);
    expect(node.errors).to.have.length(2);
    expect(node.errors[0]).to.match(/Error: no clone$/);
    expect(node.errors[1]).to.match(/Error: no end$/);
    await node.close();
  });

  it("report that another node is not an asset", async () => {
    const other = actionNode("import_indicators") as FakeNode & { id: string };
    const { error } = await actionNode("import_indicators", {}, other).receive({ payload: [row(0)] });
    expect(error).to.include({ code: "InvalidAsset" });
    expect(error?.message).to.include("Select one in the node, and deploy.");
  });

  it("report that an action does not accept rows", async () => {
    const { sent, error } = await actionNode("get_indicators").receive({ payload: [row(0)] });
    expect(sent).to.equal(undefined);
    expect(error).to.include({ code: "InvalidInput" });
    expect(String(error)).to.match(/^InvalidInput: .*input.*nothing was sent\.$/);
  });

  it("show the progress of a run", async () => {
    const node = actionNode("import_indicators");
    await node.receive({ payload: rows(1200) });
    const texts = node.statuses.map(({ text }) => text);
    expect(texts[0]).to.equal("running");
    expect(texts.slice(1, -1)).to.eql(["500 of 1200", "1000 of 1200", "1200 of 1200"]);
    expect(node.statuses.at(-1)).to.eql({ fill: "green", shape: "dot", text: "1200 succeeded" });
  });

  it("report warnings in a few lines", async () => {
    const node = actionNode("import_indicators", {}, assetNode({ normalize: "true" }));
    await node.receive({
      payload: rows(8).map((one, n) => ({ ...one, indicatorValue: ` r${n}.example ` })),
    });
    expect(node.warnings).to.have.length(6);
    expect(node.warnings[0]).to.match(/^\w+: row 1: /);
    expect(node.warnings.at(-1)).to.equal("and 3 more");
  });

  it("send the code, the hint and the known rows to a Catch node, and do not change the payload", async () => {
    const payload = rows(2);
    const node = actionNode("import_indicators", {}, assetNode({ client_secret: "wrong" }));
    const message = { payload };
    const { sent, error } = await node.receive(message);
    expect(sent).to.equal(undefined);
    expect(message.payload).to.equal(payload);
    expect(error).to.be.instanceOf(ActionFailure).and.include({ code: "InvalidCredentials" });
    expect(error?.cause).to.include({ code: "InvalidCredentials", kind: "auth", retryable: false });
    const { message: line, hint } = error?.cause ?? {};
    expect(String(error)).to.equal(`InvalidCredentials: ${String(line)} ${String(hint)}`);
    expect(
      rowsOf({ payload: error?.cause?.["output"] }).map(({ failureReason }) => failureReason?.slice(0, 8)),
    ).to.eql(["NotSent:", "NotSent:"]);
    expect(Object.hasOwn(error ?? {}, "stack")).to.equal(false);
    expect(node.statuses.at(-1)).to.eql({ fill: "red", shape: "ring", text: "InvalidCredentials" });
  });

  it("reveal no secret", async () => {
    const node = actionNode("import_indicators", {}, assetNode({ login_url: "http://127.0.0.1:9" }));
    const { error } = await node.receive({ payload: rows(1) });
    expect(error?.code).to.equal("Unreachable");
    expect(JSON.stringify([error, error?.message, error?.cause, node])).not.to.include(canary);
  });

  it("treat failed rows as an error if the user selects that", async () => {
    const node = actionNode("import_indicators", { failedRowsAreErrors: true });
    const message = { payload: [row(0), badRow] };
    const { error } = await node.receive(message);
    expect(message.payload).to.eql([row(0), badRow]);
    expect(error).to.include({
      code: "RowsFailed",
      message: "1 of 2 rows failed. The output contains the reason for each row.",
    });
    expect(valuesOf({ payload: error?.cause?.["output"] })).to.eql([
      ["host-0.example", false],
      ["192.0.2.0/24", true],
    ]);
    expect(node.statuses.at(-1)?.fill).to.equal("yellow");
    expect(await node.receive({ payload: [row(1)] })).to.have.property("error", undefined);
  });

  it("treat a rejected call as an error if the user selects that, and as an output otherwise", async () => {
    const payload = { path_parameters: { id: "404" } };
    const { sent } = await actionNode("get_indicator_by_id").receive({ payload });
    expect(sent?.payload).to.include({ status_code: 404 });
    const node = actionNode("get_indicator_by_id", { failedRowsAreErrors: true });
    const { error } = await node.receive({ payload });
    expect(error).to.include({ code: "NotFound" });
    expect(error?.message).to.match(/^The service responded 404 Not Found\. The object was deleted/);
    expect(error?.cause).to.include({ status: 404 });
    expect(node.statuses.at(-1)).to.eql({ fill: "red", shape: "dot", text: "404 Not Found" });
  });

  it("show the status of an action without rows", async () => {
    const node = actionNode("get_indicators");
    await node.receive({ payload: {} });
    expect(node.statuses.at(-1)).to.eql({ fill: "green", shape: "dot", text: "200 OK" });
  });

  it("report a missing asset or action", async () => {
    const orphan = RED.make("defender-indicators", { action: "import_indicators", asset: "" });
    expect((await orphan.receive({ payload: [] })).error).to.include({ code: "InvalidAsset" });
    const idle = RED.make("defender-indicators", { action: "", asset: assetNode().id });
    expect((await idle.receive({ payload: [] })).error).to.include({ code: "UnknownAction" });
  });

  it("respect the deadline, and reject one that is not valid", async () => {
    const gate = await startGate(simulator().url);
    // The second call would have to wait longer than the deadline.
    const asset = assetNode({ url: gate.url, rate_limits: '{"import":{"calls":1,"per_seconds":600}}' });
    const deadline = (deadline_ms: string) =>
      actionNode("import_indicators", { deadline_ms }, asset).receive({ payload: rows(600) });
    const { sent } = await deadline("60000");
    const reasons = rowsOf(sent).map(({ failureReason }) => failureReason);
    expect(reasons.slice(0, 500)).to.eql(new Array(500).fill(null));
    expect(reasons[599]).to.match(/^NotSent: /);
    expect((await deadline("soon")).error).to.include({ code: "InvalidOption" });
    await gate.close();
  });

  it("reject an option of a node that an older version saved", async () => {
    const asset = assetNode();
    for (const [saved, message, hint] of [
      [
        { deadlineSeconds: "90" },
        "The node has the option deadlineSeconds, which was renamed to deadline_ms.",
        "set deadline_ms to 90000",
      ],
      [
        { deadlineMs: "90" },
        "The node has the option deadlineMs, which was renamed to deadline_ms.",
        "set deadline_ms,",
      ],
      [{ dryRun: true }, "The node has the option dryRun, which was renamed to dry_run.", "set dry_run,"],
    ] as const) {
      const { error } = await actionNode("import_indicators", saved, asset).receive({ payload: rows(1) });
      expect(error).to.include({ code: "InvalidOption" });
      expect(String(error?.message)).to.include(message).and.include(hint).and.include("Nothing was sent.");
    }
    expect(simulator().requests()).to.eql([]);
    const { sent } = await actionNode("import_indicators", { deadlineSeconds: "" }, asset).receive({
      payload: rows(1),
    });
    expect(rowsOf(sent)).to.have.length(1);
  });

  it("process messages one after another", async () => {
    const node = actionNode("import_indicators");
    const order: number[] = [];
    const takes = [rows(600), rows(1, { title: "later" }), []].map((payload, n) =>
      node.receive({ payload }).then(() => order.push(n)),
    );
    await Promise.all(takes);
    expect(order).to.eql([0, 1, 2]);
    const first = simulator()
      .indicators()
      .find(({ indicatorValue }) => indicatorValue === "host-0.example");
    expect(first).to.include({ title: "later" });
  });

  it("share the connector of their asset, and its limits", async () => {
    const asset = assetNode({ rate_limits: '{"import":{"calls":1,"per_seconds":0.3}}' });
    const before = simulator().tokenRequests();
    const nodes = [actionNode("import_indicators", {}, asset), actionNode("import_indicators", {}, asset)];
    await Promise.all(nodes.map((node, n) => node.receive({ payload: [row(n)] })));
    expect(simulator().tokenRequests() - before).to.equal(1);
    const [first, second] = simulator().requests();
    expect((second?.at ?? 0) - (first?.at ?? 0)).to.be.at.least(300);
  });

  describe("at a close", () => {
    it("complete calls in progress, and report NotSent for the other rows and messages", async () => {
      const gate = await startGate(simulator().url);
      const asset = assetNode({ url: gate.url, rate_limits: '{"import":{"calls":1,"per_seconds":600}}' });
      const node = actionNode("import_indicators", {}, asset);
      gate.holdAfter(0);
      const first = node.receive({ payload: rows(1200) });
      const second = node.receive({ payload: rows(3) });
      await gate.arrived(1);
      const closed = node.close();
      gate.open();
      await closed;
      const { sent } = await first;
      const values = rowsOf(sent);
      expect(values).to.have.length(1200);
      expect(values.filter(({ isFailed }) => !isFailed)).to.have.length(500);
      const others = values.slice(500).map(({ failureReason }) => failureReason?.slice(0, 8));
      expect([...new Set(others)]).to.eql(["NotSent:"]);
      expect((await second).error).to.include({ code: "Cancelled" });
      expect(gate.calls).to.have.length(1);
      expect(node.warnings.filter((line) => line.startsWith("Ended by a deploy."))).to.have.length(2);
      expect(node.warnings[0]).to.include("500 succeeded, 0 failed, 700 not sent");
      await gate.close();
    });

    it("are done immediately if nothing is running", async () => {
      await actionNode("import_indicators").close();
    });
  });

  describe("the asset", () => {
    const said = async (node: FakeNode, kind: "errors" | "warnings"): Promise<string[]> => {
      while (node[kind].length === 0) await new Promise(setImmediate);
      return node[kind];
    };

    it("is checked at each deploy", async () => {
      const node = assetNode({ client_id: "" });
      expect((await said(node, "errors"))[0]).to.match(/^InvalidAsset: .*client_id.* nothing was sent\.$/);
    });

    it("can be a file, which is read with each message", async () => {
      const path = file("asset.json", simulator().asset({ client_id: stranger.client_id }), 0o644);
      const asset = RED.make("defender-indicators-asset", { source: "file", file: path });
      expect((await said(asset, "warnings"))[0]).to.match(/^AssetFileReadableByOthers: .*chmod 600/);
      const node = actionNode("import_indicators", {}, asset);
      expect((await node.receive({ payload: rows(1) })).error).to.include({ code: "MissingPermission" });
      file("asset.json", simulator().asset());
      expect((await node.receive({ payload: rows(1) })).error).to.equal(undefined);
    });

    it("can come from the environment", async () => {
      const config = { source: "environment" };
      const env = { DEFENDER_CLIENT_ID: "c", DEFENDER_SCOPE: '["a"]', OTHER: "x" };
      const connection = new Connection({ config, credentials: {}, declarations, env });
      expect((await connection.open()).asset).to.eql({ client_id: "c", scope: ["a"] });
      const bare = new Connection({ config, credentials: {}, declarations, env: { OTHER: "x" } });
      const error = await bare.open().catch((thrown: unknown) => thrown);
      expect(error).to.include({ code: "InvalidAsset" });
      expect((error as { hint: string }).hint).to.include("DEFENDER_");
    });

    it("uses only the secrets of its kind, and no unknown kind", async () => {
      const credentials = { client_secret: "s", oauth_pwd: "left over", http_proxy: "http://u:p@proxy:1" };
      const fields = { tenant_id: "t", client_id: "c", timeout_ms: "5000", verify_ssl: "false" };
      const ofKind = (source: string) =>
        new Connection({ config: { source, fields }, credentials, declarations, env: {} });
      expect((await ofKind("oauth2_client_credentials").open()).asset).to.eql({
        tenant_id: "t",
        client_id: "c",
        timeout_ms: 5000,
        verify_ssl: false,
        client_secret: "s",
        http_proxy: "http://u:p@proxy:1",
      });
      expect(
        await ofKind("magic")
          .open()
          .catch((thrown: unknown) => thrown),
      ).to.include({ code: "InvalidAsset" });
    });
  });
});
