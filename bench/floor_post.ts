/** The floor's call: 500 rows with bare node:http, and the answer parsed. */
import { Agent, type IncomingMessage, request } from "node:http";
import { text } from "node:stream/consumers";

/** As the action declares it. */
export const maxItems = 500;
/** Calls that overlap, as shipped. */
export const concurrency = 5;

const agent = new Agent({ keepAlive: true, maxSockets: concurrency });

/** What came of a call. */
export interface Answered {
  readonly response: IncomingMessage;
  readonly rows: unknown[];
}

/** Sends the rows. */
export async function post(url: string, rows: unknown[]): Promise<Answered> {
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
