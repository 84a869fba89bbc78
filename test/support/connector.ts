/** A connector over a real network on a virtual clock; every request is recorded. */
import { createConnector } from "../../connector/connector.js";
import type { Connector, ConnectorOptions } from "../../connector/connector_api.js";
import type { HttpRequest } from "../../connector/contract/types.js";
import { httpTransport } from "../../connector/http/axios_transport.js";
import type { VirtualClock } from "./virtual_clock.js";

/** One attempt as it was sent. */
export interface SentRequest extends HttpRequest {
  readonly authorization: string | undefined;
}

/** Returns a connector that uses no virtual time for calls, and the requests that it sent, including token requests. */
export async function watchedConnector(
  clock: VirtualClock,
  options: ConnectorOptions = {},
): Promise<{ connector: Connector; sent: SentRequest[] }> {
  const sent: SentRequest[] = [];
  const connector = await createConnector({
    clock,
    env: {},
    random: () => 0,
    transport: clock.timeless((settings) => {
      const transport = httpTransport(settings);
      return (request, headers, signal) => {
        sent.push({ ...request, authorization: headers["authorization"] });
        return transport(request, headers, signal);
      };
    }),
    ...options,
  });
  return { connector, sent };
}
