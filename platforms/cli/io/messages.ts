/** Messages to users about the input and the outputs of a command. */
import { ConnectorError } from "../../../connector/platform_api.js";
import { systemCode } from "../../shared/messages.js";

/** Shell command that converts a table to rows and omits empty cells. */
const fromTable =
  "python3 -c 'import csv, json, sys; [print(json.dumps({k: v for k, v in row.items() if v})) for row in csv.DictReader(sys.stdin)]' < feed.csv > feed.ndjson";

/** Name of standard input at the beginning of a sentence. */
export const standardInput = "Standard input";

const noInput = "There is no input.";

/** Errors about the input of a command. */
export const inputErrors = {
  /** @param hint - what the action needs */
  none: (hint: string) =>
    new ConnectorError("InvalidOption", noInput, {
      hint: `Name a file with --input, pipe one in, or set --input - to type it. ${hint}`,
    }),
  noFeed: () => new ConnectorError("InvalidOption", noInput, { hint: "Name a file, or pipe one in." }),
  tableNotRead: (path: string) =>
    new ConnectorError(
      "InvalidInput",
      `${path} has the file name of a table, and this action does not read tables (CSV).`,
      {
        hint: `Write each of its lines as {"column":"value"}, one per line, into a file with the extension .ndjson. Nothing was sent. With Python: ${fromTable}`,
      },
    ),
  cutOff: (path: string) => new ConnectorError("InvalidInput", `${path} could not be read to its end.`),
} as const;

/** What to do about an input. */
export const inputHints = {
  empty: "Write {} for an input without fields. Nothing was sent.",
  lines: "The input contains one JSON value per line: set --format ndjson. Nothing was sent.",
} as const;

/** Errors about files that options name. */
export const fileErrors = {
  folder: (place: string) => new ConnectorError("InvalidOption", `${place} is a folder; name a file in it.`),
  /** @param error - the error of the system */
  unwritable: (place: string, error: unknown) =>
    new ConnectorError("InvalidOption", `${place} cannot be written (${systemCode(error)}).`, {
      hint: "Set a file that can be written. Nothing was sent.",
    }),
  sameFile: (option: string, other: string, path: string) =>
    new ConnectorError("InvalidOption", `${option} and ${other} name the same file, ${path}.`, {
      hint: "Set a different file for each option. Nothing was sent.",
    }),
} as const;

/** What to do about results that were lost. */
export const lostResultsHint =
  "Rows that were sent are imported, but their results are lost. Before you repeat the run, set a file with --output. With --journal too, rows that have a result are never sent twice.";
