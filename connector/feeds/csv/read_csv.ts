/** Reads CSV of any form. */
import type { FeedReader } from "../feed_types.js";
import { readTable } from "./read_table.js";

/**
 * Reads a table with any delimiter (comma, semicolon, tab, pipe), with a header or without. An item is a record that is
 * not the header. Columns are recognized by name and by content, and reported. If a column names types, only the value
 * column that agrees with it is read. Columns about the indicator, such as a link to a report, are never read.
 */
export const readCsv: FeedReader = (bytes, reading) => readTable(bytes, reading, false);
