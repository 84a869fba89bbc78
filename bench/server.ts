/** The server process: a login and an import with minimal cost, and a record of arrival times. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

const latencyMs = Number(process.argv[2] ?? 0);
const arrivals: number[] = [];

const token = JSON.stringify({ token_type: "Bearer", expires_in: 3600, access_token: "opaque-bench-token" });

/** A regular expression is sufficient, because the values contain no escapes. */
function importResponse(body: string): string {
  const rows: string[] = [];
  for (const [, value] of body.matchAll(/"indicatorValue":"([^"]*)"/g))
    rows.push(`{"id":"${rows.length + 1}","indicator":"${value}","isFailed":false,"failureReason":null}`);
  return `{"value":[${rows.join(",")}]}`;
}

async function serve(request: IncomingMessage, res: ServerResponse): Promise<void> {
  // Both sides pass the date through, and their outputs are compared.
  res.sendDate = false;
  const isImport = request.url === "/api/indicators/import";
  if (isImport) arrivals.push(performance.now());
  const body = await text(request);
  const response = isImport ? importResponse(body) : token;
  const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(response) };
  setTimeout(() => res.writeHead(200, headers).end(response), isImport ? latencyMs : 0);
}

const server = createServer((request, res) => void serve(request, res));
server.keepAliveTimeout = 120_000;
server.listen(0, "127.0.0.1", () => {
  process.send?.(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});

// Any message requests the arrival times, in milliseconds, and resets them.
process.on("message", () => process.send?.(arrivals.splice(0)));
process.on("disconnect", () => process.exit());
