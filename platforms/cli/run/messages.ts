/** Messages to users about runs on the command line. */
import { ConnectorError } from "../../../connector/platform_api.js";

/** Errors about flags that do not fit the action, the input or each other. */
export const flagErrors = {
  noFeeds: (action: string) =>
    unfit(`The action ${action} does not accept feeds (CSV, STIX, MISP, lists), and the flags name one.`),
  noList: (action: string) => unfit(`The action ${action} returns no list, so that --to has no meaning.`),
  noResults: (action: string) =>
    unfit(`The action ${action} does not accept rows, so that --failed and --report have no meaning.`),
  noTable: (output: string) =>
    invalid(
      `--output ${output} has the file name of a table, which this action does not write.`,
      "Use the extension .json, or .ndjson for one row per line. Nothing was sent.",
    ),
  noPortalList: (action: string) =>
    invalid(`The list of ${action} does not fit the template of the portal. Use --to csv or --to ndjson.`),
  twoJournals: () => invalid("--journal and --journal-dir exclude each other. Set one of them."),
  keepWithoutFolder: () =>
    invalid("--keep-journals has an effect only together with --journal-dir. Set both, or neither of them."),
  /** @param acceptsTemplate - whether the rows fit the template of the portal */
  failedExtension: (path: string, acceptsTemplate: boolean) =>
    invalid(
      `--failed ${path} has an extension that cannot hold the rows.`,
      `Use the extension .json or .ndjson${acceptsTemplate ? ", or .csv for the template of the portal" : ""}. Nothing was sent.`,
    ),
  failedHoldsOne: (path: string) =>
    invalid(
      `--failed ${path} holds one input, and the inputs differ in more than their rows.`,
      "Use the extension .ndjson, which holds rows only. Nothing was sent.",
    ),
  /** @param reader - what reads the input twice */
  notRepeatable: (reader: string) =>
    invalid(`${reader} needs an input that can be read twice. Name a file with --input.`),
  notAnEnvelope: (path: string) =>
    invalid(`--envelope ${path} must contain a JSON object, the input without its rows.`),
} as const;

/** What reads an input twice, at the beginning of a sentence. */
export const repeatedReaders = { journal: "A journal", preflight: "A preflight" } as const;

function invalid(message: string, hint?: string): ConnectorError {
  return new ConnectorError("InvalidOption", message, { hint });
}

function unfit(message: string): ConnectorError {
  return invalid(message, "Remove the flag. Nothing was sent.");
}

/** Errors about the inputs of a run. */
export const runErrors = {
  noRows: (action: string) =>
    new ConnectorError(
      "InvalidInput",
      `The action ${action} does not accept rows, so it cannot read one row per line.`,
      {
        hint: "Use one JSON object as the input, and the extension .json for the output. Nothing was sent.",
      },
    ),

  noRowsToReturn: () => new ConnectorError("InternalError", "An action without results has no rows."),

  /** Adds how to list all fields to the error of an input. */
  withFields: ({ code, message, hint }: ConnectorError, action: string) =>
    new ConnectorError(code, message, {
      hint: `${hint} All fields: defender-indicators describe ${action}.`,
    }),

  /** @param error - the error of the input without its rows */
  rowsAlone: ({ code, message, hint }: ConnectorError, action: string) =>
    new ConnectorError(
      code,
      `Rows are only a part of the input, and ${action} needs more. Set --envelope, or use a .json input. ${message}`,
      { hint },
    ),

  /**
   * Rows without their envelope.
   * @param name - name of the input
   * @param isFeed - whether the action reads feeds
   */
  bareRows: ({ message, hint }: ConnectorError, name: string, isFeed: boolean) =>
    new ConnectorError("InvalidInput", message.replace("The input", name), {
      hint: `${hint} ${isFeed ? "Or set --format json, which reads the array as a feed." : "Or write one row per line to a file with the extension .ndjson."}`,
    }),

  /** @param index - position of the input, from 0 */
  oneOf: ({ code, message, hint }: ConnectorError, index: number) =>
    new ConnectorError(code, `Input ${index + 1}: ${message}`, { hint }),

  timeIsOver: () => new ConnectorError("DeadlineExceeded", "The time for the run is over."),
} as const;

/** Lines about a run. */
export const runLines = {
  noInputs: (name: string): string => `${name} contains an empty list of inputs. Nothing was sent.`,
  written: (rows: number, target: string): string =>
    `${rows} ${rows === 1 ? "row was" : "rows were"} written to ${target}.`,
} as const;

/** Names of files and places at the beginning of a sentence. */
export const runPlaces = {
  journal: (index: number): string => `The journal of input ${index + 1}`,
  report: "The report",
} as const;

/** What to do if a run was ended because its results cannot be written. */
export const endedRunHints = {
  withoutJournal:
    "The run was ended. Rows that were sent are imported. Free some space and run it again: with --journal and an input file, only the remaining rows are sent.",
  withJournal:
    "The run was ended. Free some space and repeat the same command: rows in the journal are not sent again.",
} as const;
