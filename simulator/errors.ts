// The error bodies of the Defender API, in its words.
import { randomUUID } from "node:crypto";
import type { Answer } from "./call.js";
import type { Refusal } from "./limits.js";
import type { Settings } from "./types.js";

/** `{"error": {code, message, target}}`; target is a GUID, as captured. */
export function apiError(
  status: number,
  code: string,
  message: string,
  target: string = randomUUID(),
): Answer {
  return { status, json: { error: { code, message, target } } };
}

/** 401: no token, or an unknown, expired or revoked one. */
export function unauthorized(): Answer {
  const answer = apiError(401, "Unauthorized", "Unauthorized (invalid or expired authorization header).");
  return { ...answer, headers: { "WWW-Authenticate": "Bearer" } };
}

const two = (figure: number) => String(figure).padStart(2, "0");

/** Seconds as the gateway writes them: 00:01:00. */
function timeSpan(seconds: number): string {
  return [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60].map(two).join(":");
}

/** The captured sentence of a 429; without `waitSeconds` as the older captures have it. */
export function quotaText(calls: number, windowSeconds: number, waitSeconds?: number): string {
  const limit = `API calls quota exceeded! Maximum allowed ${calls} per ${timeSpan(windowSeconds)}`;
  const wait = waitSeconds === undefined ? "" : ` You can send requests again in ${waitSeconds} seconds.`;
  return `${limit} for the key Destination+TenantID+AppID.${wait}`;
}

/** A 429 of the rate limit, stating the wait as the settings say; `now` in epoch ms. */
export function tooManyRequests(refusal: Refusal, tenant: string, settings: Settings, now: number): Answer {
  const { calls, windowSeconds, waitSeconds } = refusal;
  const { throttleHint: hint, throttleCode } = settings;
  const text = quotaText(calls, windowSeconds, hint === "body" ? waitSeconds : undefined);
  const answer = apiError(429, throttleCode, text, tenant);
  if (hint === "seconds") return { ...answer, headers: { "Retry-After": String(waitSeconds) } };
  if (hint === "date") return { ...answer, headers: { "Retry-After": httpDate(now, waitSeconds) } };
  return answer;
}

/** `seconds` from `now` (epoch ms) as an HTTP date, which has whole seconds only: rounded up, never too early. */
export function httpDate(now: number, seconds: number): string {
  return new Date(Math.ceil(now / 1000 + seconds) * 1000).toUTCString();
}
