// The events about calls, rows and capacity that operators count.
import { expect } from "chai";
import type { RunEvent } from "../connector/index.js";
import { canary } from "./platforms/shared/process.js";
import { type Bench, withBench } from "./scenarios/import/over_simulator.js";
import { row, rows } from "./support/rows.js";

type Of<Type extends RunEvent["type"]> = Extract<RunEvent, { type: Type }>;

async function eventsOf(
  { imported }: Bench,
  given: readonly unknown[],
  options: Parameters<Bench["imported"]>[1] = {},
): Promise<<Type extends RunEvent["type"]>(type: Type) => Of<Type>[]> {
  const { events } = await imported(given, options);
  return <Type extends RunEvent["type"]>(type: Type) =>
    events.filter((event): event is Of<Type> => event.type === type);
}

const ended = ({ service, method, status, code, attempt }: Of<"response">) =>
  [service, method, status, code, attempt] as const;

function totals(events: readonly Of<"rows">[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const { codes } of events)
    for (const [code, count] of Object.entries(codes)) sums[code] = (sums[code] ?? 0) + count;
  return sums;
}

describe("events of a run", () => {
  it(
    "report each attempt with its service and status, also the token request",
    withBench(async (bench) => {
      bench.simulator.addFault({ kind: "status", status: 429, retryAfterSeconds: 7, times: 1, on: "import" });
      const of = await eventsOf(bench, rows(2));
      expect(of("response").map(ended)).to.deep.equal([
        ["login", "POST", 200, undefined, 1],
        ["defender", "POST", 429, "Throttled", 1],
        ["defender", "POST", 200, undefined, 2],
      ]);
      expect(of("response").map(({ url }) => new URL(url).search)).to.deep.equal(["", "", ""]);
      for (const { startedAt, durationMs } of of("response"))
        expect([startedAt >= Date.parse("2020-01-01"), durationMs >= 0]).to.deep.equal([true, true]);
      expect(of("waited")).to.deep.equal([{ type: "waited", rateLimit: "import", waitMs: 7000 }]);
    }),
  );

  it(
    "report the wait of each call for its rate limit",
    withBench(async (bench) => {
      const of = await eventsOf(bench, rows(31 * 500));
      const waited = of("waited").filter(({ rateLimit }) => rateLimit === "import");
      expect(waited.length).to.equal(1);
      expect(waited[0]?.waitMs).to.be.within(59_000, 61_000);
    }),
  );

  it(
    "count rows by code, and reasons of the service as Rejected",
    withBench(
      async (bench) => {
        const bad = row(1, { indicatorValue: "not a value", indicatorType: "IpAddress" });
        const of = await eventsOf(bench, [bad, ...rows(3)]);
        expect(totals(of("rows"))).to.deep.equal({ InvalidIndicator: 1, ok: 2, Rejected: 1 });
      },
      { settings: { capacity: 2 } },
    ),
  );

  it(
    "name rejected credentials, and count the rows that were not sent",
    withBench(async (bench) => {
      const asset = bench.simulator.asset({ client_secret: `${canary}x` });
      const of = await eventsOf(bench, rows(2), { asset });
      expect(of("response").map(ended)).to.deep.equal([["login", "POST", 401, "InvalidCredentials", 1]]);
      expect(totals(of("rows"))).to.deep.equal({ NotSent: 2 });
      expect(JSON.stringify(of("response"))).not.to.include(canary);
    }),
  );

  it(
    "report what a full tenant holds",
    withBench(
      async (bench) => {
        await bench.imported(rows(3));
        const of = await eventsOf(bench, [row(7), row(8)], { preflight: true });
        expect(of("capacity")).to.deep.equal([{ type: "capacity", used: 3, limit: 15_000 }]);
      },
      { settings: { capacity: 4 } },
    ),
  );
});
