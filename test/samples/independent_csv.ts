/** Reads CSV without the product. */
import type { Findings } from "./findings.js";
import { classify } from "./values.js";

/** Headers of columns that name a type. With one of them, only the first value column is read. */
const typeHeaders = new Set(["type", "entity_type", "ioc_type"]);
const valueHeaders = new Set(
  "value,indicator,ioc,domain_name,domain,ip_address,ip,prefix,sha256,sha1,md5,certificate,associated url".split(
    ",",
  ),
);
/** Words of a type column whose values can become rows. */
const rowTypes = /^(?:hostname|domain|domainname|ipaddress|ipv4|ipv6|ip|url|file|sha256|sha1|md5)$/i;

/**
 * Reads the columns with the headers above. A cell can hold several hashes. A headerless file has its values in the
 * first column and types in the second. A record whose date can be read in two ways is not counted.
 */
export function readCsv(text: string, findings: Findings): void {
  const records = recordsOf(text);
  const header = (records[0] ?? []).map((cell) => cell.trim().toLowerCase());
  const hasHeader = header.some((cell) => valueHeaders.has(cell));
  const body = hasHeader ? records.slice(1) : records;
  const columns = columnsOf(hasHeader ? header : ["value", "type"]);
  findings.items = body.length;
  for (const record of body) readRecord(record, columns, findings);
}

interface Columns {
  readonly type: number;
  readonly values: readonly number[];
  readonly expiry: number;
}

function columnsOf(header: readonly string[]): Columns {
  const type = header.findIndex((cell) => typeHeaders.has(cell) && !isConstant(header, cell));
  const values = header.flatMap((cell, index) => (valueHeaders.has(cell) ? [index] : []));
  const expiry = header.indexOf("expirationdatetime");
  return { type, values: type === -1 ? values : values.slice(0, 1), expiry };
}

/** The column `Type` of the published address ranges holds one text for all. */
function isConstant(header: readonly string[], cell: string): boolean {
  return cell === "type" && (header.includes("prefix") || header.includes("ioc_type"));
}

function readRecord(record: readonly string[], columns: Columns, findings: Findings): void {
  const type = columns.type === -1 ? undefined : (record[columns.type] ?? "").trim();
  if (type !== undefined && !rowTypes.test(type)) return findings.addUncounted(`type ${type || "(empty)"}`);
  if (/^\d{1,2}\/\d{1,2}\/\d{4}$/.test((record[columns.expiry] ?? "").trim()))
    return findings.addUncounted("ambiguous date");
  for (const column of columns.values) {
    const cell = (record[column] ?? "").trim();
    if (cell === "") continue;
    const parts = cell.split(/[\s,;]+/).filter((part) => part !== "");
    const isHashes = parts.every((part) => /^[0-9a-f]{32,128}$/i.test(part));
    for (const value of isHashes ? parts : [cell]) findings.add(classify(value));
  }
}

/** Splits at commas and line ends outside quotes. Blank lines are not records. */
export function recordsOf(text: string): string[][] {
  const records: string[][] = [];
  let record: string[] = [];
  // Each match is a cell with what ends it.
  for (const [whole, quoted, bare, end] of text.matchAll(
    /[ \t]*(?:"((?:[^"]|"")*)"[^,\r\n]*|([^,\r\n]*))(,|\r\n|\r|\n|$)/g,
  )) {
    if (whole === "" && record.length === 0) break;
    record.push((quoted?.replaceAll('""', '"') ?? bare ?? "").trim());
    if (end === ",") continue;
    if (record.some((cell) => cell !== "")) records.push(record);
    record = [];
  }
  return records;
}
