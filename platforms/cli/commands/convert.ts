/** `convert`: reads a feed and writes its rows. Nothing is sent. */
import { type ConnectorError, loadFeeds } from "../../../connector/platform_api.js";
import { assetOfFile } from "../../shared/asset_source.js";
import { assertReadable, fileBytes } from "../../shared/bytes.js";
import { exitCodes, worst } from "../../shared/exit_code.js";
import { asConnectorError } from "../../shared/failure.js";
import { loadDeclarations } from "../../shared/declarations.js";
import { emit, type Io, isReaderGone } from "../../shared/io.js";
import { logOf } from "../../shared/log/log_of.js";
import { printable } from "../../shared/printable.js";
import { lostOutput, standardOutput } from "../../shared/messages.js";
import type { FeedFlags } from "../feeds/feed_flags.js";
import { feedRules } from "../feeds/feed_settings.js";
import { portalMapping } from "../feeds/action_mapping.js";
import { FeedSource } from "../feeds/feed_source.js";
import { ItemLog } from "../feeds/item_log.js";
import { Notices } from "../feeds/notices.js";
import { type FileNote, lostRows, type RowFile, type RowForm } from "../feeds/row_file.js";
import { outputForm, rowFile } from "../feeds/row_files.js";
import { inputErrors } from "../io/messages.js";
import { assertDistinct } from "../io/path_conflicts.js";
import { fileSink, streamSink } from "../io/sink.js";
import { assertWritable } from "../io/write_output.js";
import { writeFailure } from "../ui/failures.js";
import { lostUnsentHints } from "./messages.js";

/** The flags of `convert`. */
export interface ConvertFlags extends FeedFlags {
  readonly to?: RowForm;
  readonly output?: string;
  readonly failOnSkipped?: boolean;
  /** Its defaults are those of the feed. */
  readonly asset?: string;
}

/** Where the rows of an input of import_indicators are. */
const place = "/json_body/Indicators";

/** Returns the exit code: 0, 1 for skipped items if asked, 2 for a source that cannot be read to its end. */
export async function convertCommand(file: string | undefined, flags: ConvertFlags, io: Io): Promise<number> {
  const { output, items, failOnSkipped = false } = flags;
  const to = outputForm(flags.to, output);
  const path = file === "-" ? undefined : file;
  await assertFiles(path, flags, io);
  const log = new ItemLog(items);
  const notices = new Notices((line) => void io.stderr.write(`${line}\n`));
  const source = await openSource(path, flags, { io, log, notices });
  const rows = await rowFile(to, output === undefined ? streamSink(io.stdout) : fileSink(output), place);
  const failure = (await converted(source.rows(), guarded(rows, output), log)) ?? source.fault;
  notices.end();
  const listedBy = items === undefined ? "--items FILE" : undefined;
  const notes = rows.notes();
  for (const line of [...notes.map(noteLine), ...log.lines(source.isWhole, listedBy)])
    await emit(io, `${line}\n`);
  const isPartial = lostRows(notes) > 0 || (failOnSkipped && log.counts.skipped > 0);
  const ofItems = isPartial ? exitCodes.rowsFailed : exitCodes.done;
  return failure === undefined ? ofItems : worst([ofItems, await writeFailure(failure, io)]);
}

function noteLine({ code, message }: FileNote): string {
  return `note ${code}: ${printable(message)}`;
}

async function openSource(
  path: string | undefined,
  flags: ConvertFlags,
  { io, log, notices }: { io: Io; log: ItemLog; notices: Notices },
): Promise<FeedSource> {
  const feeds = await loadFeeds();
  const declarations = loadDeclarations(io.env);
  const warn = (code: string, message: string): void => logOf(io).write("warn", message, { code });
  // Only the defaults are used, so that no secret is read.
  const { defaults } =
    flags.asset === undefined ? {} : await assetOfFile(flags.asset, declarations.manifest, warn);
  return new FeedSource({
    feeds,
    name: path ?? "-",
    rules: await feedRules(flags, { feeds, declarations, mapping: portalMapping, defaults }),
    notices,
    open: () => (path === undefined ? io.stdin : fileBytes(path)),
    onItems: (page) => log.add(page),
  });
}

/** Checks the files that the command reads and writes, before it reads the feed. */
async function assertFiles(path: string | undefined, flags: ConvertFlags, io: Io): Promise<void> {
  const { asset, output, items, defaults } = flags;
  await assertSource(path, io);
  await assertDistinct({
    "The input": path,
    "--asset": asset,
    "--defaults": defaults,
    "--output": output,
    "--items": items,
  });
  for (const [option, written] of Object.entries({ "--output": output, "--items": items }))
    if (written !== undefined) await assertWritable(written, option);
}

async function assertSource(path: string | undefined, io: Io): Promise<void> {
  if (path !== undefined) return assertReadable(path, "InvalidInput");
  if (io.stdin.isTTY !== true) return;
  throw inputErrors.noFeed();
}

/** Returns the error that ended the feed. The rows and items before it are written in any case. */
async function converted(
  pages: AsyncIterable<readonly unknown[]>,
  rows: RowFile,
  log: ItemLog,
): Promise<ConnectorError | undefined> {
  const failures: unknown[] = [];
  const attempt = (work: Promise<void>): Promise<void> =>
    work.catch((error) => {
      if (error !== readerLeft) failures.push(error);
    });
  await attempt(copied(pages, rows));
  await attempt(rows.end());
  await attempt(log.end());
  return failures.length === 0 ? undefined : asConnectorError(failures[0]);
}

async function copied(pages: AsyncIterable<readonly unknown[]>, rows: RowFile): Promise<void> {
  for await (const page of pages) await rows.add(page);
}

/** A reader of standard output that leaves early (`| head`) ends the command, and is not an error. */
const readerLeft = new Error("The reader has left.");

/** Each error of the file becomes OutputWriteFailed. */
function guarded(rows: RowFile, output: string | undefined): RowFile {
  const lost = (error: unknown): never => {
    if (output === undefined && isReaderGone(error)) throw readerLeft;
    throw lostOutput(
      output === undefined ? standardOutput : `--output ${output}`,
      error,
      lostUnsentHints.rows,
    );
  };
  return {
    notes: () => rows.notes(),
    add: (page) => rows.add(page).catch(lost),
    end: () => rows.end().catch(lost),
  };
}
