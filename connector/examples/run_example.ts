/** Runs one example of an action: the service's responses are those that the example declares. */
import { STATUS_CODES } from "node:http";
import { connectorOf, type Connector } from "../connector.js";
import type { Manifest } from "../contract/generated/meta/manifest.js";
import type { ActionInput, ActionOutput, Asset, HttpResponse, JsonObject } from "../contract/types.js";
import type { Declared } from "../declarations/compile_action.js";
import { ExampleClock } from "./example_clock.js";

/** Moment of an example that does not depend on one. */
const defaultNow = "2026-01-01T00:00:00Z";

/** What the service responds. */
export interface ExampleResponse {
  readonly status?: number;
  readonly body?: unknown;
}

/** What an example needs to run. */
export interface ExampleInput {
  readonly now?: string | undefined;
  readonly input: unknown;
  /** One for each call, in their order. */
  readonly responses: readonly ExampleResponse[];
}

/** The output of the run, and how many calls it made. Throws what the run throws. */
export async function runExample(
  declared: Declared,
  name: string,
  { now, input, responses }: ExampleInput,
): Promise<{ readonly output: ActionOutput; readonly calls: number }> {
  let calls = 0;
  const connector = offline(declared, now, () => {
    calls += 1;
    return responses[calls - 1] ?? { status: 404 };
  });
  const asset = exampleAsset(declared.manifest);
  const output = await connector.run(name, input as ActionInput, { asset });
  return { output, calls };
}

/** A connector without a network. */
export function offline(
  declared: Declared,
  now: string | undefined,
  responseOf: () => ExampleResponse,
): Connector {
  const token = { token_type: "Bearer", expires_in: 3599, access_token: "stub-token" };
  return connectorOf(declared, {
    clock: new ExampleClock(Date.parse(now ?? defaultNow)),
    env: {},
    random: () => 0.5,
    transport:
      () =>
      async ({ url }) =>
        answered(/\/token\b/.test(new URL(url).pathname) ? { body: token } : responseOf()),
  });
}

function answered({ status = 200, body }: ExampleResponse): HttpResponse {
  const text = body === undefined ? "" : JSON.stringify(body);
  return { status, reason: STATUS_CODES[status] ?? "", headers: {}, text, body };
}

/** An asset of the kind that needs a secret only, in the manifest's own words. */
function exampleAsset({ assets }: Manifest): Asset {
  const kind = Object.values(assets).find(({ grant }) => grant === "client_secret");
  const {
    tenantId = "",
    clientId = "",
    clientSecret = "",
  } = (kind?.credentials ?? {}) as Record<string, string>;
  const fields: JsonObject = {
    [tenantId]: "tenant-1",
    [clientId]: "client-1",
    [clientSecret]: "secret-of-client-1",
  };
  return fields as unknown as Asset;
}
