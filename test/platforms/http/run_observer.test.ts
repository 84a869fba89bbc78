// What the log of a run hides: the secrets that the run uses, also after a reload.
import { expect } from "chai";
import { createConnector, type JsonObject, load, packageRoot } from "../../../connector/index.js";
import { Metrics } from "../../../platforms/http/metrics.js";
import { RunEventLog } from "../../../platforms/http/run_events.js";
import { observer } from "../../../platforms/http/run_observer.js";
import type { ServiceContext } from "../../../platforms/http/service_context.js";
import { TextLog } from "../../../platforms/shared/log/text_log.js";
import { linesTo } from "../../support/lines_to.js";
import { settingsOf } from "./service.js";

const tenant = { tenant_id: "11111111-1111-4111-8111-111111111111", client_id: "c" };
const assetWith = (secret: string): JsonObject => ({ ...tenant, client_secret: secret });

describe("http: the log of a run", () => {
  it("hides the secret of the run after a reload", async () => {
    const log: string[] = [];
    const settings = settingsOf({ one: assetWith("the-secret-before") });
    const context = {
      connector: await createConnector({ declarations: load(packageRoot()), env: {} }),
      settings,
      log: new TextLog({ stream: linesTo((line) => log.push(line)), level: "debug" }),
      metrics: new Metrics(() => 0),
    } as unknown as ServiceContext;
    const take = observer(new RunEventLog(), { profile: "one", action: "import_indicators" }, context);
    const call = (url: string) =>
      take({
        type: "response",
        service: "defender",
        method: "GET",
        url,
        attempt: 1,
        status: 200,
        startedAt: 0,
        durationMs: 1,
      });
    call("https://service.example/first");
    settings.current = settingsOf({ one: assetWith("the-secret-after") }).current;
    call("https://service.example/the-secret-before");
    expect(log).to.have.length(2);
    expect(log.join("\n")).to.not.include("the-secret-before");
  });
});
