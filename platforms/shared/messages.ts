/** Messages to users about what every adapter reads, writes or needs. */
import { ConnectorError, type ErrorCode } from "../../connector/platform_api.js";

/** The line of a program that was asked to end. */
export const stoppingLine =
  "Stopping: calls in progress are completed. Press Ctrl-C again to quit immediately.";

/** Name of standard output at the beginning of a sentence. */
export const standardOutput = "Standard output";

/** Returns the code of an error of the system, for messages. */
export function systemCode(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? "unknown reason";
}

/**
 * Returns the error for a place that can no longer be written.
 * @param hint - what happened to the rows and what to do; default: the hint of the code
 */
export function lostOutput(place: string, error: unknown, hint?: string): ConnectorError {
  const message = `${place} can no longer be written (${systemCode(error)}).`;
  return new ConnectorError("OutputWriteFailed", message, { hint });
}

/** Returns the line after the last warning or note of a code that is shown. */
export function moreOf(count: number): string {
  return `and ${count} more.`;
}

/** What to do about a printed text that was lost. */
export const lostTextHint = "Free some space, or write to another place.";

/** Returns why something could not be read, as a text that follows its name. */
export function readFault(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  if (code === "ENOENT") return "does not exist";
  if (code === "EISDIR") return "is a folder; name a file";
  if (code === "EACCES" || code === "EPERM") return "may not be read by this user";
  if (code === "ERR_ENCODING_INVALID_ENCODED_DATA") return "is not valid UTF-16 text; save it as UTF-8";
  if (code === "Z_BUF_ERROR") return "ends too early (its gzip data is not complete)";
  if (code === "Z_DATA_ERROR") return "is damaged (its gzip data is broken or followed by other data)";
  return `cannot be read (${systemCode(error)})`;
}

/** Why a text cannot be used, as texts that follow its name. */
export const textFaults = {
  notUtf8: "is not UTF-8 text; save it as UTF-8",
} as const;

/** Hint for a text that is a list or a table. */
const foreignTextHint =
  "The action parse_indicators turns a CSV, STIX, MISP or a list into rows for import_indicators: pass the text as json_body.content. For another action, write each line as a JSON object with the fields of a row, and send these objects as NDJSON, one per line, or in the array of rows of a JSON input. Nothing was sent.";

/** How messages name a text, and the code of errors about it. */
interface Named {
  readonly name: string;
  readonly code: ErrorCode;
}

/** What is wrong with a text, and at which place of it. */
interface TextFault {
  readonly line: number;
  readonly column: number;
  readonly problem: string;
}

function placed({ line, column, problem }: TextFault): string {
  return `at line ${line}, column ${column}, ${problem}`;
}

/** Errors about texts that are read. */
export const readErrors = {
  /** @param error - the error of the system */
  unreadable: ({ name, code }: Named, error: unknown, hint?: string) =>
    new ConnectorError(code, `${name} ${readFault(error)}.`, { hint }),

  empty: ({ name, code }: Named, hint?: string) =>
    new ConnectorError(code, `${name} is empty; it must contain JSON.`, { hint }),

  tooLong({ name, code }: Named, maxBytes: number): ConnectorError {
    const most = `${Math.floor(maxBytes / 1e6)} MB`;
    return new ConnectorError(
      code,
      `${name} contains more than ${most} of text, which cannot be read whole.`,
      {
        hint: "Write it as NDJSON, one row per line, which is read as a stream. Nothing was sent.",
      },
    );
  },

  notUtf8: ({ name, code }: Named) => new ConnectorError(code, `${name} ${textFaults.notUtf8}.`),

  /**
   * @param fault - undefined if the place is unknown
   * @param what - what the text is instead, if this is known
   * @param hint - used if it is not known what the text is
   */
  notJson({ name, code }: Named, fault: TextFault | undefined, what?: string, hint?: string): ConnectorError {
    const message = `${name} is not JSON${fault === undefined ? "" : `: ${placed(fault)}`}.`;
    if (what === undefined) return new ConnectorError(code, message, { hint });
    return new ConnectorError(code, `${message} It is ${what}.`, { hint: foreignTextHint });
  },

  ambiguous: ({ name, code }: Named, fault: TextFault) =>
    new ConnectorError(code, `${name}: ${placed(fault)}.`, {
      hint: "Only one of the two values could be used; remove the wrong one. Nothing was sent.",
    }),

  notRows: (name: string, what: string) =>
    new ConnectorError("InvalidInput", `${name} is ${what}, not NDJSON with one row per line.`, {
      hint: `${foreignTextHint} JSON needs the file extension .json, or the content type application/json.`,
    }),

  /** The lines so far are rows already; the run reports how many of them were sent. */
  brokenOff: (name: string, lines: number, error: unknown) =>
    new ConnectorError("InvalidInput", `${name} broke off after line ${lines}: it ${readFault(error)}.`, {
      hint: "Every row up to there has its result. Get the complete input, and run it again.",
    }),
} as const;

