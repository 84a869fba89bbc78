/** The messages of the service: rejected requests, jobs, keys, profiles and settings. Hints of codes: `http_errors.ts`. */
import { ConnectorError, quoteName } from "../../connector/platform_api.js";
import { firstNames, secretFaults, selectionFaults } from "../shared/config/messages.js";
import type { JsonExcess } from "../shared/json_reader.js";
import { Problem } from "./http_errors.js";

/** Errors about the head of a request. */
export const requestErrors = {
  invalid: (code: string) =>
    new Problem("BadRequest", `The bytes are not a valid HTTP request${code === "" ? "" : ` (${code})`}.`),
  longHeaders: (maxBytes: number) =>
    new Problem("HeadersTooLarge", `The headers are longer than ${maxBytes} bytes.`),
  late: () => new Problem("RequestTimeout", "The head of the request did not arrive in time."),
  expectation: () => new Problem("ExpectationFailed", "The service does not support this Expect header."),
  noHost: () => new Problem("BadRequest", "The request has no Host header."),
  foreignHost: () => new Problem("ForeignHost", "The header Host does not name this machine."),
  foreignOrigin: () => new Problem("ForeignHost", "The header Origin names another site."),
  unknownPath: (method: string, path: string) =>
    new Problem("NotFound", `There is no ${method} ${JSON.stringify(path)}.`),
  /** @param methods - methods of the path */
  unknownMethod: (method: string, path: string, methods: readonly string[]) =>
    new Problem(
      "MethodNotAllowed",
      `${JSON.stringify(path)} has no method ${method}; it has ${methods.join(", ")}.`,
      undefined,
      methods,
    ),
  optionHeader: (header: string, option: string | undefined) =>
    new ConnectorError(
      "InvalidOption",
      `The header ${header} is an option of the run and not a header. Set it in the query, as in ?${option}=…`,
    ),
} as const;

/** Errors about the body of a request. */
export const bodyErrors = {
  noType: () => new Problem("UnsupportedMediaType", "The request has a body and no Content-Type header."),
  unknownType: (type: string) =>
    new Problem("UnsupportedMediaType", `The body is of the type ${JSON.stringify(type)}.`),
  /** @param what - what the type is, such as "STIX" */
  foreignType: (type: string, what: string) =>
    new Problem(
      "UnsupportedMediaType",
      `The body is of the type ${JSON.stringify(type)}, which is ${what}, and not what an action accepts.`,
      what.includes("document") ? undefined : feedHint,
    ),
  unknownEncoding: (encoding: string) =>
    new Problem(
      "UnsupportedMediaType",
      `The body has the content encoding ${JSON.stringify(encoding)}, which is not supported.`,
    ),
  streamedJob: () =>
    new Problem("UnsupportedMediaType", "A job does not accept NDJSON, because its input is read whole."),
  tooLong: (maxBytes: number) => new Problem("BodyTooLarge", `The body is longer than ${maxBytes} bytes.`),
  late: (idleMs: number) =>
    new Problem("BodyTimeout", `The body is incomplete: no data arrived for ${idleMs / 1000} s.`),
  stopping: () => new Problem("Stopping", "The service is being stopped and reads no further."),
  /** @param of - what is too much in the JSON */
  tooMuch(of: JsonExcess["of"], max: number): Error {
    const tooMany = `more than ${max.toLocaleString("en")} ${of}`;
    if (of === "levels") return new ConnectorError("InvalidInput", `The body has ${tooMany}.`);
    if (of === "rows")
      return new Problem("TooManyRows", `The body has ${tooMany}, or another list of that length.`);
    return new Problem("BodyTooLarge", `The body has ${tooMany}${of === "names" ? " in one object" : ""}.`);
  },
} as const;

const feedHint =
  'Send {"json_body":{"content":"…"}} with the text, or content_base64 with the bytes, as application/json to /actions/parse_indicators. The json_body of its output is the json_body of the input of import_indicators. Nothing was sent.';

/** Errors about runs and jobs. */
export const runErrors = {
  stopping: () => new Problem("Stopping", "The service is being stopped and starts no run."),
  busy: (max: number) => new Problem("Busy", `${max} runs are active, which is the limit.`),
  unknownRun: () => new Problem("UnknownRun", "There are no warnings of such a run."),
  /** @param hint - what to do, if it differs from the hint of the code */
  unknownJob: (hint?: string) => new Problem("UnknownJob", "There is no job with this ID.", hint),
  unfinishedJob: (id: string) => new Problem("NotFinished", `The job ${id} is not finished.`),
  tooManyJobs: (stored: number) =>
    new Problem("Busy", `The service stores ${stored} jobs with results that have not been fetched.`),
  longResult: () => new Problem("ResultTooLarge", "The result exceeds the storage for results."),
  /** @param next - number of the first row that was not sent */
  longResults: (next: number) =>
    new Problem(
      "ResultTooLarge",
      `The storage for results is full, so the job was ended: rows from row ${next.toLocaleString("en")} on were not sent.`,
    ),
} as const;

