/** The floor: what any Node client must do: parse, slice, send with node:http, parse the responses, stringify. */
import type { IncomingMessage } from "node:http";
import { type BatchResponse, concurrency, maxItems, post } from "./floor_post.js";
import { serveCosts } from "./measure.js";

const [, , url = ""] = process.argv;

async function importAll(inputText: string): Promise<string> {
  const { Indicators: rows } = JSON.parse(inputText).json_body as { Indicators: unknown[] };
  const responses: BatchResponse[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    while (next * maxItems < rows.length) {
      const index = next++;
      responses[index] = await post(url, rows.slice(index * maxItems, (index + 1) * maxItems));
    }
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  const { response } = responses[0] as BatchResponse;
  return JSON.stringify({
    status_code: response.statusCode,
    response_headers: shown(response),
    reason: response.statusMessage,
    json_body: { value: responses.flatMap(({ rows: results }) => results) },
  });
}

function shown({ headers }: IncomingMessage): Record<string, unknown> {
  return { "content-type": headers["content-type"] };
}

serveCosts(importAll);
