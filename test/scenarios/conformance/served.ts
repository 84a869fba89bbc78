/** The HTTP service with one asset, for one piece of work. */
import { linesTo } from "../../support/lines_to.js";
import { TextLog } from "../../../platforms/shared/log/text_log.js";
import { type Asset, load, packageRoot } from "../../../connector/index.js";
import { defaultLimits } from "../../../platforms/http/limits.js";
import { startService } from "../../../platforms/http/service.js";
import { offeredTools } from "../../../platforms/mcp/tools.js";
import { settingsOf } from "../../platforms/http/service.js";
import { newConnector } from "./adapter.js";

const { schemas } = load(packageRoot());

/**
 * Runs work with a service and stops the service.
 * @param work - asks the service at the address that it receives
 */
export async function served<T>(asset: Asset, work: (url: string) => Promise<T>): Promise<T> {
  const connector = await newConnector();
  const tools = connector.actions().map(({ name }) => name);
  const service = await startService(
    {
      connector,
      ...offeredTools(connector, schemas, { allowDestructive: true, tools }),
      settings: settingsOf({ default: asset }),
      limits: { ...defaultLimits, graceMs: 200 },
      document: {},
      log: new TextLog({ stream: linesTo(() => {}), level: "error" }),
      now: Date.now,
    },
    { host: "127.0.0.1", port: 0 },
  );
  try {
    return await work(service.url);
  } finally {
    await service.stop();
  }
}
