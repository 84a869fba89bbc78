/** Writes rows as lines: NDJSON, tables, and the CSV template of the portal. */
import { isObject } from "../contract/json_pointer.js";

/** Fields of a row by column of the portal's template, in its order. */
const portalColumns: Readonly<Record<string, string>> = {
  IndicatorType: "indicatorType",
  IndicatorValue: "indicatorValue",
  ExpirationTime: "expirationTime",
  Action: "action",
  Severity: "severity",
  Title: "title",
  Description: "description",
  RecommendedActions: "recommendedActions",
  RbacGroups: "rbacGroupNames",
  Category: "category",
  MitreTechniques: "mitreTechniques",
  GenerateAlert: "generateAlert",
};

/** Fields that the service sets itself. An import does not accept them, so that no template contains them. */
const serverFields: ReadonlySet<string> = new Set([
  "id",
  "createdBy",
  "createdByDisplayName",
  "createdBySource",
  "creationTimeDateTimeUtc",
  "lastUpdateTime",
  "lastUpdatedBy",
]);

/** The columns of the portal's template. */
export const portalHeader: readonly string[] = Object.keys(portalColumns);

/**
 * Returns the cells of a row for {@link portalHeader}. Lists are joined with commas; absent, null and numbers, which the
 * template has no words for, are empty. No cell is
 * escaped against formulas, because the file goes back into the portal: see {@link startsFormula}.
 */
export function portalRecord(row: unknown): string[] {
  const fields = isObject(row) ? row : { indicatorValue: row };
  return Object.values(portalColumns).map((field) =>
    typeof fields[field] === "number" ? "" : cellOf(fields[field]),
  );
}

/**
 * Returns the names of the fields with a value that {@link portalRecord} leaves out. Fields that the service sets itself are
 * not among them.
 */
export function unportableFields(row: unknown): string[] {
  if (!isObject(row)) return [];
  const carried = new Set(Object.values(portalColumns));
  return Object.keys(row).filter((name) => {
    const value = row[name];
    if (serverFields.has(name) || value === null || value === undefined) return false;
    if (carried.has(name)) return typeof value === "number";
    return Array.isArray(value) ? value.length > 0 : value !== "";
  });
}

/**
 * Returns the name of a list that {@link portalRecord} would change, because an item contains a separator: a group would
 * become two groups. Undefined for a row without such a list.
 */
export function ambiguousList(row: unknown): string | undefined {
  if (!isObject(row)) return undefined;
  return Object.values(portalColumns).find((name) => {
    const value = row[name];
    return Array.isArray(value) && value.some(isAmbiguous);
  });
}

/** Returns a line of CSV with its end (RFC 4180). */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map(quoted).join(",")}\r\n`;
}

/** Returns a line of NDJSON with its end. */
export function ndjsonLine(row: unknown): string {
  return `${JSON.stringify(row)}\n`;
}

/** Returns the cells of a row for a table with these fields. Nested values, and lists with separators in them, are JSON. */
export function tableRecord(row: unknown, fields: readonly string[]): string[] {
  const object = isObject(row) ? row : {};
  return fields.map((field) => (Object.hasOwn(object, field) ? tableCell(object[field]) : ""));
}

function tableCell(value: unknown): string {
  return Array.isArray(value) && value.some(isAmbiguous) ? JSON.stringify(value) : cellOf(value);
}

/** Returns true for a cell that a spreadsheet would calculate. */
export function startsFormula(cell: string): boolean {
  return /^[=+\-@\t\r]/.test(cell);
}

/** Returns the cell with an apostrophe before a formula, for tables that people read and that do not go back in. */
export function withoutFormula(cell: string): string {
  return startsFormula(cell) ? `'${cell}` : cell;
}

function cellOf(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "boolean") return value ? "TRUE" : "FALSE";
  if (Array.isArray(value)) return value.map(cellOf).join(",");
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** Returns true for an item that a list with commas cannot carry. */
function isAmbiguous(item: unknown): boolean {
  return typeof item !== "string" || /[,;\n]/.test(item) || item.startsWith("[") || item.trim() !== item;
}

function quoted(cell: string): string {
  return /[",;\r\n\t]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
