/** The server process: a login and an import with minimal cost, and a record of arrival times. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

const latencyMs = Number(process.argv[2] ?? 0);
const arrivals: number[] = [];
/** When the first import with each token arrived, in milliseconds since 1970. */
const firsts = new Map<string, number>();

/** The token ends with the tenant, the first part of the path. */
function tokenOf(path: string): string {
  const [, tenant] = path.split("/");
  return JSON.stringify({ token_type: "Bearer", expires_in: 3600, access_token: `opaque-${tenant}` });
}

/** A regular expression is sufficient, because the values contain no escapes. */
function importResponse(body: string): string {
  const rows: string[] = [];
  for (const [, value] of body.matchAll(/"indicatorValue":"([^"]*)"/g))
    rows.push(`{"id":"${rows.length + 1}","indicator":"${value}","isFailed":false,"failureReason":null}`);
  return `{"value":[${rows.join(",")}]}`;
}

function record(token: string): void {
  arrivals.push(performance.now());
  if (!firsts.has(token)) firsts.set(token, Date.now());
}

async function serve(request: IncomingMessage, res: ServerResponse): Promise<void> {
  // Both sides pass the date through, and their outputs are compared.
  res.sendDate = false;
  const isImport = request.url === "/api/indicators/import";
  if (isImport) record(request.headers.authorization ?? "");
  const body = await text(request);
  const response = isImport ? importResponse(body) : tokenOf(request.url ?? "");
  const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(response) };
  setTimeout(() => res.writeHead(200, headers).end(response), isImport ? latencyMs : 0);
}

const server = createServer((request, res) => void serve(request, res));
server.keepAliveTimeout = 120_000;
server.listen(0, "127.0.0.1", () => {
  process.send?.(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});

// A message requests the first arrivals of the tenants. Any other one requests all arrival times, in milliseconds, and resets both.
process.on("message", (message) => {
  if (message === "firsts") return process.send?.([...firsts.values()]);
  firsts.clear();
  return process.send?.(arrivals.splice(0));
});
process.on("disconnect", () => process.exit());