/** Errors about what the caller of a request may use. */
export const callerErrors = {
  noKey: () => new Problem("Unauthorized", "The request has no key."),
  /** @param variable - the variable of the key; undefined if each caller has keys of its own */
  wrongKey(variable: string | undefined): Problem {
    const key =
      variable === undefined
        ? "one of the keys in the key_file of your caller"
        : `the value of ${variable}, or the key that the service printed when it started`;
    return new Problem("Unauthorized", "The key is wrong.", `Send ${key}: Authorization: Bearer <key>.`);
  },
  otherAction: (name: string) =>
    new Problem("Forbidden", `This caller may not run the action ${quoteName(name)}.`),
  otherProfile: (name: string) =>
    new Problem("Forbidden", `This caller may not use the profile ${quoteName(name)}.`),
  /**
   * @param name - undefined if none is named
   * @param example - name of a profile
   * @param usable - names of the usable profiles
   */
  unknownProfile(name: string | undefined, example: string, usable: readonly string[]): ConnectorError {
    const list = usable.length === 0 ? "" : ` Profiles: ${firstNames(usable)}.`;
    return new ConnectorError("InvalidOption", selectionFaults.unknown(name), {
      hint: `Name a profile in the query, as in ?profile=${example}.${list}`,
    });
  },
  unusableProfile: (name: string, { code, message, hint }: ConnectorError) =>
    new ConnectorError(code, selectionFaults.unusable(name, message), {
      hint: `${hint} The service reads the profile again when its file changes.`,
    }),
} as const;

/** Errors about the options and the files of an operator. */
export const settingErrors = {
  assetAndConfig: (variable: string) =>
    new ConnectorError(
      "InvalidOption",
      `--asset and a configuration exclude each other. Remove --asset, --config or ${variable}.`,
    ),
  repeatedAsset: (name: string) =>
    new ConnectorError("InvalidOption", `Two assets have the name ${name}.`, {
      hint: "Use a different name for each, as in --asset first=one.json --asset second=two.json",
    }),
  ofFile: (path: string, { code, message, hint }: ConnectorError) =>
    new ConnectorError(code, `${path}: ${message}`, { hint }),
  cannotListen: (host: string, port: number, code: string | undefined) =>
    new ConnectorError("InvalidOption", `The service cannot listen on ${host}:${port} (${code}).`, {
      hint: "Set another --port or --host.",
    }),
  twoKeys: (variable: string, fileVariable: string) =>
    new ConnectorError("InvalidOption", secretFaults.bothVariables(variable, fileVariable)),
  openWithoutKey: (host: string, variable: string) =>
    new ConnectorError("InvalidOption", `Other machines can reach ${host}, and no key is set.`, {
      hint: `Set ${variable} to your own key, or omit --host to serve this machine only.`,
    }),
  keyNeeded: (variable: string) =>
    new ConnectorError("InvalidConfig", `The configuration has no callers, and ${variable} is not set.`),
  sharedKey: (one: string, other: string) =>
    new ConnectorError(
      "InvalidConfig",
      `The callers ${one} and ${other} have the same key. Generate a key for each caller.`,
    ),
  /** @param place - the variable or the file of the key */
  badKey: (code: "InvalidConfig" | "InvalidOption", place: string, minLength: number) =>
    new ConnectorError(
      code,
      `${code === "InvalidOption" ? place : `A key in ${place}`} must have at least ${minLength} characters: letters, digits and signs without blanks.`,
      { hint: "Generate a key, for example: openssl rand -hex 32" },
    ),
} as const;

/** Messages about the files that the service reads when it starts and while it runs. */
export const fileMessages = {
  badKeyFile: (path: string, fault: string) => `${path} ${fault}.`,
  emptyKeyFile: (path: string) => `${path} contains no key. Write one key per line.`,
  keysRevoked: (fault: string, owner: string) => `${fault} No key of ${owner} is valid any more.`,
  keysStay: (fault: string, owner: string) => `${fault} The earlier keys of ${owner} stay in use.`,
  keyIgnored: (variable: string) =>
    `${variable} is ignored, because the configuration has callers with keys of their own. Unset it.`,
  configStays: (fault: string) => `${fault} The earlier configuration stays in use.`,
  reloaded: (profiles: number) => `Configuration reloaded: ${profiles} profiles.`,
  /** @param isStart - whether the service starts */
  unusableProfile(name: string, fault: string, hasEarlier: boolean, isStart: boolean): string {
    const then = hasEarlier
      ? "The earlier one stays in use."
      : `The service ${isStart ? "starts" : "continues"} without it.`;
    return `${selectionFaults.unusable(name, fault)} ${then}`;
  },
} as const;

/** Messages about the start of the service. */
export const startMessages = {
  unencrypted: "Keys and rows are sent in plain text. Put a proxy with TLS in front of the service.",
  key: (key: string) => `Key of this run: ${key}`,
  serving: (actions: number, url: string) => `Serving ${actions} actions at ${url} (Ctrl-C ends it)
Read and try them in a browser: ${url}/
Description for your platform, for clients with the key: ${url}/openapi.json
Address for MCP clients with the key: ${url}/mcp
`,
} as const;
