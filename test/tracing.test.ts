// Spans of runs and calls, for a tracer that only resembles OpenTelemetry.
import { expect } from "chai";
import { type RunEvent, withTracing } from "../connector/index.js";
import { type Simulator, startSimulator } from "../simulator/index.js";
import { canary, writer } from "./platforms/shared/process.js";
import { watchedConnector } from "./support/connector.js";
import { closingAfterEach, rejection } from "./support/open.js";
import { importOf, rows } from "./support/rows.js";
import { VirtualClock } from "./support/virtual_clock.js";

interface FakeSpan {
  readonly name: string;
  readonly parent: string | undefined;
  readonly kind: number;
  readonly startTime: number | undefined;
  readonly attributes: Record<string, unknown>;
  status?: { code: number; message: string };
  ends: (number | undefined)[];
}

/** Contexts are names of spans. */
function fakeTracing() {
  const spans: FakeSpan[] = [];
  const startSpan = (
    name: string,
    { kind, startTime, attributes }: { kind: number; startTime?: number; attributes: object },
    parent: string | undefined,
  ) => {
    const span: FakeSpan = { name, parent, kind, startTime, attributes: { ...attributes }, ends: [] };
    spans.push(span);
    const spanId = String(spans.length).padStart(16, "a");
    return {
      name,
      setAttribute: (key: string, value: unknown) => void (span.attributes[key] = value),
      setStatus: (status: { code: number; message: string }) => void (span.status = status),
      end: (endTime?: number) => void span.ends.push(endTime),
      spanContext: () => ({ traceId: "b".repeat(32), spanId, traceFlags: 1 }),
    };
  };
  const api = {
    context: { active: (): string | undefined => "request" },
    trace: {
      getTracer: () => ({ startSpan }),
      setSpan: (_context: string | undefined, span: ReturnType<typeof startSpan>): string | undefined =>
        `in ${span.name}`,
    },
  };
  return { spans, api };
}

describe("tracing", () => {
  const closing = closingAfterEach();
  const bench = async () => {
    const simulator: Simulator = closing(await startSimulator({ apps: [writer] }));
    const { connector, sent } = await watchedConnector(new VirtualClock({ goes: "when idle" }));
    const { spans, api } = fakeTracing();
    return { simulator, sent, spans, connector: withTracing(connector, api) };
  };

  it("makes a span of the run, and below it one of each attempt", async () => {
    const { simulator, sent, spans, connector } = await bench();
    simulator.addFault({ kind: "status", status: 503, times: 1, on: "import" });
    const events: RunEvent[] = [];
    const onEvent = (event: RunEvent) => void events.push(event);
    await connector.run("import_indicators", importOf(rows(2)), { asset: simulator.asset(), onEvent });
    expect(spans.map(({ name, parent, kind }) => [name, parent, kind])).to.deep.equal([
      ["import_indicators", "request", 0],
      ["POST", "in import_indicators", 2],
      ["POST", "in import_indicators", 2],
      ["POST", "in import_indicators", 2],
    ]);
    const [run, login, failed, repeated] = spans;
    expect(run?.attributes).to.deep.equal({
      "connector.action": "import_indicators",
      "connector.rows": 2,
      "connector.succeeded": 2,
      "connector.not_sent": 0,
      "connector.calls": 2,
    });
    expect(login?.attributes).to.include({ "connector.service": "login", "http.response.status_code": 200 });
    expect(failed?.attributes).to.include({
      "http.response.status_code": 503,
      "error.type": "ServiceFailed",
    });
    expect(failed?.status).to.deep.equal({ code: 2, message: "ServiceFailed" });
    expect(repeated?.attributes).to.include({ "http.request.resend_count": 1 });
    for (const { startTime = 0, ends } of spans.slice(1))
      expect([ends.length, (ends[0] ?? 0) >= startTime]).to.deep.equal([1, true]);
    expect(run?.ends.length).to.equal(1);
    const header = `00-${"b".repeat(32)}-${"1".padStart(16, "a")}-01`;
    expect(sent.slice(1).map(({ headers }) => headers["traceparent"])).to.deep.equal([header, header]);
    expect(events.some(({ type }) => type === "summary")).to.equal(true);
  });

  it("ends the span of a stream with its results, and names the error of a run without secrets", async () => {
    const { simulator, spans, connector } = await bench();
    const results = connector.stream("import_indicators", rows(3), { asset: simulator.asset() });
    for await (const _result of results) expect(spans[0]?.ends).to.deep.equal([]);
    expect(spans[0]?.ends.length).to.equal(1);
    const asset = simulator.asset({ client_secret: `${canary}x` });
    await rejection(connector.run("get_indicators", {}, { asset }));
    const run = spans.find(({ name }) => name === "get_indicators");
    expect(run?.attributes["error.type"]).to.equal("InvalidCredentials");
    expect(run?.status?.code).to.equal(2);
    expect(run?.ends.length).to.equal(1);
    expect(JSON.stringify(spans)).not.to.include(canary);
  });
});
