/** Bars for counts, and for calls over time, as SVG. */
import type { Timeline } from "./call_timeline.js";
import { foreignHtml, html } from "./html.js";
import { chartTexts } from "./messages.js";

/** Most bars of a chart. */
const maxBars = 20;
const maxWindowBars = 120;

/** Returns a table with one bar for each word, the highest first. */
export function countBars(title: string, all: readonly (readonly [string, number])[]): string {
  const most = Math.max(1, ...all.map(([, count]) => count));
  const rows = all
    .slice(0, maxBars)
    .map(
      ([word, count]) =>
        `<tr><th scope="row">${foreignHtml(word)}</th><td class="number">${number(count)}</td><td class="bar">${bar(
          count / most,
        )}</td></tr>`,
    );
  const rest = all.slice(maxBars);
  const more = rest.length === 0 ? "" : `<p>${html(chartTexts.more(rest.length, sum(rest)))}</p>`;
  const table =
    rows.length === 0
      ? `<p>${html(chartTexts.none)}</p>`
      : `<table class="bars"><tbody>\n${rows.join("\n")}\n</tbody></table>${more}`;
  return `<section><h2>${html(title)}</h2>${table}</section>\n`;
}

/** Returns a chart of the calls in each window, with a line at the limit. */
export function timelineChart({ name, limit, seconds, windows }: Timeline): string {
  const size = Math.ceil(windows.length / maxWindowBars);
  const groups = Array.from({ length: Math.ceil(windows.length / size) }, (_none, index) => ({
    most: highestOf(windows.slice(index * size, (index + 1) * size)),
    from: index * size * seconds,
  }));
  const highest = highestOf(windows);
  const top = Math.max(limit, highest) * 1.1;
  const width = 100 / Math.max(groups.length, 10);
  const bars = groups.map(({ most, from }, index) => {
    const height = (most / top) * 100;
    const place = `x="${fixed(index * width)}" y="${fixed(100 - height)}"`;
    const extent = `width="${fixed(width * 0.8)}" height="${fixed(height)}"`;
    return `<rect ${place} ${extent}><title>${html(chartTexts.window(most, from))}</title></rect>`;
  });
  const line = fixed(100 - (limit / top) * 100);
  const text = chartTexts.timeline({ name, limit, seconds, highest, size });
  return `<h3>${html(name)}</h3><p>${html(text)}</p>
<svg class="timeline" viewBox="0 0 100 100" preserveAspectRatio="none" role="img" aria-label="${html(text)}">
${bars.join("")}<line x1="0" x2="100" y1="${line}" y2="${line}"/></svg>\n`;
}

function bar(part: number): string {
  return `<svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true"><rect width="${fixed(
    part * 100,
  )}" height="10"/></svg>`;
}

function highestOf(numbers: readonly number[]): number {
  return numbers.reduce((highest, one) => Math.max(highest, one), 0);
}

function sum(entries: readonly (readonly [string, number])[]): number {
  return entries.reduce((total, [, count]) => total + count, 0);
}

function fixed(value: number): string {
  return String(Math.round(value * 100) / 100);
}

/** Returns a number with separators. */
export function number(value: number): string {
  return value.toLocaleString("en");
}
