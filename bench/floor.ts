/** What any Node client pays: parse, slice, stringify, send with bare node:http, parse the answers, collect, stringify. */
import { Agent, type IncomingMessage, request } from "node:http";
import { text } from "node:stream/consumers";
import { serveCosts } from "./measure.js";

const [, , url = ""] = process.argv;
const maxItems = 500;
const inFlight = 5;
const agent = new Agent({ keepAlive: true, maxSockets: inFlight });

interface Answered {
  readonly response: IncomingMessage;
  readonly rows: unknown[];
}

async function post(rows: unknown[]): Promise<Answered> {
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

async function importAll(inputText: string): Promise<string> {
  const { Indicators: rows } = JSON.parse(inputText).json_body as { Indicators: unknown[] };
  const answers: Answered[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    while (next * maxItems < rows.length) {
      const index = next++;
      answers[index] = await post(rows.slice(index * maxItems, (index + 1) * maxItems));
    }
  };
  await Promise.all(Array.from({ length: inFlight }, work));
  const { response } = answers[0] as Answered;
  return JSON.stringify({
    status_code: response.statusCode,
    response_headers: shown(response),
    reason: response.statusMessage,
    json_body: { value: answers.flatMap((answer) => answer.rows) },
  });
}

function shown({ headers }: IncomingMessage): Record<string, unknown> {
  return { "content-type": headers["content-type"] };
}

serveCosts(importAll);
