/** Reads a sync file: what to sync from where, with which policy. */
import { createHash } from "node:crypto";
import { dirname, resolve } from "node:path";
import { type Declarations, intervalMs, isObject, type JsonObject } from "../../../connector/platform_api.js";
import { shapeFaults } from "../../shared/json_shape.js";
import { readJsonFile } from "../../shared/read_json.js";
import { fileNamePart, profileFile } from "../profiles/profile_files.js";
import { syncFileErrors, fileFaults } from "./messages.js";

/** The schema of a sync file. */
const schemaPath = "schemas/sync.json";

/** The action that syncs if the file names none. */
const usualAction = "sync_indicators";

/** A source that is a file. */
export interface FileSource extends SourceReading {
  readonly file: string;
}

/** A source that is an action. */
export interface ActionSource extends SourceReading {
  readonly action: string;
  /** Absolute path; undefined: the variables of the environment. */
  readonly asset?: string;
  readonly input?: JsonObject;
}

/** How a source is read. */
interface SourceReading {
  /** Name in messages, and of the feed in rows. */
  readonly name: string;
  readonly format?: string;
  readonly map?: Readonly<Record<string, string>>;
}

/** A source of a sync. */
export type SyncSource = FileSource | ActionSource;

/** A sync file with absolute paths. */
export interface SyncFile {
  /** Absolute path of the file. */
  readonly path: string;
  /** The content as it was read. */
  readonly content: JsonObject;
  readonly name: string;
  /** The profile that is the target; undefined: the asset of the target. */
  readonly profile?: string;
  readonly policy: "create_only" | "upsert" | "mirror" | "lease";
  readonly target: { readonly action: string; readonly asset?: string };
  readonly sources: readonly SyncSource[];
  readonly defaults: JsonObject;
  readonly maxDelete?: { readonly count?: number; readonly share?: number };
  readonly rank?: readonly string[];
  /** Interval of the runs in milliseconds. */
  readonly everyMs?: number;
  readonly ownership?: "name" | "client";
  readonly checkpoint?: string;
  /** Path of the journal, next to the file. */
  readonly journal: string;
  /** Path of the file with the rows of the last complete pulls, next to the file. */
  readonly lastPulls: string;
}

/**
 * @param profile - the target, instead of an asset
 * @throws ConnectorError InvalidOption with every fault
 */
export async function readSyncFile(
  given: string,
  { schemas }: Declarations,
  profile?: string,
): Promise<SyncFile> {
  const path = resolve(given);
  const content = await readJsonFile(path, "InvalidOption");
  if (!isObject(content)) throw syncFileErrors.invalid([fileFaults.notAnObject(given)]);
  return syncFileIn(content, path, { schemas }, profile);
}

/**
 * Returns the sync that a file contains.
 * @param path - absolute path of the file, from which its paths start
 * @throws ConnectorError InvalidOption with every fault
 */
export function syncFileIn(
  content: JsonObject,
  path: string,
  { schemas }: Pick<Declarations, "schemas">,
  profile?: string,
): SyncFile {
  const faults = shapeFaults(content, schemas.get(schemaPath) ?? {});
  if (faults.length > 0) throw syncFileErrors.invalid(faults);
  const file = syncFileOf(path, content as unknown as Content);
  const further = [...furtherFaults(content as unknown as Content)];
  if (further.length > 0) throw syncFileErrors.invalid(further);
  return profile === undefined ? file : forProfile(file, profile);
}

/** Returns the sync with files of the profile's own. */
function forProfile(file: SyncFile, profile: string): SyncFile {
  if (file.target.asset !== undefined) throw syncFileErrors.invalid([fileFaults.assetWithProfile]);
  const { checkpoint, journal, lastPulls } = file;
  return {
    ...file,
    profile,
    journal: `${journal}.${fileNamePart(profile)}`,
    lastPulls: `${lastPulls}.${fileNamePart(profile)}`,
    ...(checkpoint === undefined ? {} : { checkpoint: profileFile(checkpoint, profile) }),
  };
}

/** A file that has the declared form. */
interface Content
  extends Omit<
    SyncFile,
    "path" | "content" | "profile" | "target" | "sources" | "defaults" | "everyMs" | "journal" | "lastPulls"
  > {
  readonly $schema?: string;
  readonly every?: string;
  readonly defaults?: JsonObject;
  readonly target?: { readonly asset?: string; readonly action?: string };
  readonly sources: readonly (Partial<FileSource> & Partial<ActionSource>)[];
}

function syncFileOf(path: string, content: Content): SyncFile {
  const { $schema: _schema, target = {}, sources, defaults = {}, checkpoint, every, ...rest } = content;
  const folder = dirname(path);
  const at = <Key extends string>(key: Key, file: string | undefined) =>
    (file === undefined ? {} : { [key]: resolve(folder, file) }) as { readonly [Name in Key]?: string };
  const everyMs = every === undefined ? undefined : intervalMs(every);
  return {
    ...rest,
    path,
    content: content as unknown as JsonObject,
    defaults,
    target: { action: target.action ?? usualAction, ...at("asset", target.asset) },
    sources: sources.map((source) => sourceOf(source, folder)),
    ...(everyMs === undefined ? {} : { everyMs }),
    ...at("checkpoint", checkpoint),
    journal: resolve(folder, `.${fileNameOf(content.name)}.journal`),
    lastPulls: resolve(folder, `.${fileNameOf(content.name)}.pulls`),
  };
}

/** Longest name that stays readable in the name of a file, in bytes. File systems allow 255. */
const maxNameBytes = 200;

/** Returns the name without characters that names of files cannot contain. */
function fileNameOf(name: string): string {
  const safe = name.replace(
    /[%/\\:*?"<>|\p{C}]/gu,
    (char) => `%${(char.codePointAt(0) as number).toString(16)}`,
  );
  return Buffer.byteLength(safe) <= maxNameBytes ? safe : createHash("sha256").update(name).digest("hex");
}

function sourceOf(source: Content["sources"][number], folder: string): SyncSource {
  const { file, action = "", asset, ...reading } = source;
  if (file !== undefined) return { ...reading, name: file, file: resolve(folder, file) };
  return {
    ...reading,
    name: action,
    action,
    ...(asset === undefined ? {} : { asset: resolve(folder, asset) }),
  };
}

function* furtherFaults({ policy, every, checkpoint, sources }: Content): Generator<string> {
  if (policy === "lease" && every === undefined) yield fileFaults.leaseNeedsEvery;
  if (checkpoint !== undefined && (policy === "mirror" || policy === "lease"))
    yield fileFaults.checkpointWith(policy);
  for (const [index, source] of sources.entries())
    if (source.file !== undefined)
      for (const key of ["asset", "input"] as const)
        if (source[key] !== undefined) yield fileFaults.onlyForActions(`sources[${index}]`, key);
}
