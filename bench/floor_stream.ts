/** The floor for a file of rows: read, split, parse, send 500 at a time, parse the responses, write them. */
import { once } from "node:events";
import { createReadStream, createWriteStream } from "node:fs";
import { finished } from "node:stream/promises";
import { concurrency, maxItems, post } from "./floor_post.js";

const [, , url = "", input = "", output = ""] = process.argv;
const file = createWriteStream(output);
/** Calls in flight, in order. */
const running: Promise<unknown[]>[] = [];

async function send(rows: unknown[]): Promise<void> {
  running.push(post(url, rows).then((response) => response.rows));
  if (running.length >= concurrency) await writeFirst();
}

async function writeFirst(): Promise<void> {
  const results = (await running.shift()) as unknown[];
  const text = results.map((result) => `${JSON.stringify(result)}\n`).join("");
  if (!file.write(text)) await once(file, "drain");
}

async function* lines(): AsyncGenerator<string[]> {
  let rest = "";
  for await (const piece of createReadStream(input, { encoding: "utf8", highWaterMark: 256 * 1024 })) {
    const whole = (rest + piece).split("\n");
    rest = whole.pop() ?? "";
    yield whole;
  }
}

let rows: unknown[] = [];
for await (const some of lines()) {
  for (const line of some) {
    rows.push(JSON.parse(line));
    if (rows.length < maxItems) continue;
    await send(rows);
    rows = [];
  }
}
if (rows.length > 0) await send(rows);
while (running.length > 0) await writeFirst();
await finished(file.end());
process.exit();
