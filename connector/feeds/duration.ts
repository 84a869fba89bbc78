/** ISO 8601 durations: P30D, P1Y, P1Y6M, P2W, PT12H. */

const form =
  /^P(?=.)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?=.)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;

/** Longest duration, in years: dates stay readable for every service. */
const maxYears = 100;

const msPerSecond = 1000;
const secondsPerDay = 86_400;

/** Returns true for a duration of at least one second and at most 100 years. */
export function isDuration(text: string): boolean {
  const days = daysOf(text);
  return days > 0 && days <= maxYears * 366;
}

/**
 * Returns the time after the duration, in milliseconds since 1970. Years and months follow the calendar in UTC: one
 * month after January 31 is the last day of February.
 * @param duration - checked with {@link isDuration}
 */
export function timeAfter(nowMs: number, duration: string): number {
  const { years, months, seconds } = partsOf(duration);
  const start = new Date(nowMs);
  const day = start.getUTCDate();
  const moved = new Date(nowMs);
  moved.setUTCDate(1);
  moved.setUTCMonth(start.getUTCMonth() + years * 12 + months);
  const lastDay = new Date(Date.UTC(moved.getUTCFullYear(), moved.getUTCMonth() + 1, 0)).getUTCDate();
  moved.setUTCDate(Math.min(day, lastDay));
  return moved.getTime() + seconds * msPerSecond;
}

/** Returns the time as ISO 8601 in whole seconds. */
export function isoTime(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+Z$/, "Z");
}

function daysOf(text: string): number {
  if (text.length > 100 || !form.test(text)) return Number.NaN;
  const { years, months, seconds } = partsOf(text);
  return years * 366 + months * 31 + seconds / secondsPerDay;
}

function partsOf(text: string): { years: number; months: number; seconds: number } {
  const numbers = (form.exec(text) ?? []).slice(1).map((part) => Number(part ?? 0));
  const [years = 0, months = 0, weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = numbers;
  return {
    years,
    months,
    seconds: (weeks * 7 + days) * secondsPerDay + hours * 3600 + minutes * 60 + seconds,
  };
}
