/** Classifies the result of an attempt: a pure function of the response or failure and the declaration. */
import { STATUS_CODES } from "node:http";
import type { ErrorCode } from "../contract/errors.js";
import { getAt } from "../contract/json_pointer.js";
import type { HttpResponse } from "../contract/types.js";
import type { TransportFailure } from "./axios_transport.js";

/** What the declaration says about responses. */
export interface OutcomePolicy {
  /** Whether the call may be repeated if the service may have received it. */
  readonly idempotent: boolean;
  /** Statuses after which the call is repeated. */
  readonly retryStatuses: readonly number[];
  /** Statuses that mean that one row of the call may be bad. */
  readonly bisectStatuses: readonly number[];
  /** Statuses that mean that the requested object does not exist. */
  readonly notFoundStatuses: readonly number[];
  /** Whether a success may have an empty body. */
  readonly mayBeEmpty: boolean;
  /** JSON pointer to the message in an error body. */
  readonly message: string;
  /** JSON pointer to a value that only error bodies have. Absent: the message is such a value. */
  readonly errorMarker?: string | undefined;
  /** Header with the seconds to wait, if the service sends no retry-after. */
  readonly waitHeader?: string | undefined;
  /** Pattern of a wait in the message; its first group is the number of seconds. */
  readonly waitSeconds: RegExp | undefined;
  /** Pattern of a message that says that the service does not have the endpoint, for any status. */
  readonly endpointNotFound?: RegExp | undefined;
  /** Pattern of a message that says that the credentials are wrong, for any status. */
  readonly invalidCredentials?: RegExp | undefined;
  /** Set if each request contains the credentials themselves: what to do if the service rejects them. */
  readonly credentialsHint?: string | undefined;
  /** Hint to use if the endpoint is unknown and a part of its address came from the input. */
  readonly notServedHint?: string | undefined;
  /** Text to add to the message if the service does not have the endpoint. */
  readonly notServedNotice?: string | undefined;
}

/**
 * What to do next. `waitMs` is the wait that the service asked for; without it the caller chooses the wait. `code` is
 * the error code if no attempt is left.
 */
export type Outcome =
  | { readonly kind: "succeeded" }
  | { readonly kind: "retry"; readonly code: ErrorCode; readonly waitMs?: number }
  | { readonly kind: "refresh"; readonly code: ErrorCode }
  | { readonly kind: "isolate"; readonly code: ErrorCode }
  | { readonly kind: "failed"; readonly code: ErrorCode };

/** Returns whether the status reports success, whatever the body says. */
export function isSuccess({ status }: Pick<HttpResponse, "status">): boolean {
  return status >= 200 && status < 300;
}

/** Returns whether the reason phrase is the standard one of the status. Others come from the service or a proxy. */
export function isUsualReason({ status, reason }: Pick<HttpResponse, "status" | "reason">): boolean {
  return reason === "" || reason.toLowerCase() === STATUS_CODES[status]?.toLowerCase();
}

/** Returns whether the request was rejected because of its size. The service has then done nothing. */
export function isTooLarge({ status }: Pick<HttpResponse, "status">): boolean {
  return status === 413;
}

/** Returns whether the attempt got no usable response. */
export function isFailure(result: HttpResponse | TransportFailure): result is TransportFailure {
  return "failure" in result;
}

