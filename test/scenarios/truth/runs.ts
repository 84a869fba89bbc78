/** Runs the cases of seeds with the raw service, over any network. */
import { STATUS_CODES } from "node:http";
import {
  type Connector,
  type ConnectorOptions,
  createConnector,
  type Declarations,
  type HttpResponse,
  type RunOptions,
} from "../../../connector/index.js";
import { changed, jumpingClock, put, runOn } from "../../engine/stub.js";
import { Random } from "../simulation/random.js";
import { importOf } from "../../support/rows.js";
import { importRows, replacements, stockOf, troublesOf } from "./cases.js";
import { type Fields, RawService, type Reply } from "./raw_service.js";
import { wrongImports, wrongReplacements } from "./wrong_results.js";

/** A connector with requests that reach the service of the current seed. */
export interface Line {
  readonly options: RunOptions;
  /** @param shape - one of {@link shapes} */
  connector(shape: number): Promise<Connector>;
  /** Routes further requests to this service. */
  serve(service: RawService): void;
}

/**
 * Rows per request, concurrent requests, number of requests that are filled at once, and rows per round of a
 * replacement.
 */
const shapes = [
  [500, 5, 64, 500],
  [8, 5, 64, 500],
  [3, 3, 4, 4],
  [2, 1, 2, 2],
  [1, 4, 3, 1],
] as const;
const declared = shapes.map(([maxItems, concurrency, window, batchSize]): Declarations => {
  const declarations = changed({
    action: { "/batch/maxItems": maxItems, "/batch/concurrency": concurrency, "/batch/dedupWindow": window },
  });
  put(declarations.composed.get("replace_indicator_action"), { "/rows/batchSize": batchSize });
  return declarations;
});

/** Makes each connector once. */
export function connectors(options: () => ConnectorOptions): (shape: number) => Promise<Connector> {
  const made = new Map<number, Promise<Connector>>();
  return (shape) => {
    const declarations = declared[shape] as Declarations;
    const known = made.get(shape) ?? createConnector({ declarations, env: {}, ...options() });
    made.set(shape, known);
    return known;
  };
}

/** Requests are function calls, and every wait is skipped. */
export function direct(): Line {
  let service: RawService;
  const transport: ConnectorOptions["transport"] = () => async (request) => {
    await Promise.resolve();
    const { pathname, search } = new URL(request.url);
    const reply = service.reply(request.method, pathname + search, String(request.body ?? ""));
    return reply === undefined ? { failure: "lost", code: "ECONNRESET" } : responseOf(reply);
  };
  const credentials = { tenant_id: "tenant-1", client_id: "client-1", client_secret: "secret-1" };
  return {
    options: { asset: credentials },
    connector: connectors(() => ({ clock: jumpingClock(), random: () => 0.5, transport })),
    serve(next) {
      service = next;
    },
  };
}

function responseOf({ status, body }: NonNullable<Reply>): HttpResponse {
  const text = body === undefined ? "" : JSON.stringify(body);
  const parsed: unknown = body === undefined ? undefined : JSON.parse(text);
  return { status, reason: STATUS_CODES[status] ?? "", headers: {}, text, body: parsed };
}

/** Imports the rows of a seed; returns a sentence for each wrong result. */
export async function importOfSeed(seed: number, line: Line): Promise<string[]> {
  const random = new Random(seed);
  const service = new RawService(random.fork(), troublesOf(random.fork()));
  const rows = importRows(random.fork());
  const { results } = await runOfSeed(random, rows, service, line, "import_indicators");
  return wrongImports(rows, results, service);
}

/** Replaces actions of stored indicators; returns a sentence for each wrong result and each loss. */
export async function replacementOfSeed(seed: number, line: Line): Promise<string[]> {
  const random = new Random(seed);
  const service = new RawService(random.fork(), troublesOf(random.fork()));
  const before = stockOf(random.fork());
  for (const row of before) service.store(row);
  const rows = replacements(random.fork(), [...service.stored.values()]);
  const { results } = await runOfSeed(random, rows, service, line, "replace_indicator_action");
  return wrongReplacements(rows, results, service, before);
}

async function runOfSeed(
  random: Random,
  rows: readonly Fields[],
  service: RawService,
  line: Line,
  name: string,
): Promise<{ results: Fields[] }> {
  line.serve(service);
  const connector = await line.connector(random.int(0, shapes.length - 1));
  return runOn(connector, importOf(rows), line.options, name);
}

/** Returns the seeds with a wrong result, each with the first of them; at most a few. */
export async function failingSeeds(
  seeds: number,
  ofSeed: (seed: number) => Promise<string[]>,
  max = 3,
): Promise<string[]> {
  const failing: string[] = [];
  for (let seed = 1; seed <= seeds && failing.length < max; seed += 1) {
    const [first] = await ofSeed(seed);
    if (first !== undefined) failing.push(`seed ${seed}: ${first}`);
  }
  return failing;
}
