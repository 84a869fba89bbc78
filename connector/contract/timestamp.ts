/** Parses timestamps for rules and row order. */

const timestampPattern =
  /^(\d{4})-(\d{2})-(\d{2})(?:[Tt ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|z|[+-]\d{2}:?\d{2})?)?$/;
const zonePattern = /(?:Z|z|[+-]\d{2}:?\d{2})$/;

/** Caches parsed timestamps: feeds repeat a few of them, and parsing is the most expensive check of a row. */
const timestamps = new Map<string, number>();
const maxCached = 1000;

/** Returns milliseconds since 1970 of an unambiguous ISO 8601 date (UTC if it has no zone); otherwise NaN. */
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
