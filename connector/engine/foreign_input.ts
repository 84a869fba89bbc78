/** Explains what to do with an input that is a file of another format, or rows without their envelope. */
import type { AcceptedInput } from "../contract/compiled_action.js";
import { getAt, escapeToken, isObject, parsePointer } from "../contract/json_pointer.js";
import { type Foreign, foreignValue } from "../contract/foreign.js";
import { foreignMessages } from "./messages.js";
import { wordsOf } from "./request/request_builder.js";

/** Returns what is wrong with the input and what to do; undefined if it is not of another known format. */
export function foreignMessage(input: unknown, accepted: AcceptedInput): string | undefined {
  try {
    return messageAlong(input, accepted);
  } catch {
    // A row that throws when it is read is reported as a row.
    return undefined;
  }
}

function messageAlong(input: unknown, accepted: AcceptedInput): string | undefined {
  const path = parsePointer(accepted.rowsAt ?? "").map(escapeToken);
  for (let depth = 0; depth <= path.length; depth += 1) {
    const place = path
      .slice(0, depth)
      .map((token) => `/${token}`)
      .join("");
    const value = getAt(input, place);
    if (value === undefined) return undefined;
    const isRows = depth === path.length && path.length > 0;
    if (isRows) return messageOf(inRows(value, accepted.isList), place, accepted);
    if (depth === 0 && isObject(value) && Object.keys(value).some((name) => accepted.names.includes(name)))
      continue;
    if (isObject(value) && Object.hasOwn(value, parsePointer(`/${path[depth]}`)[0] ?? "")) continue;
    return messageOf(foreignValue(value) ?? bareRow(value, accepted), place, accepted);
  }
  return undefined;
}

/** A list of rows is valid unless it contains whole files. */
function inRows(value: unknown, isList: boolean): Foreign | undefined {
  if (!isList) return Array.isArray(value) ? foreignValue(value) : wholeOnly(foreignValue(value));
  if (!Array.isArray(value)) return foreignValue(value);
  return wholeOnly(isObject(value[0]) ? foreignValue(value[0]) : undefined);
}

function wholeOnly(found: Foreign | undefined): Foreign | undefined {
  return found?.isWhole === true ? found : undefined;
}

function bareRow(value: unknown, { fields }: AcceptedInput): Foreign | undefined {
  if (!isObject(value) || !Object.keys(value).some((name) => fields.includes(name))) return undefined;
  return { what: "a row", isWhole: false, items: [value], itemsName: "row" };
}

function messageOf(found: Foreign | undefined, place: string, accepted: AcceptedInput): string | undefined {
  if (found === undefined) return undefined;
  const { rowsAt = "" } = accepted;
  const head = foreignMessages.foreign(wordsOf(place), found.what);
  return rowsAt === "" ? head : `${head} ${remedy(found, wordsOf(rowsAt), accepted)}`;
}

function remedy(
  { what, items, itemsName }: Foreign,
  rows: string,
  { isList, fields, parser }: AcceptedInput,
): string {
  const isOne = items.length === 1 && what === `a ${itemsName}`;
  const fits = fitsRows(items[0], fields);
  if (!isList) return fits ? foreignMessages.passOneOf(itemsName, rows) : foreignMessages.passOne(rows);
  if (!fits && parser !== undefined)
    return foreignMessages.parse(wordsOf(parser.contentAt), parser.action, rows);
  if (isOne) return foreignMessages.putOne(rows);
  if (fits) return foreignMessages.putAll(itemsName, rows);
  return foreignMessages.write(singular(itemsName), rows);
}

/** Whether most fields of the object are fields of a row. */
function fitsRows(thing: unknown, fields: readonly string[]): boolean {
  const names = isObject(thing) ? Object.keys(thing) : [];
  return names.length > 0 && names.filter((name) => fields.includes(name)).length * 2 >= names.length;
}

function singular(name: string): string {
  return name.replace(/s$/, "");
}
