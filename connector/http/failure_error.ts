/** Makes the error that reports a failed call. */
import { STATUS_CODES } from "node:http";
import { ConnectorError, type ErrorCode } from "../contract/errors.js";
import { getAt } from "../contract/json_pointer.js";
import type { HttpResponse } from "../contract/types.js";
import { ended, saidBy } from "../contract/visible_text.js";
import type { TransportFailure } from "./axios_transport.js";
import { isFailure, isUsualReason, type OutcomePolicy } from "./classify_response.js";
import { certificateHints, handshakeHint, noResponse } from "./messages.js";
import type { Redactor } from "./redactor.js";

/** The parts of a call that an error needs. */
interface Reporting {
  readonly policy: OutcomePolicy;
  readonly redactor: Redactor;
}

/**
 * Returns the error for the last attempt of a call.
 * @param stopped - the error that prevented a further attempt, if any
 */
export function failureError(
  result: HttpResponse | TransportFailure,
  code: ErrorCode,
  { policy, redactor }: Reporting,
  stopped: ConnectorError | undefined,
): ConnectorError {
  if (isFailure(result)) {
    const { isOutOfTime } = result;
    const hint = code === "UntrustedCertificate" ? certificateHint(result.code) : undefined;
    const message = noResponse(code === "OutcomeUnknown", result.code);
    return new ConnectorError(code, withEnd(message, stopped), { hint, isOutOfTime });
  }
  const hint = hintOf(code, policy);
  const notice = code === "EndpointNotFound" ? policy.notServedNotice : undefined;
  const message = messageOf(result, redactor.clean(serviceMessage(result, policy)));
  const whole = notice === undefined ? message : `${message} ${notice}`;
  return new ConnectorError(code, withEnd(whole, stopped), { status: result.status, hint });
}

/** Returns undefined if the hint of the error table is right. */
function hintOf(code: ErrorCode, { notServedHint, credentialsHint }: OutcomePolicy): string | undefined {
  if (code === "EndpointNotFound") return notServedHint;
  return code === "InvalidCredentials" ? credentialsHint : undefined;
}

/** Returns the message of the service, after its reason phrase if that is not the standard one. */
function serviceMessage(response: HttpResponse, { message: pointer }: OutcomePolicy): string {
  const message = getAt(response.body, pointer);
  const words = (typeof message === "string" ? message : readableText(response))
    .slice(0, maxReadLength)
    .trim();
  return [isUsualReason(response) ? "" : response.reason, words].filter((part) => part !== "").join(": ");
}

/** Maximum length of the text that is searched for secrets, in characters. Reports contain far less. */
const maxReadLength = 20_000;
/** Maximum length of the part of a page that is converted to text, in characters. */
const maxPageLength = 200_000;

/** Returns the text of a body, without the tags of a page. */
function readableText({ text, body }: HttpResponse): string {
  if (body !== undefined) return text;
  return text
    .slice(0, maxPageLength)
    .replace(/<[^<>]*>/g, " ")
    .replace(/\s+/g, " ");
}

/** @param words - message of the service, without secrets */
function messageOf({ status }: HttpResponse, words: string): string {
  const head = `${status} ${STATUS_CODES[status] ?? ""}`.trim();
  return ended(words === "" ? head : `${head}; ${saidBy("the service", words)}`);
}

/** Appends why no further attempt followed, unless that is the same message, from another call. */
function withEnd(message: string, stopped: ConnectorError | undefined): string {
  return stopped === undefined || stopped.message === message ? message : `${message} ${stopped.message}`;
}

/** Returns undefined for a certificate from an unknown issuer. */
function certificateHint(code: string): string | undefined {
  return certificateHints[code] ?? (code.startsWith("ERR_SSL_") ? handshakeHint : undefined);
}