/**
 * Classifies the result of an attempt. Unknown results count as failed.
 * @param nowMs - current time in milliseconds since 1970, for a wait that is stated as a date in a response without its
 *   own date
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
  if (isCredentialFault(response, policy)) return { kind: "failed", code: "InvalidCredentials" };
  const isNotFound = policy.notFoundStatuses.includes(status);
  if (policy.bisectStatuses.includes(status))
    return { kind: "isolate", code: isNotFound ? "NotFound" : status === 403 ? "Forbidden" : "Rejected" };
  if (isNotFound) return { kind: "failed", code: "NotFound" };
  if (status === 401) return { kind: "refresh", code: "TokenRejected" };
  if (status === 403) return { kind: "failed", code: "Forbidden" };
  // The proxy requires other credentials: the service has not received the call.
  if (status === 407) return { kind: "failed", code: "Unreachable" };
  // These statuses are about the address, not about the content.
  if (addressStatuses.has(status)) return { kind: "failed", code: "EndpointNotFound" };
  return ofFault(response, policy, nowMs);
}

/** Decides about a status that says nothing about the content of the call. */
function ofFault(response: HttpResponse, policy: OutcomePolicy, nowMs: number): Outcome {
  const { status } = response;
  const code = failureCode(status, policy.idempotent);
  // A call that was rejected by a rate limit did nothing; after other failures it may have done something.
  const mayRepeat = policy.idempotent || status === 429;
  if (!mayRepeat || !policy.retryStatuses.includes(status)) return { kind: "failed", code };
  const waitMs = askedWaitMs(response, policy, nowMs);
  return { kind: "retry", code, ...(waitMs === undefined ? {} : { waitMs }) };
}

/** Some services report a wrong address with the status of a bad request. */
function isEndpointUnknown({ status, body }: HttpResponse, policy: OutcomePolicy): boolean {
  const message = getAt(body, policy.message);
  return status < 500 && typeof message === "string" && policy.endpointNotFound?.test(message) === true;
}

/** A service without a login reports wrong credentials itself. A new token cannot help. */
function isCredentialFault({ status, body }: HttpResponse, policy: OutcomePolicy): boolean {
  if (policy.credentialsHint === undefined) return false;
  const message = getAt(body, policy.message);
  return status === 401 || (typeof message === "string" && policy.invalidCredentials?.test(message) === true);
}

const addressStatuses = new Set([404, 405, 410]);

/** A page that is not JSON does not come from the service, and an error does not prove that the call succeeded. */
function ofSuccess(response: HttpResponse, policy: OutcomePolicy): Outcome {
  const isEmpty = policy.mayBeEmpty && response.text.trim() === "";
  const isError = hasErrorBody(response, policy);
  if (isEmpty || (response.body !== undefined && !isError)) return { kind: "succeeded" };
  return { kind: policy.idempotent ? "retry" : "failed", code: "OutcomeUnknown" };
}

function hasErrorBody({ body }: HttpResponse, { errorMarker, message }: OutcomePolicy): boolean {
  if (errorMarker === undefined) return typeof getAt(body, message) === "string";
  return getAt(body, errorMarker) !== undefined;
}

function failureCode(status: number, idempotent: boolean): ErrorCode {
  if (status === 429) return "Throttled";
  if (status === 408 || status >= 500) return idempotent ? "ServiceFailed" : "OutcomeUnknown";
  return "Rejected";
}

/** Returns the wait that the service asks for, in milliseconds: a header in seconds, a header with a date, or the message. */
function askedWaitMs(response: HttpResponse, policy: OutcomePolicy, nowMs: number): number | undefined {
  const { headers } = response;
  const header = (headers["retry-after"] ?? headers[policy.waitHeader ?? ""])?.trim();
  if (header !== undefined && /^\d+(\.\d+)?$/.test(header)) return Number(header) * 1000;
  const date = header === undefined ? Number.NaN : Date.parse(header);
  if (!Number.isNaN(date)) return Math.max(0, date - (responseDateMs(response) ?? nowMs));
  const message = getAt(response.body, policy.message);
  const stated = typeof message === "string" ? policy.waitSeconds?.exec(message)?.[1] : undefined;
  return stated === undefined ? undefined : Number(stated) * 1000;
}

/** Returns the time of the response by the clock of the service, since ours may be wrong. */
function responseDateMs({ headers }: HttpResponse): number | undefined {
  const date = headers["date"]?.trim() ?? "";
  // The parser accepts almost any text as a date; dates in HTTP end in GMT.
  const ms = date.endsWith(" GMT") ? Date.parse(date) : Number.NaN;
  return Number.isNaN(ms) ? undefined : ms;
}
