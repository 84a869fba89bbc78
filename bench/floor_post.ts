/** One call of the floor: sends 500 rows with node:http and parses the response. */
import { Agent, type IncomingMessage, request } from "node:http";
import { text } from "node:stream/consumers";

/** As the action declares it. */
export const maxItems = 500;
/** Number of concurrent calls, as shipped. */
export const concurrency = 5;

const agent = new Agent({ keepAlive: true, maxSockets: concurrency });

/** The response to a batch. */
export interface BatchResponse {
  readonly response: IncomingMessage;
  readonly rows: unknown[];
}

export async function post(url: string, rows: unknown[]): Promise<BatchResponse> {
  const body = JSON.stringify({ Indicators: rows });
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const headers = {
      "content-type": "application/json",
      "content-length": Buffer.byteLength(body),
      authorization: "Bearer opaque-bench-token",
    };
    request(`${url}/api/indicators/import`, { method: "POST", agent, headers }, resolve)
      .on("error", reject)
      .end(body);
  });
  return { response, rows: JSON.parse(await text(response)).value };
}
