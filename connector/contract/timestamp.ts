/** Reads moments: rules and orders of rows speak of them alike. */

const timestampPattern =
  /^(\d{4})-(\d{2})-(\d{2})(?:[Tt ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|z|[+-]\d{2}:?\d{2})?)?$/;
const zonePattern = /(?:Z|z|[+-]\d{2}:?\d{2})$/;

/** A feed gives few moments again and again, and parsing one costs more than all other checks of a row. */
const timestamps = new Map<string, number>();
const maxCached = 1000;

/** Milliseconds since 1970 of a date that can be read in one way only (ISO 8601, UTC where no zone is given); else NaN. */
export function timestampMs(text: string): number {
  const before = timestamps.get(text);
  if (before !== undefined) return before;
  const ms = parseTimestamp(text);
  if (Number.isNaN(ms)) return ms;
  if (timestamps.size >= maxCached) timestamps.clear();
  timestamps.set(text, ms);
  return ms;
}

function parseTimestamp(text: string): number {
  const match = timestampPattern.exec(text);
  if (match === null) return Number.NaN;
  const [, year, month, day] = match;
  const lastDay = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
  if (Number(day) > lastDay) return Number.NaN;
  const iso = text
    .replace(" ", "T")
    .toUpperCase()
    .replace(/([+-]\d{2})(\d{2})$/, "$1:$2");
  return Date.parse(iso.length === 10 || zonePattern.test(iso) ? iso : `${iso}Z`);
}
