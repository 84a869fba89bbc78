// How a fault changes a response: pure functions. Faults of the socket are in respond.ts.
import type { Response, Call, SimulatorState } from "../core/call.js";
import { AADSTS, entraError } from "../entra/entra_errors.js";
import { httpDate } from "../core/errors.js";
import { shuffled } from "../core/shuffle.js";
import type { Fault, Service, StatusFault } from "../core/types.js";
import { errorFormatOf } from "../core/error_formats.js";

const page = (title: string) =>
  `<!DOCTYPE html><html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>`;

const html = (status: number, title: string): Response => ({
  status,
  headers: { "Content-Type": "text/html; charset=utf-8" },
  text: page(title),
});

/** Returns the page of a captive portal. */
export const portalPage = (): Response => html(200, "Sign in to the network");

// The gateways in front of the services send HTML pages, the services themselves JSON.
const PAGES: Record<number, string> = {
  408: "Request Timeout",
  502: "502 Bad Gateway",
  503: "Service Unavailable",
  504: "504 Gateway Time-out",
};

const ENTRA_TEXT = "A transient error has occurred. Please try again.";

function standard(fault: StatusFault, service: Service, tenant: string, now: number): Response {
  const { status, waitText } = fault;
  if (service === "login") {
    return entraError({ ...(status === 429 ? AADSTS.throttled : AADSTS.temporary), status }, ENTRA_TEXT, now);
  }
  const title = PAGES[status];
  return title === undefined
    ? errorFormatOf(service).standard(status, tenant, waitText)
    : html(status, title);
}

function retryAfter({ retryAfterSeconds, retryAfterDate }: StatusFault, now: number): Record<string, string> {
  if (retryAfterSeconds !== undefined) return { "Retry-After": String(retryAfterSeconds) };
  if (retryAfterDate === undefined) return {};
  return {
    "Retry-After": typeof retryAfterDate === "number" ? httpDate(now, retryAfterDate) : retryAfterDate,
  };
}

/** Returns the response of a `status` fault. */
export function statusResponse(
  fault: StatusFault,
  call: Call,
  service: Service,
  state: SimulatorState,
): Response {
  const now = state.now();
  const tenant = call.principal?.tenant ?? state.app.tenant_id;
  const plain = standard(fault, service, tenant, now);
  const own: Response | undefined =
    fault.body === undefined
      ? undefined
      : {
          status: fault.status,
          ...(typeof fault.body === "string" ? { text: fault.body } : { json: fault.body }),
        };
  const response = own ?? plain;
  return { ...response, headers: { ...response.headers, ...retryAfter(fault, now), ...fault.headers } };
}

type RowObject = Record<string, unknown>;

function rowsOf(response: Response): RowObject[] | undefined {
  const value = (response.json as { value?: unknown } | undefined)?.value;
  return Array.isArray(value) ? (value as RowObject[]) : undefined;
}

const otherCase = (text: string) => {
  const upper = text.toUpperCase();
  return upper === text ? text.toLowerCase() : upper;
};

const unrequestedRow = (index: number): RowObject => ({
  id: String(800_000 + index),
  indicator: `unasked-${index + 1}.example`,
  isFailed: false,
  failureReason: null,
});

const failedSilently = (row: RowObject): RowObject => ({
  ...row,
  id: null,
  isFailed: true,
  failureReason: null,
});

function inOtherCase(row: RowObject): RowObject {
  const { indicator } = row;
  return typeof indicator === "string" ? { ...row, indicator: otherCase(indicator) } : row;
}

type RowChange = (rows: RowObject[], n: number) => RowObject[];

const ROW_CHANGES: Partial<Record<Fault["kind"], RowChange>> = {
  missingRows: (rows, n) => rows.slice(n),
  extraRows: (rows, n) => [...rows, ...Array.from({ length: n }, (_none, index) => unrequestedRow(index))],
  shuffled: (rows) => shuffled(rows),
  otherCase: (rows) => rows.map(inOtherCase),
  failedWithoutReason: (rows, n) => rows.map((row, index) => (index < n ? failedSilently(row) : row)),
};

function changedRows(rows: RowObject[], fault: Fault): RowObject[] {
  const defaultCount = fault.kind === "failedWithoutReason" ? rows.length : 1;
  const n = ("n" in fault ? fault.n : undefined) ?? defaultCount;
  return ROW_CHANGES[fault.kind]?.(rows, n) ?? rows;
}

/** Returns the response with its rows changed by the fault; a response without rows stays unchanged. */
export function corrupt(response: Response, fault: Fault): Response {
  const rows = rowsOf(response);
  if (!rows) return response;
  const json = response.json as RowObject;
  if (fault.kind === "nullValue") return { ...response, json: { ...json, value: null } };
  if (fault.kind === "wrongCount")
    return { ...response, json: { ...json, "@odata.count": rows.length + (fault.n ?? 1) } };
  return { ...response, json: { ...json, value: changedRows(rows, fault) } };
}
