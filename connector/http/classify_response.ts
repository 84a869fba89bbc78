/** What an attempt means: a pure function from its answer or failure, and the declaration, to a closed set. */
import { STATUS_CODES } from "node:http";
import type { ErrorCode } from "../contract/errors.js";
import { getAt } from "../contract/json_pointer.js";
import type { HttpResponse } from "../contract/types.js";
import type { TransportFailure } from "./axios_transport.js";

/** What the declaration says about answers. */
export interface OutcomePolicy {
  /** Whether the call may be sent again after its bytes may have arrived. */
  readonly idempotent: boolean;
  /** Statuses after which it is repeated. */
  readonly retryStatuses: readonly number[];
  /** Statuses that mean: one row in the call is bad. */
  readonly bisectStatuses: readonly number[];
  /** Statuses that mean: what the call names is not there. */
  readonly notFoundStatuses: readonly number[];
  /** Whether a success may have no body. One that is not JSON is garbled. */
  readonly mayBeEmpty: boolean;
  /** Where an error body has its sentence, which a success has not, and the pattern of a wait stated there. */
  readonly message: string;
  readonly waitSeconds: RegExp | undefined;
  /** The pattern of a message that says that the service has no such endpoint, whatever its status. */
  readonly endpointNotFound?: RegExp | undefined;
  /** What to do, in place of the code's own hint, where the address is not known and the input gave a part of it. */
  readonly notServedHint?: string | undefined;
  /** What to add to the message if the service has no such endpoint. */
  readonly notServedNotice?: string | undefined;
}

/**
 * What to do next. `waitMs` is what the service asked for; without it the caller chooses. `code` is the name of
 * the trouble, should no attempt be left.
 */
export type Outcome =
  | { readonly kind: "succeeded" }
  | { readonly kind: "retry"; readonly code: ErrorCode; readonly waitMs?: number }
  | { readonly kind: "refresh"; readonly code: ErrorCode }
  | { readonly kind: "isolate"; readonly code: ErrorCode }
  | { readonly kind: "failed"; readonly code: ErrorCode };

/** True for a status that says success, whatever the body makes of it. */
export function isSuccess({ status }: Pick<HttpResponse, "status">): boolean {
  return status >= 200 && status < 300;
}

/** True for a reason phrase that says no more than the status does. Any other one is words of whoever answered. */
export function isUsualReason({ status, reason }: Pick<HttpResponse, "status" | "reason">): boolean {
  return reason === "" || reason.toLowerCase() === STATUS_CODES[status]?.toLowerCase();
}

/** True for a request that was rejected because of its size, whatever its rows; the service did nothing. */
export function isTooLarge({ status }: Pick<HttpResponse, "status">): boolean {
  return status === 413;
}

/** True for an attempt without an answer. */
export function isFailure(result: HttpResponse | TransportFailure): result is TransportFailure {
  return "failure" in result;
}

/**
 * Decides. What it does not know has failed.
 * @param nowMs milliseconds since 1970, for a wait given as a date by an answer that does not say when it was given
 */
export function classifyResponse(
  result: HttpResponse | TransportFailure,
  policy: OutcomePolicy,
  nowMs: number,
): Outcome {
  return isFailure(result) ? ofFailure(result, policy) : ofResponse(result, policy, nowMs);
}

function ofFailure({ failure }: TransportFailure, policy: OutcomePolicy): Outcome {
  if (failure === "untrusted") return { kind: "failed", code: "UntrustedCertificate" };
  if (failure === "unreachable") return { kind: "retry", code: "Unreachable" };
  if (failure === "tooLarge") return { kind: "failed", code: "OutcomeUnknown" };
  return { kind: policy.idempotent ? "retry" : "failed", code: "OutcomeUnknown" };
}

function ofResponse(response: HttpResponse, policy: OutcomePolicy, nowMs: number): Outcome {
  const { status } = response;
  if (isSuccess(response)) return ofSuccess(response, policy);
  if (isEndpointUnknown(response, policy)) return { kind: "failed", code: "EndpointNotFound" };
  const isNotFound = policy.notFoundStatuses.includes(status);
  if (policy.bisectStatuses.includes(status))
    return { kind: "isolate", code: isNotFound ? "NotFound" : status === 403 ? "Forbidden" : "Rejected" };
  if (isNotFound) return { kind: "failed", code: "NotFound" };
  if (status === 401) return { kind: "refresh", code: "TokenRejected" };
  if (status === 403) return { kind: "failed", code: "Forbidden" };
  // The proxy wants other credentials: the service has not seen the call.
  if (status === 407) return { kind: "failed", code: "Unreachable" };
  // These speak about the address, whatever was sent there.
  if (addressStatuses.has(status)) return { kind: "failed", code: "EndpointNotFound" };
  const code = failureCode(status, policy.idempotent);
  // Refused for its rate, the call did nothing; after any other failure it may have.
  const mayRepeat = policy.idempotent || status === 429;
  if (!mayRepeat || !policy.retryStatuses.includes(status)) return { kind: "failed", code };
  const waitMs = askedWaitMs(response, policy, nowMs);
  return { kind: "retry", code, ...(waitMs === undefined ? {} : { waitMs }) };
}

/** Some services answer a wrong address with the status of a wrong request. */
function isEndpointUnknown({ status, body }: HttpResponse, policy: OutcomePolicy): boolean {
  const message = getAt(body, policy.message);
  return status < 500 && typeof message === "string" && policy.endpointNotFound?.test(message) === true;
}

const addressStatuses = new Set([404, 405, 410]);

/** A page that is not JSON is no answer of the service, and an error is none that says that the call was carried out. */
function ofSuccess(response: HttpResponse, policy: OutcomePolicy): Outcome {
  const isEmpty = policy.mayBeEmpty && response.text.trim() === "";
  const isError = typeof getAt(response.body, policy.message) === "string";
  if (isEmpty || (response.body !== undefined && !isError)) return { kind: "succeeded" };
  return { kind: policy.idempotent ? "retry" : "failed", code: "OutcomeUnknown" };
}

function failureCode(status: number, idempotent: boolean): ErrorCode {
  if (status === 429) return "Throttled";
  if (status === 408 || status >= 500) return idempotent ? "ServiceFailed" : "OutcomeUnknown";
  return "Rejected";
}

/** The wait that the service asks for, in milliseconds: header in seconds, header as a date, or in its sentence. */
function askedWaitMs(response: HttpResponse, policy: OutcomePolicy, nowMs: number): number | undefined {
  const header = response.headers["retry-after"]?.trim();
  if (header !== undefined && /^\d+(\.\d+)?$/.test(header)) return Number(header) * 1000;
  const date = header === undefined ? Number.NaN : Date.parse(header);
  if (!Number.isNaN(date)) return Math.max(0, date - (saidAtMs(response) ?? nowMs));
  const message = getAt(response.body, policy.message);
  const stated = typeof message === "string" ? policy.waitSeconds?.exec(message)?.[1] : undefined;
  return stated === undefined ? undefined : Number(stated) * 1000;
}

/** When the answer was given, by the clock that its other dates go by; ours may go wrong. */
function saidAtMs({ headers }: HttpResponse): number | undefined {
  const date = headers["date"]?.trim() ?? "";
  // The parser finds a date in nearly anything; in HTTP it ends in GMT.
  const ms = date.endsWith(" GMT") ? Date.parse(date) : Number.NaN;
  return Number.isNaN(ms) ? undefined : ms;
}
