/** Reports which columns of a table are read. */
import { quoteName } from "../../contract/quote_name.js";
import type { FeedNotice } from "../feed_types.js";
import { columnsIgnored, columnsRecognized, statesUnclear } from "./messages.js";
import { type Columns, namesOf } from "./columns.js";

/** Most columns that are named. */
const maxNames = 40;

/** Returns the notices about the columns of a table. */
export function columnNotices(columns: Columns): readonly FeedNotice[] {
  const { values, type, facts, fields, states, unclear, header } = columns;
  const uses = new Map<number, string>([
    ...states.map(({ index }) => [index, "state"] as const),
    ...[...fields].map(([field, index]) => [index, field] as const),
    ...facts.map(({ field, index }) => [index, field] as const),
    ...(type === undefined ? [] : [[type, "type"] as const]),
    ...values.map(({ index, kind }) => [index, kind === "any" ? "value" : `value (${kind})`] as const),
  ]);
  const read = [...uses]
    .toSorted(([a], [b]) => a - b)
    .map(([index, use]) => `${shown(columns, index)} as ${use}`);
  const ignored = (header ?? []).filter((name, index) => !uses.has(index) && name.trim() !== "");
  const first = columnsRecognized(read.slice(0, maxNames));
  return [
    first,
    ...(ignored.length === 0 ? [] : [columnsIgnored(ignored.slice(0, maxNames))]),
    ...(unclear.length === 0 ? [] : [statesUnclear(namesOf(columns, unclear).slice(0, maxNames))]),
  ];
}

function shown({ header }: Columns, index: number): string {
  const name = header?.[index]?.trim() ?? "";
  return name === "" ? `column ${index + 1}` : quoteName(name);
}
