/** Runs one example of an action with the service responses that it declares. */
import { STATUS_CODES } from "node:http";
import { connectorOf } from "../connector.js";
import type { Connector } from "../connector_api.js";
import type { Manifest } from "../contract/generated/meta/manifest.js";
import type { ActionInput, ActionOutput, Asset, HttpResponse, JsonObject } from "../contract/types.js";
import type { Declared } from "../declarations/compile_action.js";
import { partNames } from "../declarations/composed_parts.js";
import { defaultNow } from "../declarations/shown_examples.js";
import { ExampleClock } from "./example_clock.js";

/** A response of the service. */
export interface ExampleResponse {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** Everything that an example needs to run. */
export interface ExampleInput {
  readonly now?: string | undefined;
  readonly input: unknown;
  /** Returns the response to a call, counted from 1; undefined means 404. */
  readonly responseOf: (call: number) => ExampleResponse | undefined;
}

/** Maximum numbers of calls, logins and waits, far above the needs of an example. */
const most = { calls: 1000, logins: 1000, waits: 10_000 } as const;

/** Thrown if the run of an example does not end. */
export class EndlessRun extends Error {}

/** Returns the output of the run and its number of calls. Throws the run's errors and {@link EndlessRun}. */
export async function runExample(
  declared: Declared,
  name: string,
  { now, input, responseOf }: ExampleInput,
): Promise<{ readonly output: ActionOutput; readonly calls: number }> {
  const limit = new Limit();
  const connector = offline(declared, now, limit, (call) => responseOf(call) ?? { status: 404 });
  const asset = exampleAsset(name, declared);
  const output = await Promise.race([connector.run(name, input as ActionInput, { asset }), limit.reached]);
  return { output, calls: limit.done.calls };
}

/** Counts the actions of a run. The run does not continue after a limit. */
class Limit {
  readonly done = { calls: 0, logins: 0, waits: 0 };
  /** Never resolves; rejects at a limit. */
  readonly reached: Promise<never>;
  #stop: (error: EndlessRun) => void = () => {};

  constructor() {
    this.reached = new Promise((_resolve, reject) => {
      this.#stop = reject;
    });
    this.reached.catch(() => {});
  }

  /** Resolves immediately below the limit, and never above it. */
  count(what: keyof typeof most): Promise<void> {
    this.done[what] += 1;
    if (this.done[what] <= most[what]) return Promise.resolve();
    this.#stop(new EndlessRun(`makes more than ${most[what]} ${what} and does not end`));
    return new Promise(() => {});
  }
}

/** Returns a connector without a network. */
function offline(
  declared: Declared,
  now: string | undefined,
  limit: Limit,
  responseOf: (call: number) => ExampleResponse,
): Connector {
  const token = { token_type: "Bearer", expires_in: 3599, access_token: "stub-token" };
  return connectorOf(declared, {
    clock: new ExampleClock(Date.parse(now ?? defaultNow), () => limit.count("waits")),
    env: {},
    random: () => 0.5,
    transport:
      () =>
      async ({ url }) => {
        const isLogin = /\/token\b/.test(new URL(url).pathname);
        await limit.count(isLogin ? "logins" : "calls");
        if (isLogin) return answered({ body: token });
        return answered(responseOf(limit.done.calls));
      },
  });
}

function answered({ status = 200, headers = {}, body }: ExampleResponse): HttpResponse {
  const text = body === undefined ? "" : JSON.stringify(body);
  return { status, reason: STATUS_CODES[status] ?? "", headers, text, body };
}

/** Returns an asset that the service of the action accepts. */
function exampleAsset(name: string, { manifest, declarations }: Declared): Asset {
  const composed = declarations.composed.get(name);
  const [first = name] = composed === undefined ? [] : partNames(composed);
  const { service = "" } = declarations.actions.get(first) ?? {};
  const { accepts = [], override = "", clouds } = manifest.services[service] ?? {};
  const [kind = ""] = accepts;
  if (service === "" || clouds !== undefined) return cloudAsset(manifest);
  const fields = Object.values(manifest.assets[kind]?.credentials ?? {});
  const values = Object.fromEntries(fields.map((field) => [field, `${field}-of-the-example`]));
  return { kind, [override]: "https://service.example", ...values };
}

/** Returns an asset of the kind that needs only a secret, with values from the manifest. */
function cloudAsset({ assets }: Manifest): Asset {
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
  return fields;
}