/** Faults of one line of NDJSON. */
export const lineFaults = {
  tooLong: (maxBytes: number): string => `is longer than ${maxBytes / 1024 / 1024} MiB; shorten the row`,
  /** @param fault - a text that follows the name of the line */
  bad: (line: number, fault: string): string => `line ${line} ${fault}.`,
  notJson: (fault?: { readonly column: number; readonly problem: string }): string =>
    `is not JSON${fault === undefined ? "" : `: at column ${fault.column}, ${fault.problem}`}`,
  ambiguous: (line: number, column: number, problem: string): string =>
    `line ${line}: at column ${column}, ${problem}; remove the wrong value.`,
} as const;

/** Errors about assets and where they come from. */
export const assetErrors = {
  /** @param variables - the variables that can hold an asset */
  none: (variables: string) =>
    new ConnectorError("InvalidAsset", "There is no asset to connect with.", {
      hint: `Name a file with --asset or a configuration with --config and a profile with --profile, or set ${variables}.`,
    }),

  /** @param character - position in the value of the variable, from 1 */
  ambiguousVariable: (name: string, character: number, problem: string) =>
    new ConnectorError(
      "InvalidAsset",
      `The variable ${name} is ambiguous: at character ${character}, ${problem}.`,
      { hint: "Remove the wrong value. Nothing was sent." },
    ),

  notAnObject: (path: string) =>
    new ConnectorError("InvalidAsset", `${path} must contain one JSON object, the asset.`),
} as const;

/** Returns the warning about a file with a secret that other users can read. */
export function openToOthers(path: string): string {
  return `${path} contains a secret and other users can read it. Run: chmod 600 ${path}`;
}

/** Errors about the shared database and its variables. */
export const databaseErrors = {
  bothVariables: (variable: string, fileVariable: string) =>
    new ConnectorError("InvalidOption", `${variable} and ${fileVariable} are both set. Remove one of them.`),
  /** @param fault - a text that follows the name of the file */
  unreadable: (fileVariable: string, fault: string) =>
    new ConnectorError("InvalidOption", `The file that ${fileVariable} names ${fault}.`),
  notNamed: (variable: string, fileVariable: string) =>
    new ConnectorError(
      "InvalidOption",
      `No database is named. Set ${variable}, ${fileVariable} or --database-url.`,
    ),
  badLease: (variable: string) =>
    new ConnectorError("InvalidOption", `${variable} must be a number from 1 to 3600.`),
} as const;

/** Errors about what an adapter receives, and about itself. */
export const adapterErrors = {
  /** @param place - name of the place of the options */
  noOptions: (place: string) => new ConnectorError("InvalidOption", `${place} must be an object of options.`),
  unexpected: (name: string, line: string) =>
    new ConnectorError("InternalError", `Unexpected error: ${name}: ${line}`),
} as const;
