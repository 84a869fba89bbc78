/** The messages of reading JSON. */
import { ConnectorError } from "../../contract/errors.js";
import type { Reason } from "../observe.js";
import type { Place } from "./place.js";
import { sourceName } from "../../contract/source_name.js";

const at = ({ line, column }: Place): string => `at line ${line}, column ${column}`;

/** Errors that end the reading of a source. */
export const messages = {
  brokenOff: (name: string, line: number, error: unknown): ConnectorError =>
    new ConnectorError(
      "InvalidInput",
      `${sourceName(name)} broke off in line ${line}: ${error instanceof Error ? error.message : "the source failed"}.`,
      { hint: "Get the complete source, and run it again." },
    ),
  empty: (name: string): ConnectorError =>
    new ConnectorError("InvalidInput", `${sourceName(name)} is empty.`),
  notJson: (name: string, place: Place, problem: string): ConnectorError =>
    new ConnectorError("InvalidInput", `${sourceName(name)} is not valid JSON: ${at(place)}, ${problem}.`, {
      hint: "Correct the source; its items before this place were read.",
    }),
  repeatedName: (place: Place, problem: string): Reason => ({
    code: "NameRepeated",
    message: `The entry is ambiguous: ${at(place)}, ${problem}. Remove the wrong value.`,
  }),
  notARow: (): Reason => ({
    code: "NotARow",
    message: "The entry is not a row: a row is an object with fields such as indicatorValue.",
  }),
  lineFault: (place: Place, problem: string): Reason => ({
    code: "LineInvalid",
    message: `The line cannot be read: ${at(place)}, ${problem}.`,
  }),
  lineTooLong: (maxBytes: number): Reason => ({
    code: "LineTooLong",
    message: `The line is longer than ${maxBytes / 1024 / 1024} MiB. Write one row per line.`,
  }),
  otherFormat: (name: string, wanted: string, found: string, format: string): ConnectorError =>
    new ConnectorError("InvalidInput", `${sourceName(name)} is not ${wanted}: it is ${found}.`, {
      hint: format === "" ? "Choose another source." : `Use --format ${format}.`,
    }),
  unknown: (name: string, wanted: string): ConnectorError =>
    new ConnectorError("InvalidInput", `${sourceName(name)} is not ${wanted}.`, {
      hint: "Check the source, or choose another --format.",
    }),
} as const;
