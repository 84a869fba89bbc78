/** The raw service behind a Node server, on the loopback address. */
import { httpTransport } from "../../../connector/http/axios_transport.js";
import { startServer } from "../../support/server.js";
import { VirtualClock } from "../../support/virtual_clock.js";
import type { RawService } from "./raw_service.js";
import { connectors, type Line } from "./runs.js";

/** Runs the work with connectors that reach the service over sockets; every other wait is skipped. */
export async function overHttp<T>(work: (line: Line) => Promise<T>): Promise<T> {
  let service: RawService;
  const server = await startServer(({ method, path, body }, response) => {
    const reply = service.reply(method, path, body);
    if (reply === undefined) {
      response.destroy();
      return;
    }
    response.writeHead(reply.status, { "content-type": "application/json" });
    response.end(reply.body === undefined ? undefined : JSON.stringify(reply.body));
  });
  const credentials = { token_url: `${server.url}/token`, client_id: "client-1", client_secret: "secret-1" };
  const clock = new VirtualClock({ goes: "when idle", startMs: Date.parse("2026-01-01T00:00:00Z") });
  try {
    return await work({
      options: { asset: { ...credentials, url: server.url } },
      connector: connectors(() => ({ clock, random: () => 0.5, transport: clock.timeless(httpTransport) })),
      serve(next) {
        service = next;
      },
    });
  } finally {
    await server.close();
  }
}
