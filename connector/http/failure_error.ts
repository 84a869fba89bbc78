/** From the attempt that ended a call to the error that reports it. */
import { STATUS_CODES } from "node:http";
import { ConnectorError, type ErrorCode } from "../contract/errors.js";
import { getAt } from "../contract/json_pointer.js";
import type { HttpResponse } from "../contract/types.js";
import { ended, saidBy } from "../contract/visible_text.js";
import type { TransportFailure } from "./axios_transport.js";
import { isFailure, isUsualReason, type OutcomePolicy } from "./classify_response.js";
import type { Redactor } from "./redactor.js";

/** What reporting needs of a call. */
interface Reporting {
  readonly policy: OutcomePolicy;
  readonly redactor: Redactor;
}

/** @param stopped what ended the wait for a further attempt, if anything did */
export function failureError(
  result: HttpResponse | TransportFailure,
  code: ErrorCode,
  { policy, redactor }: Reporting,
  stopped: ConnectorError | undefined,
): ConnectorError {
  if (isFailure(result)) {
    const what = code === "OutcomeUnknown" ? "The answer was lost" : "The service was not reached";
    const hint = code === "UntrustedCertificate" ? certificateHint(result.code) : undefined;
    return new ConnectorError(code, withEnd(`${what} (${result.code}).`, stopped), {
      hint,
      isOutOfTime: result.isOutOfTime,
    });
  }
  const hint = code === "EndpointNotFound" ? policy.notServedHint : undefined;
  const notice = code === "EndpointNotFound" ? policy.notServedNotice : undefined;
  const message = messageOf(result, redactor.clean(wordsOf(result, policy)));
  const whole = notice === undefined ? message : `${message} ${notice}`;
  return new ConnectorError(code, withEnd(whole, stopped), { status: result.status, hint });
}

/** What the service says of a failed call, in words of its own or by a reason that is not the usual one. */
function wordsOf(response: HttpResponse, { message: place }: OutcomePolicy): string {
  const message = getAt(response.body, place);
  const words = (typeof message === "string" ? message : textOf(response)).slice(0, maxReadLength).trim();
  return [isUsualReason(response) ? "" : response.reason, words].filter((part) => part !== "").join(": ");
}

/** Longest text in which secrets are looked for, and longest page that is read for it, in characters; far more than is passed on. */
const maxReadLength = 20_000;
const maxPageLength = 200_000;

/** Of a page, what a person would read. */
function textOf({ text, body }: HttpResponse): string {
  if (body !== undefined) return text;
  return text
    .slice(0, maxPageLength)
    .replace(/<[^<>]*>/g, " ")
    .replace(/\s+/g, " ");
}

/** @param words without secrets */
function messageOf({ status }: HttpResponse, words: string): string {
  const head = `${status} ${STATUS_CODES[status] ?? ""}`.trim();
  return ended(words === "" ? head : `${head}; ${saidBy("the service", words)}`);
}

/** What ended the run may be the same failure, of another call. */
function withEnd(message: string, stopped: ConnectorError | undefined): string {
  return stopped === undefined || stopped.message === message ? message : `${message} ${stopped.message}`;
}

const hintsByCode: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED:
    "The certificate of the server has expired: check the clock of this machine, else ask the operator of the server (or proxy) to renew the certificate.",
  CERT_NOT_YET_VALID: "The certificate of the server is not valid yet: check the clock of this machine.",
  ERR_TLS_CERT_ALTNAME_INVALID:
    "The certificate is for another host: check the host name in the asset, the proxy, and the DNS of this machine.",
  HOSTNAME_MISMATCH:
    "The certificate is for another host: check the host name in the asset, the proxy, and the DNS of this machine.",
  CERT_REVOKED: "The certificate of the server was revoked: ask the operator of the server (or proxy).",
};

/** undefined for a certificate whose issuer is not known. */
function certificateHint(code: string): string | undefined {
  const isHandshake = code.startsWith("ERR_SSL_");
  return (
    hintsByCode[code] ??
    (isHandshake
      ? "No TLS connection could be agreed on: check the address, its port and the proxy."
      : undefined)
  );
}
