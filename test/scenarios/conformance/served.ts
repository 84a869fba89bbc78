/** The HTTP service with one asset, for one piece of work. */
import type { Asset } from "../../../connector/index.js";
import { Assets } from "../../../platforms/http/assets.js";
import { defaultLimits } from "../../../platforms/http/limits.js";
import { startService } from "../../../platforms/http/service.js";
import { key } from "../../platforms/http/service.js";
import { newConnector } from "./adapter.js";

/**
 * Runs work with a service and stops the service.
 * @param work - asks the service at the address that it receives
 */
export async function served<T>(asset: Asset, work: (url: string) => Promise<T>): Promise<T> {
  const service = await startService(
    {
      connector: await newConnector(),
      assets: new Assets(new Map([["default", asset]])),
      key,
      limits: { ...defaultLimits, graceMs: 200 },
      document: {},
      log: () => {},
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
