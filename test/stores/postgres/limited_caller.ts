/** A process that makes calls under one shared rate limit. Arguments: JSON of {@link CallerSettings}. */
import { systemClock } from "../../../connector/http/clock.js";
import { httpTransport } from "../../../connector/http/axios_transport.js";
import { Deadline } from "../../../connector/http/deadline.js";
import { Redactor } from "../../../connector/http/redactor.js";
import { createSend } from "../../../connector/http/send_request.js";
import { openDatabase } from "../../../connector/stores/postgres/database.js";
import { sharedRateLimits } from "../../../connector/stores/postgres/shared_rate_limits.js";
import { policy } from "../../support/responses.js";

/** What the process does. */
export interface CallerSettings {
  readonly name: string;
  readonly database: string;
  /** Address of the service. */
  readonly url: string;
  readonly calls: number;
  readonly limit: { readonly calls: number; readonly perSeconds: number };
  readonly leaseMs: number;
  /** Difference of the wall clock of this process, in milliseconds. */
  readonly clockOffMs: number;
}

const settings = JSON.parse(process.argv[2] ?? "") as CallerSettings;
const clock = { ...systemClock, now: () => Date.now() + settings.clockOffMs };
const store = sharedRateLimits(openDatabase(settings.database), clock, {
  name: settings.name,
  version: "1",
  takesJobs: false,
  leaseMs: settings.leaseMs,
});
const wire = { verifyTls: true, ca: undefined, maxResponseBytes: 1_000_000, proxyFor: () => undefined };
const send = createSend(httpTransport(wire), clock, Math.random);
const limiter = store.get("import", ["service", "tenant", "client"], settings.limit);
const retry = {
  attempts: 50,
  connectAttempts: 50,
  initialDelayMs: 50,
  maxDelayMs: 100,
  maxRetryAfterMs: 60_000,
};

async function call(n: number): Promise<void> {
  const request = { method: "POST", url: `${settings.url}/${settings.name}/${n}`, headers: {}, body: "{}" };
  const result = await send(request, {
    rateLimits: [limiter],
    policy,
    retry,
    timeoutMs: 30_000,
    deadline: new Deadline(clock),
    redactor: new Redactor(),
    onWait: () => {},
    onWaited: () => {},
    onAttempt: () => {},
    onEnd: () => {},
  });
  if (result.kind !== "succeeded") throw new Error(result.error.message);
}

await Promise.all(Array.from({ length: settings.calls }, (_, n) => call(n)));
await store.close();
process.stdout.write("done\n");
