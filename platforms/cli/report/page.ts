/** The page of a report: one HTML text that needs nothing else. */
import { countBars, number, timelineChart } from "./charts.js";
import { foreignHtml, html, visibleHtml } from "./html.js";
import { framedPage, type PageCode } from "./page_frame.js";
import { outcomeOf, pageTexts, tableTitles, totalNames } from "./messages.js";
import type { RunReport } from "./run_report.js";
import { scriptJson } from "./script_json.js";

/** The tables of the page, by their key in the data. */
const tables = ["failed", "changed", "skipped"] as const;

/** Returns the page in pieces. */
export function reportPage(report: RunReport, code: PageCode): Generator<string> {
  const { title, name } = report.run.action;
  const body = [summaryHtml(report), chartsHtml(report), tablesHtml(report)];
  const heading = `Report: ${title ?? name}`;
  return framedPage({ heading, body, data: dataJson(report), run: runData(report) }, code);
}

/** The data, with true values. */
function* dataJson(report: RunReport): Generator<string> {
  const { totals, calls } = report;
  const byType = report.byType.byWord;
  const byAction = report.byAction.byWord;
  const byReason = report.byReason.byWord;
  yield scriptJson({ totals, byType, byAction, byReason, calls }).slice(0, -1);
  for (const name of tables) {
    yield `,\n"${name}":`;
    yield* report[name].json();
  }
  yield "}";
}

/** The data about the run as a whole. */
function runData(report: RunReport): object {
  const { run, ended, startedAtMs, errorCodes, timeline } = report;
  return {
    action: run.action.name,
    input: run.input,
    startedAt: timestamp(startedAtMs),
    endedAt: ended === undefined ? null : timestamp(ended.atMs),
    exitCode: ended?.exitCode ?? null,
    error: ended?.error === undefined ? null : { code: ended.error.code, message: ended.error.message },
    errorCodes: [...errorCodes],
    timelines: timeline.timelines,
    omitted: Object.fromEntries(tables.map((name) => [name, report[name].omitted])),
  };
}

function summaryHtml({ run, ended, startedAtMs, totals, calls, errorCodes }: RunReport): string {
  const { level, text } = outcomeOf(ended, totals);
  const { error } = ended ?? {};
  const why =
    error === undefined ? "" : `<p><strong>${html(error.code)}</strong>: ${foreignHtml(error.message)}</p>`;
  const hint = error === undefined ? "" : `<p>${foreignHtml(error.hint)}</p>`;
  const codes = errorCodes.size === 0 ? "" : `<p>${html(pageTexts.errorCodes([...errorCodes]))}</p>`;
  const facts: [string, string][] = [
    ["Action", html(run.action.name)],
    ["Input", visibleHtml(run.input)],
    ["Started", timestamp(startedAtMs)],
    ["Ended", ended === undefined ? "–" : timestamp(ended.atMs)],
    ["Exit code", ended === undefined ? "–" : String(ended.exitCode)],
    ["Calls", number(calls)],
  ];
  const totalRows = Object.entries(totalNames).map(
    ([key, name]) => `<div><dt>${name}</dt><dd>${number(totals[key as keyof typeof totals])}</dd></div>`,
  );
  return `<div class="outcome ${level}"><p>${html(text)}</p>${why}${hint}${codes}</div>
<dl class="facts">${facts.map(([name, value]) => `<div><dt>${name}</dt><dd>${value}</dd></div>`).join("")}</dl>
<section><h2>Totals</h2><dl class="totals">${totalRows.join("")}</dl></section>\n`;
}

function chartsHtml({ byType, byAction, byReason, timeline }: RunReport): string {
  const charts = [
    countBars("Rows by type", byType.entries),
    countBars("Rows by action", byAction.entries),
    countBars("Failed rows by reason", byReason.entries),
  ];
  const timelines = timeline.timelines.map(timelineChart).join("");
  const calls = timelines === "" ? "<p>No call was made.</p>" : timelines;
  return `<div class="charts">${charts.join("")}</div>\n<section><h2>Calls over time</h2>${calls}</section>\n`;
}

/** The script fills the tables. */
function tablesHtml(report: RunReport): string {
  const shells = tables.map((name) => {
    const { omitted } = report[name];
    const note = omitted === 0 ? "" : `<p>${html(pageTexts.omitted(omitted))}</p>`;
    return `<section id="${name}"><h2>${tableTitles[name]}</h2>${note}</section>\n`;
  });
  return `<p>${html(pageTexts.defanged)}</p>\n<noscript><p>${html(pageTexts.noScript)}</p></noscript>\n${shells.join("")}`;
}

function timestamp(ms: number): string {
  return new Date(ms).toISOString();
}
