/** Responses and failures of a transport, and transports that return a list of them. */
import { STATUS_CODES } from "node:http";
import type { HttpResponse, HttpRequest } from "../../connector/contract/types.js";
import type { FailureKind, Transport, TransportFailure } from "../../connector/http/axios_transport.js";
import type { OutcomePolicy } from "../../connector/http/classify_response.js";

/** The outcome policy of the shipped declarations. */
export const policy: OutcomePolicy = {
  idempotent: true,
  retryStatuses: [408, 429, 500, 502, 503, 504],
  bisectStatuses: [400],
  notFoundStatuses: [],
  mayBeEmpty: false,
  message: "/error/message",
  waitSeconds: /again in (\d{1,7}) seconds?/u,
};

/** Returns a response; an object as body becomes JSON, a string becomes text. */
export function response(
  status: number,
  body: unknown = {},
  headers: Readonly<Record<string, string>> = {},
): HttpResponse {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const parsed = typeof body === "string" ? undefined : body;
  return { status, reason: STATUS_CODES[status] ?? "", headers, text, body: parsed };
}

/** Returns a failed attempt. */
export function failure(kind: FailureKind, code = "ECODE"): TransportFailure {
  return { failure: kind, code };
}

/** One attempt of a scripted transport. */
export interface Attempt {
  readonly request: HttpRequest;
  readonly headers: Readonly<Record<string, string>>;
}

/** Result of an attempt, immediately or after work of the test; "hang" never responds. */
export type Step =
  | HttpResponse
  | TransportFailure
  | "hang"
  | (() => HttpResponse | TransportFailure | Promise<HttpResponse | TransportFailure>);

/** Returns a transport that plays the steps, repeats the last one, and records the attempts. */
export function scripted(...steps: Step[]): { transport: Transport; attempts: Attempt[] } {
  const attempts: Attempt[] = [];
  return {
    attempts,
    async transport(request, headers, signal) {
      const step = steps[Math.min(attempts.length, steps.length - 1)] as Step;
      attempts.push({ request, headers });
      if (step === "hang") return hang(signal);
      return typeof step === "function" ? step() : step;
    },
  };
}

async function hang(signal: AbortSignal): Promise<TransportFailure> {
  if (!signal.aborted) {
    await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
  }
  return failure("lost", "ERR_CANCELED");
}
