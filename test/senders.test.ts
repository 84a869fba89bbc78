// The trace of a run reaches the service, and only the service.
import { expect } from "chai";
import type { ConnectorError } from "../connector/index.js";
import { startSimulator } from "../simulator/index.js";
import { rejection } from "./support/open.js";
import { watchedConnector } from "./support/connector.js";
import { importOf, rows } from "./support/rows.js";
import { VirtualClock } from "./support/virtual_clock.js";

const traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

describe("senders", () => {
  it("send the traceparent of the run with each call, but not to the login service", async () => {
    const simulator = await startSimulator();
    try {
      const { connector, sent } = await watchedConnector(new VirtualClock());
      const options = { asset: simulator.asset(), traceparent };
      await connector.run("import_indicators", importOf(rows(501)), options);
      await connector.run("get_indicators", {}, { asset: simulator.asset() });
      expect(sent.map(({ headers }) => headers["traceparent"])).to.deep.equal([
        undefined,
        traceparent,
        traceparent,
        undefined,
      ]);
    } finally {
      await simulator.close();
    }
  });

  it("are not reached if the traceparent is not valid", async () => {
    const { connector, sent } = await watchedConnector(new VirtualClock());
    const run = connector.run("get_indicators", {}, { asset: {}, traceparent: "00-1-2-3" });
    expect((await rejection<ConnectorError>(run)).code).to.equal("InvalidOption");
    expect(sent).to.deep.equal([]);
  });
});
