/** The messages about STIX objects and patterns. */
import type { Reason } from "../feed_types.js";
import { ConnectorError } from "../../contract/errors.js";
import { quoteName } from "../../contract/quote_name.js";
import { sourceName } from "../../contract/source_name.js";
import { sentencesOf } from "../observed_outcome.js";

/** Most names in one message. */
const maxNamed = 4;

function listed(names: readonly string[]): string {
  const different = [...new Set(names)].map(shown);
  return different.slice(0, maxNamed).join(", ") + (different.length > maxNamed ? ", …" : "");
}

/** Returns a path, quoted if it could confuse a reader. */
function shown(path: string): string {
  return /^[\w:.*[\] !<>=…-]{1,80}$/.test(path) ? path : quoteName(path);
}

/** Reasons for skipping or changing an object, and errors that end the reading. */
export const messages = {
  tooManyObjects: (name: string, most: number): ConnectorError =>
    new ConnectorError(
      "InvalidInput",
      `${sourceName(name)} has more than ${most} objects. Split the source.`,
    ),
  unsupported: (operators: readonly string[], paths: readonly string[]): Reason => ({
    code: "PatternUnsupported",
    message: `A test with ${listed(operators)} (${listed(paths)}) cannot become a row, which matches one exact value.`,
  }),
  emptyList: (path: string): Reason => ({
    code: "PatternUnsupported",
    message: `IN with an empty list (${shown(path)}) cannot become a row, which matches one exact value.`,
  }),
  typeUnsupported: (path: string): Reason => ({
    code: "TypeUnsupported",
    message: `${shown(path)} is not a hash of a file, an address, a domain name, a URL or a certificate thumbprint.`,
  }),
  notText: (text: string): Reason => ({
    code: "ValueInvalid",
    message: `${quoteName(text)} must be a text in single quotes.`,
  }),
  partOfPattern: (reasons: readonly Reason[]): Reason => ({
    code: "PartOfPattern",
    message: `${reasons.length} of the pattern's alternatives left out. ${sentencesOf(reasons)}`,
  }),
  techniquesCut: (count: number, most: number): Reason => ({
    code: "TechniquesCut",
    message: `Indicators with more than ${most.toLocaleString("en")} techniques: ${count}. Only the first ${most.toLocaleString("en")} of each were taken.`,
  }),
  notAnObject: (): Reason => ({
    code: "NotAnObject",
    message: "The entry is not a STIX object: a STIX object is an object with a type.",
  }),
  notAnIndicator: (type: string): Reason => ({
    code: "NotAnIndicator",
    message: `The object is of type ${quoteName(type)}; only indicators become rows.`,
  }),
  superseded: (): Reason => ({
    code: "Superseded",
    message: "The source contains a newer version of this indicator.",
  }),
  revoked: (): Reason => ({ code: "Revoked", message: "The indicator is revoked." }),
  notForDetection: (): Reason => ({
    code: "NotForDetection",
    message: "The indicator is marked as not for detection (x_opencti_detection is false).",
  }),
  patternType: (type: string): Reason => ({
    code: "PatternType",
    message: `The pattern is in the language ${quoteName(type)}; only stix is read.`,
  }),
  patternMissing: (): Reason => ({ code: "PatternInvalid", message: "The indicator has no pattern." }),
  fieldInvalid: (field: string, wanted: string, value: unknown): Reason => ({
    code: "FieldInvalid",
    message: `${field} must be ${wanted}, not ${quoteName(typeof value === "string" ? value : JSON.stringify(value))}.`,
  }),
  patternInvalid: (fault: string): Reason => ({
    code: "PatternInvalid",
    message: `The pattern is not valid: ${fault}.`,
  }),
} as const;
