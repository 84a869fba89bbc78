/** The error responses of the service: an HTTP status, and a body with code, message and hint. */
import { visible } from "../../connector/contract/visible_text.js";
import type { ConnectorError, ErrorCode, ErrorKind } from "../../connector/platform_api.js";
import { asConnectorError, type FailureReport, reportOf } from "../shared/failure.js";

/** Codes of the service, in addition to the engine's codes. */
export const problemTable = {
  BadRequest: { status: 400, hint: "Correct the request. Nothing was sent." },
  Unauthorized: { status: 401, hint: "Send the API key in a header: Authorization: Bearer <key>." },
  ForeignHost: {
    status: 403,
    hint: "Send the request to the address of the service. A proxy in front of it must set the header Host to this address, as in Host: 127.0.0.1:8080. Nothing was sent.",
  },
  Forbidden: {
    status: 403,
    hint: "GET /actions and GET /profiles list what this caller may use. The operator of the service can allow more. Nothing was sent.",
  },
  NotFound: { status: 404, hint: "GET /openapi.json lists all paths and methods." },
  MethodNotAllowed: { status: 405, hint: "Use a method of the Allow header. Nothing was sent." },
  UnknownJob: {
    status: 404,
    hint: "GET /jobs lists the jobs. Results are kept for an hour, and until the service is stopped.",
  },
  UnknownRun: {
    status: 404,
    hint: "Use the header Run-Id of a run that has ended. Warnings are kept for ten minutes, or until newer ones need the memory.",
  },
  RequestTimeout: { status: 408, hint: "Send the whole head of the request at once. Nothing was sent." },
  BodyTimeout: { status: 408, hint: "Send the body without a pause. Nothing was sent." },
  NotFinished: {
    status: 409,
    hint: "Request the job until its state is finished or cancelled, then its result.",
  },
  BodyTooLarge: {
    status: 413,
    hint: "Send the rows as NDJSON, one per line, which has no limit. Nothing was sent.",
  },
  TooManyRows: {
    status: 413,
    hint: "Send the rows as NDJSON, one per line, which has no limit, or as several requests or jobs. The operator of the service can raise the limit with --body-limit-rows. Nothing was sent.",
  },
  UnsupportedMediaType: {
    status: 415,
    hint: "Send application/json, or application/x-ndjson for one row per line. Nothing was sent.",
  },
  ExpectationFailed: { status: 417, hint: "Omit the Expect header. Nothing was sent." },
  HeadersTooLarge: {
    status: 431,
    hint: "Send fewer or shorter headers, and long values in the body. Nothing was sent.",
  },
  Busy: { status: 429, hint: "Wait until a run is over, then send the request again. Nothing was sent." },
  ResultTooLarge: {
    status: 507,
    hint: "The known results are in output. Fetch the results of other jobs and delete those jobs, then send the remaining rows again. Or send rows as NDJSON, which stores no results.",
  },
  Stopping: {
    status: 503,
    hint: "Send the request again after the service has restarted. Nothing was sent.",
  },
} as const;

/** A code of the service. */
type ProblemCode = keyof typeof problemTable;

/** An error that the service finds before it calls the connector. */
export class Problem extends Error {
  override readonly name = "Problem";
  readonly code: ProblemCode;
  readonly hint: string;
  /** Methods of the path, for the header Allow. */
  readonly methods: readonly string[];

  /** @param hint - what to do, if it differs from the hint of the code */
  constructor(
    code: ProblemCode,
    message: string,
    hint: string = problemTable[code].hint,
    methods: readonly string[] = [],
  ) {
    super(message);
    this.code = code;
    this.hint = hint;
    this.methods = methods;
  }
}

/** An error response. */
export interface Rejection {
  readonly status: number;
  readonly body: FailureReport;
}

const statusByKind: Readonly<Record<ErrorKind, number>> = {
  input: 400,
  config: 500,
  // The asset's credentials are wrong, not the client's key: a client that gets 401 would check the wrong
  // one.
  auth: 502,
  permission: 502,
  throttled: 429,
  network: 502,
  service: 502,
  cancelled: 503,
};

const statusByCode: Readonly<Partial<Record<ErrorCode, number>>> = {
  UnknownAction: 404,
  InternalError: 500,
};

/** Returns the response to anything thrown, with the known results of the rows. */
export function rejectionOf(thrown: unknown): Rejection {
  if (thrown instanceof Problem) return rejection(thrown);
  if (isBadRequest(thrown)) return rejection(new Problem("BadRequest", `${thrown.message}.`));
  const error = asConnectorError(thrown);
  return { status: statusOf(error), body: reportOf(error) };
}

function rejection({ code, message, hint }: Problem): Rejection {
  const { status } = problemTable[code];
  return { status, body: { code, message: visible(message), hint } };
}

/** Returns the HTTP status of a connector error. */
function statusOf({ code, kind, isOutOfTime }: ConnectorError): number {
  if (isOutOfTime) return 504;
  return statusByCode[code] ?? statusByKind[kind];
}

/** Returns whether the web framework could not read the request. */
function isBadRequest(thrown: unknown): thrown is Error {
  if (!(thrown instanceof Error && "statusCode" in thrown)) return false;
  const { statusCode } = thrown;
  return typeof statusCode === "number" && statusCode >= 400 && statusCode < 500;
}
