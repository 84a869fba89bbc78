/** Messages to users about feeds, their flags and the files of their rows and items. */
import { ConnectorError, sourceName } from "../../../connector/platform_api.js";
import { readErrors } from "../../shared/messages.js";

/** Errors about the flags of feeds and the files that they name. */
export const feedFlagErrors = {
  noWarningLists: (folder: string) => invalid(`--warning-lists ${folder} contains no .json file.`),
  unreadableWarningLists: (folder: string, error: unknown) =>
    readErrors.unreadable({ name: `--warning-lists ${folder}`, code: "InvalidOption" }, error),
  badMap: (text: string) => invalid(`--map ${text} must have the form COLUMN=FIELD.`),
  columnTwice: (column: string) => invalid(`--map names the column ${column} twice. Set one field for it.`),
  otherExtension: (to: string, output: string) =>
    invalid(
      `--to ${to} and the extension of --output ${output} contradict each other.`,
      "Remove --to, or change the extension. Nothing was written.",
    ),
} as const;

function invalid(message: string, hint?: string): ConnectorError {
  return new ConnectorError("InvalidOption", message, { hint });
}

/** Errors about the bytes of a feed. */
export const feedErrors = {
  unreadable: (name: string, error: unknown) =>
    readErrors.unreadable(
      { name: sourceName(name), code: "InvalidInput" },
      error,
      "The rows before the fault were used. Get the complete source, and run the same command again.",
    ),

  /** @param expansion - size without compression, as a multiple of the size with it */
  expands: (name: string, expansion: number) =>
    new ConnectorError(
      "InvalidInput",
      `${sourceName(name)} expands to ${expansion} times its size, which no list of indicators does.`,
      { hint: "The file may be made to fill memory or disk. Decompress and examine it before you use it." },
    ),
} as const;

/** Notes about what a file of rows does not contain. */
export const fileNotes = {
  fieldLost: (field: string, rows: number): string =>
    `Rows with a ${field} that the file cannot contain: ${rows}. They were written without it.`,
  /** @param values - the first of the rows */
  ambiguousList: (list: string, rows: number, values: readonly string[]): string =>
    `Rows were left out, because a name in ${list} contains a comma or another mark that separates names in the file: ${rows} (${values.join(", ")}${rows > values.length ? ", …" : ""}). Use .ndjson or .json for them.`,
  notRows: (lines: number): string => `Lines that are not rows were left out: ${lines}.`,
} as const;

/** Number of items by status, and of their rows. */
interface Counts {
  readonly items: number;
  readonly taken: number;
  readonly changed: number;
  readonly skipped: number;
  readonly rows: number;
}

/** Lines about the items of a feed. */
export const itemLines = {
  sum: ({ items, taken, changed, skipped, rows }: Counts): string =>
    `${plural(items, "item")}: ${taken} taken, ${changed} changed, ${skipped} skipped; ${plural(rows, "row")}.`,
  notWhole: "The feed was not read to its end. Items after these are not counted.",
  moreCodes: (codes: number): string => `  and ${codes} more codes`,
  /** @param flags - the flags that list all items */
  listedBy: (flags: string): string => `  Set ${flags} to get all skipped items with their text.`,
} as const;

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
