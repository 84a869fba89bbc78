/** The page of a plan: what a sync would change, in tables. */
import type { Change, JsonObject, PlanEntry, SyncNotice, SyncPlan } from "../../../connector/platform_api.js";
import { countBars, number } from "../report/charts.js";
import { Entries } from "../report/entries.js";
import { foreignHtml, html, visibleHtml } from "../report/html.js";
import { pageTexts } from "../report/messages.js";
import { framedPage, type PageCode } from "../report/page_frame.js";
import { scriptJson } from "../report/script_json.js";
import { WordCounts } from "../report/word_counts.js";
import { changeWords, planPageTexts } from "./messages.js";
import { changedFields, type Differences } from "./plan_lines.js";

/** A plan with what a person should know about it as a whole. */
export interface ShownPlan {
  readonly plan: SyncPlan;
  readonly notices: readonly SyncNotice[];
  readonly held?: SyncNotice;
}

/** The tables of the page, by their key in the data. What is kept has no table. */
const tables = ["create", "update", "changeAction", "delete", "foreign", "overCapacity", "rejected"] as const;

/** Returns the page in pieces. */
export function planPage(shown: ShownPlan, differences: Differences, code: PageCode): Generator<string> {
  const { plan } = shown;
  const entries = new Map(tables.map((name) => [name as Change, new Entries()]));
  for (const entry of plan.entries) entries.get(entry.change)?.add(shownEntry(entry, differences));
  const { entries: _entries, ...run } = plan;
  return framedPage(
    {
      heading: planPageTexts.heading(textIn(plan.sync, "name")),
      body: [summaryHtml(shown), chartsHtml(plan), tablesHtml(entries)],
      data: dataJson(plan, entries),
      run,
    },
    code,
  );
}

/** An update shows what differs; other changes show the row. */
function shownEntry(entry: PlanEntry, differences: Differences): object {
  const { change, key, before, after, reason } = entry;
  if (change !== "update") return { key, before, after, reason };
  const fields = changedFields(entry, differences);
  const part = (side: "before" | "after"): JsonObject =>
    Object.fromEntries(fields.map((one) => [one.field, one[side]]));
  return { key, before: part("before"), after: part("after"), reason };
}

function* dataJson({ counts }: SyncPlan, entries: ReadonlyMap<Change, Entries>): Generator<string> {
  yield scriptJson({ counts }).slice(0, -1);
  for (const [name, all] of entries) {
    yield `,\n"${name}":`;
    yield* all.json();
  }
  yield "}";
}

function summaryHtml({ plan, notices, held }: ShownPlan): string {
  const { sync, counts, complete } = plan;
  const notes = [...(held === undefined ? [] : [held]), ...notices];
  const isGood = held === undefined && complete.sources && complete.target;
  const facts: [string, string][] = [
    ["Policy", visibleHtml(textIn(sync, "policy"))],
    ["Sync file", visibleHtml(textIn(sync, "path"))],
    ["Sources read to their end", yesOrNo(complete.sources)],
    ["Target listed to its end", yesOrNo(complete.target)],
  ];
  const totals = Object.entries(changeWords).map(
    ([change, words]) => [words, counts[change as Change]] as const,
  );
  const lines = notes.map(
    ({ code, message }) => `<p><strong>${html(code)}</strong>: ${foreignHtml(message)}</p>`,
  );
  return `<div class="outcome ${isGood ? "good" : "bad"}"><p>${html(planPageTexts.outcome(held !== undefined))}</p>${lines.join("")}</div>
<dl class="facts">${facts.map(([name, value]) => `<div><dt>${name}</dt><dd>${value}</dd></div>`).join("")}</dl>
<section><h2>Totals</h2><dl class="totals">${totals.map(([words, count]) => `<div><dt>${words}</dt><dd>${number(count)}</dd></div>`).join("")}</dl></section>\n`;
}

function textIn(sync: JsonObject, name: string): string {
  const text = sync[name];
  return typeof text === "string" ? text : "–";
}

function yesOrNo(value: boolean): string {
  return value ? "yes" : "no";
}

function chartsHtml({ entries }: SyncPlan): string {
  const reasons = new WordCounts();
  const kinds = new WordCounts();
  for (const { change, key, reason } of entries) {
    if (change === "keep") continue;
    kinds.add(key.split("|")[0]);
    reasons.add(reason?.split(":")[0] ?? changeWords[change]);
  }
  return `<div class="charts">${countBars("Changes by type", kinds.entries)}${countBars("Changes by reason", reasons.entries)}</div>\n`;
}

/** The script fills the tables. */
function tablesHtml(entries: ReadonlyMap<Change, Entries>): string {
  const shells = [...entries].map(([name, { omitted }]) => {
    const note = omitted === 0 ? "" : `<p>${html(pageTexts.omitted(omitted))}</p>`;
    return `<section id="${name}"><h2>${html(planPageTexts.tables[name] ?? name)}</h2>${note}</section>\n`;
  });
  return `<p>${html(pageTexts.defanged)}</p>\n<noscript><p>${html(pageTexts.noScript)}</p></noscript>\n${shells.join("")}`;
}
