import { expect } from "chai";
import type { Connector, ConnectorError, PlannedCall, PlanOptions } from "../../connector/index.js";
import { rejection } from "../support/open.js";
import { importOf, row, rows } from "../support/rows.js";
import { VirtualClock } from "../support/virtual_clock.js";
import { asset, stub } from "./stub.js";

const name = "import_indicators";
const secret = asset.client_secret;

const dryRuns: Record<
  string,
  (connector: Connector, given: unknown[], options: PlanOptions) => Promise<unknown>
> = {
  run: (connector, given, options) => {
    const { onCall: _call, onFinding: _finding, ...others } = options;
    return connector.run(name, importOf(given), { ...others, dry_run: true });
  },
  plan: (connector, given, options) => connector.plan(name, importOf(given), options),
  planPages: (connector, given, options) => connector.planPages(name, [given], options),
};

describe("engine: end of a dry run", () => {
  for (const [call, dryRun] of Object.entries(dryRuns)) {
    it(`${call} ends if its signal is aborted`, async () => {
      const { connector } = await stub();
      const stop = new AbortController();
      stop.abort();
      const error = await rejection<ConnectorError>(dryRun(connector, rows(3), { signal: stop.signal }));
      expect(error.code).to.equal("Cancelled");
    });

    it(`${call} ends at its deadline, or at the deadline of the asset`, async () => {
      for (const options of [{ deadline_ms: 50 }, { asset: { ...asset, deadline_ms: 50 } }]) {
        let now = 0;
        const clock = new VirtualClock({ goes: "when idle, quick" });
        // Each read of the clock is 100 ms later than the one before.
        clock.monotonic = () => (now += 100);
        const { connector } = await stub({ clock });
        const error = await rejection<ConnectorError>(dryRun(connector, rows(3), options));
        expect(error.code).to.equal("DeadlineExceeded");
      }
    });

    it(`${call} masks the secrets of its asset in findings, calls and warnings`, async () => {
      const { connector } = await stub();
      const events: unknown[] = [];
      const calls: PlannedCall[] = [];
      const given = [
        row(1, { indicatorType: secret }),
        row(2, { title: secret }),
        row(3, { indicatorType: "FileSha1", [secret]: 1 }),
      ];
      const options = {
        asset,
        onEvent: (event: unknown) => void events.push(event),
        onCall: (one: PlannedCall) => void calls.push(one),
      };
      const plan = await dryRun(connector, given, options);
      const text = JSON.stringify([plan, events, calls]);
      expect(text).to.contain("[secret]");
      expect(text).not.to.contain(secret);
    });
  }

  it("masks the secrets of the asset in errors before the first request", async () => {
    const { connector, calls } = await stub();
    const input = { json_body: { Indicators: [] }, [secret]: 1 };
    for (const attempt of [
      connector.run(name, input, { asset }),
      connector.plan(name, input, { asset }),
      connector.run("submit_indicator", { json_body: row(1, { indicatorType: secret }) }, { asset }),
      connector.run(name, importOf([]), { asset, [secret]: 1 } as never),
      connector.stream(name, [], { asset, envelope: { [secret]: 1 } as never }).next(),
      connector.run("replace_indicator_action", { ...importOf([]), [secret]: 1 }, { asset }),
    ]) {
      const { message, hint } = await rejection<ConnectorError>(attempt);
      expect(message + hint)
        .to.contain("[secret]")
        .and.not.to.contain(secret);
    }
    expect(calls).to.deep.equal([]);
  });
});
