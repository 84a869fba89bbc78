/** Answers and failures as a transport gives them, and transports that give what a test lists. */
import { STATUS_CODES } from "node:http";
import type { HttpResponse, HttpRequest } from "../../connector/contract/types.js";
import type { FailureKind, Transport, TransportFailure } from "../../connector/http/axios_transport.js";
import type { OutcomePolicy } from "../../connector/http/classify_response.js";

/** What a declaration says about answers, as the shipped ones do. */
export const policy: OutcomePolicy = {
  idempotent: true,
  retryStatuses: [408, 429, 500, 502, 503, 504],
  bisectStatuses: [400],
  notFoundStatuses: [],
  mayBeEmpty: false,
  message: "/error/message",
  waitSeconds: /again in (\d{1,7}) seconds?/u,
};

/** An answer; an object as body is JSON, a string is text. */
export function response(
  status: number,
  body: unknown = {},
  headers: Readonly<Record<string, string>> = {},
): HttpResponse {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const parsed = typeof body === "string" ? undefined : body;
  return { status, reason: STATUS_CODES[status] ?? "", headers, text, body: parsed };
}

/** An attempt without an answer. */
export function failure(kind: FailureKind, code = "ECODE"): TransportFailure {
  return { failure: kind, code };
}

/** One attempt, as a scripted transport was asked to make it. */
export interface Attempt {
  readonly request: HttpRequest;
  readonly headers: Readonly<Record<string, string>>;
}

/** What an attempt brings: at once, or after some work of the test's; "hang" never answers. */
export type Step =
  | HttpResponse
  | TransportFailure
  | "hang"
  | (() => HttpResponse | TransportFailure | Promise<HttpResponse | TransportFailure>);

/** A transport that goes through the steps, the last of them for ever, and remembers the attempts. */
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
