/** Timestamps with time zone. */
import { timestampMs } from "../../contract/timestamp.js";
import { type Correction, type Fault, outerBlanks, type Reader } from "./reading.js";

/** OData 4.01 ABNF dateTimeOffsetValue, with the hours and offsets that System.DateTimeOffset accepts. */
const form =
  /T(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,9})?)?(?:Z|[+-](?:(?:0\d|1[0-3]):[0-5]\d|14:00))$/;

/** Years 0001 to 9999 in UTC, the range of System.DateTimeOffset. */
const earliestMs = Date.parse("0001-01-01T00:00:00Z");
const latestMs = Date.parse("9999-12-31T23:59:59.999Z");

const spelling = /^(\d{4}-\d{2}-\d{2})[ Tt]([\d:.]+)(Z|z|[+-]\d{2}:?\d{2})$/;

const canonicalForm: Correction = {
  code: "TimestampRewritten",
  make: (text) =>
    text.replace(spelling, (_all, date: string, time: string, zone: string) => {
      const withColon = zone.length === 5 ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone.toUpperCase();
      return `${date}T${time}${withColon}`;
    }),
  problem: () => "is not in the form of ISO 8601",
};

/** Returns true for a timestamp with time zone in the range of DateTimeOffset. */
export function isTimestamp(text: string): boolean {
  const ms = timestampMs(text);
  return ms >= earliestMs && ms <= latestMs && form.test(text);
}

/** Reads a timestamp with time zone. */
export const timestampReader: Reader = {
  corrections: [outerBlanks, canonicalForm],
  faultOf: (text) => (isTimestamp(text) ? undefined : timestampFault(text)),
};

function timestampFault(text: string): Fault {
  const example = "write a date, a time and a zone, such as 2027-01-31T00:00:00Z";
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return { problem: `has no time and no zone; ${example}` };
  if (/^\d{4}-\d{2}-\d{2}[T ][\d:.]+$/.test(text)) return { problem: `has no zone; ${example}` };
  return { problem: `is not a valid, unambiguous timestamp; ${example}` };
}
