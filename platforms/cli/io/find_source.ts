/** Finds the input of a run and recognizes its format: by option, by the name of the file, or by its beginning. */
import type { ConnectorError } from "../../../connector/platform_api.js";
import { assertReadable, fileBytes, isRegularFile } from "../../shared/bytes.js";
import type { Io } from "../../shared/io.js";
import { type Form, formOf } from "./file_format.js";
import type { Source } from "./input_source.js";
import { looksLikeFeed, looksLikeJsonFeed, looksLikeJsonRows } from "./looks_like_feed.js";
import { inputErrors, standardInput } from "./messages.js";
import { peek } from "./peek.js";

/** What the user said about the input. */
export interface NamedInput {
  /** Path; `-` or undefined: standard input. */
  readonly input?: string | undefined;
  /** Undefined: the name or the content of the input shows it. */
  readonly format?: Form | "feed" | undefined;
  /** Whether the action has a mapping for feeds. */
  readonly acceptsFeeds?: boolean;
}

/** File names of tables that other programs export. */
const table = /\.(?:csv|tsv|xlsx?|ods)(?:\.gz)?$/i;

/**
 * Throws InvalidOption if no input was named, standard input is a terminal and the action needs an input.
 * Throws InvalidInput if the file cannot be read, or is a table and the action reads none.
 * @param missing - why the action needs an input; undefined if it does not
 */
export async function findSource(named: NamedInput, io: Io, missing?: ConnectorError): Promise<Source> {
  const { input: path, acceptsFeeds = false } = named;
  if (path === undefined && io.stdin.isTTY === true) return absentSource(missing);
  if (path === undefined || path === "-") return stdinSource(named, io);
  await assertReadable(path, "InvalidInput");
  const isRepeatable = await isRegularFile(path);
  const source = { name: path, path, isRepeatable };
  const form = named.format ?? (formOf(path) === "ndjson" ? "ndjson" : undefined);
  if (isCertain(form, acceptsFeeds)) return { ...source, form };
  if (!acceptsFeeds) {
    assertNoTableInput(path);
    return { ...source, form: "json" };
  }
  const { head, bytes } = await peek(fileBytes(path));
  const isFeed =
    form === "json"
      ? looksLikeJsonRows(head)
      : formOf(path) === "json"
        ? looksLikeJsonFeed(head)
        : looksLikeFeed(head) || table.test(path);
  if (isRepeatable) await bytes.return(undefined);
  return { ...source, form: isFeed ? "feed" : "json", ...(isRepeatable ? {} : { bytes }) };
}

/** JSON that a user names can be an input, or rows that are read as a feed. */
function isCertain(form: NamedInput["format"], acceptsFeeds: boolean): form is Form | "feed" {
  return form !== undefined && !(form === "json" && acceptsFeeds);
}

/** Throws InvalidOption if the action needs an input. */
function absentSource(missing: ConnectorError | undefined): Source {
  if (missing === undefined)
    return { name: standardInput, form: "json", isRepeatable: false, isAbsent: true };
  throw inputErrors.none(missing.hint);
}

async function stdinSource({ format: form, acceptsFeeds = false }: NamedInput, io: Io): Promise<Source> {
  const source = { name: standardInput, isRepeatable: false };
  if (isCertain(form, acceptsFeeds)) return { ...source, form };
  if (!acceptsFeeds) return { ...source, form: "json" };
  const { head, bytes } = await peek(io.stdin as AsyncIterable<Uint8Array>);
  // Bytes in another encoding have no name that shows their format.
  const isFeed = form === "json" ? looksLikeJsonRows(head) : looksLikeFeed(head) && !head.includes("\uFFFD");
  return { ...source, form: isFeed ? "feed" : "json", bytes };
}

function assertNoTableInput(path: string): void {
  if (table.test(path)) throw inputErrors.tableNotRead(path);
}
