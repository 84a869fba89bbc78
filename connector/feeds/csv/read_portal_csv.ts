/** Reads the CSV template of the Defender portal. */
import type { FeedReader } from "../feed_types.js";
import { readTable } from "./read_table.js";

/**
 * Reads the template of the portal, with its columns in any order and spelling, or with the names of the API. Types are
 * exact: a value that is not of its type is skipped. Columns that are not read are reported.
 */
export const readPortalCsv: FeedReader = (bytes, reading) => readTable(bytes, reading, true);
