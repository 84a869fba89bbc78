/** What must be true of every converted file. */
import type { Findings } from "./findings.js";
import type { Reading } from "./folders.js";
import type { Converted, ItemLine, Row } from "./product.js";
import { canonical } from "./values.js";

const statuses = new Set(["taken", "changed", "skipped"]);

/** Returns the violations: exit code, counts, and values that differ from the source without a report. */
export function violations(found: Converted, text: string, as: Reading, findings: Findings): string[] {
  const { exitCode, items, rows, stderr } = found;
  const expected = as === "unreadable" ? 2 : 0;
  const faults: string[] = [];
  if (exitCode !== expected) faults.push(`exit code ${exitCode} instead of ${expected}: ${stderr.trim()}`);
  const rowCount = items.reduce((sum, item) => sum + item.rows, 0);
  if (rowCount !== rows.length) faults.push(`${rows.length} rows, but the items name ${rowCount}`);
  if (as !== "unreadable" && findings.items !== undefined && items.length !== findings.items)
    faults.push(`${items.length} items instead of ${findings.items}`);
  const isLiteral = literalsOf(text, as);
  let next = 0;
  for (const item of items) {
    faults.push(...itemFaults(item, rows.slice(next, next + item.rows), isLiteral));
    next += item.rows;
  }
  return faults;
}

function itemFaults(item: ItemLine, rows: readonly Row[], isLiteral: (text: string) => boolean): string[] {
  const { status, code, message, before, after } = item;
  const faults: string[] = [];
  if (!statuses.has(status)) faults.push(`status ${status}`);
  if (status === "taken" && (code !== null || message !== null)) faults.push("a taken item with a code");
  if (status !== "taken" && (!code || !message)) faults.push("an item without a code or a message");
  if (status === "skipped" ? item.rows !== 0 : item.rows === 0)
    faults.push(`${status} with ${item.rows} rows`);
  if (status !== "taken" && before === null) faults.push("an item without its text");
  if (status === "changed" && after === null) faults.push("a changed item without its new value");
  if (status === "taken")
    for (const { indicatorValue } of rows)
      if (!isLiteral(indicatorValue)) faults.push(`"${indicatorValue}" is not in the source`);
  return faults.map((fault) => `${fault}: ${JSON.stringify(item)}`);
}

/** Returns whether a text occurs in the source as written; for JSON, in its decoded texts. */
function literalsOf(text: string, as: Reading): (text: string) => boolean {
  const source =
    as === "stix" || as === "misp" ? textsOf(JSON.parse(text.replace(/^\uFEFF/, ""))).join("\n") : text;
  const words = new Set(source.split(/[\s,;|"'=[\]]+/));
  return (value) => words.has(value) || source.includes(value);
}

function textsOf(value: unknown): string[] {
  if (typeof value === "string") return [value, value.replace(/\\(['\\])/g, "$1")];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(textsOf);
}

/** Returns for each value of the independent reader `in` or the reason why there is no row. */
export function outcomes(found: Converted, findings: Findings): Map<string, string> {
  const present = new Set(found.rows.map((row) => canonical(row.indicatorValue)));
  const missing = [...findings.values].filter(([value]) => !present.has(value));
  const others = found.items.filter(({ status }) => status !== "taken");
  return new Map([
    ...[...findings.values.keys()].map((value) => [value, "in"] as const),
    ...missing.map(([value, text]) => [value, reasonOf(text, others)] as const),
  ]);
}

function reasonOf(text: string, items: readonly ItemLine[]): string {
  const item = items.find(({ before }) =>
    before?.toLowerCase().replaceAll("[.]", ".").includes(text.toLowerCase()),
  );
  return item === undefined ? "no item" : `${item.status}: ${item.code}`;
}
