/** Reads all sources of a sync: what is desired, and whether that is everything. */
import type { ConnectorError, DesiredRow, DesiredState, ErrorKind } from "../../../connector/platform_api.js";
import { isConnectorError } from "../../../connector/platform_api.js";
import { exitCodeOfError, worst } from "../../shared/exit_code.js";
import { type Checkpoints, readCheckpoints, sourceKey } from "./checkpoint_file.js";
import { type LastPulls, missingRows, readLastPulls } from "./last_pulls.js";
import { sourceFaults } from "./messages.js";
import type { PulledSource } from "./pulled_source.js";
import { readSource, UnreadableSource } from "./read_source.js";
import type { SourcePorts } from "./source_ports.js";
import type { SyncFile, SyncSource } from "./sync_file.js";

/** Everything that the sources say. */
export interface Pulled {
  readonly desired: DesiredState;
  /** Every page of every source was read, and none of several sources was empty. */
  readonly isComplete: boolean;
  /** Why it is not, as full sentences. */
  readonly faults: readonly string[];
  /** Exit code of sources that could not be read at all; otherwise 0. */
  readonly exitCode: number;
  /** Times to save when everything succeeded. */
  readonly checkpoints: Checkpoints;
  /** Rows to keep for the policy lease. */
  readonly lastPulls: LastPulls;
  /** Number of rows of earlier pulls among the desired ones. */
  readonly renewed: number;
}

/** @throws ConnectorError for a source that is configured wrongly, and for an only source that cannot be read at all */
export async function readSources(file: SyncFile, ports: SourcePorts): Promise<Pulled> {
  const times = file.checkpoint === undefined ? new Map() : await readCheckpoints(ports.feed);
  const kept = file.policy === "lease" ? await readLastPulls(ports.feed) : new Map();
  const pulled: PulledSource[] = [];
  for (const source of file.sources) {
    const key = sourceKey(source);
    const need = kept.has(key) ? "renewed" : file.sources.length > 1 ? "one of several" : "only";
    pulled.push(await attempt(source, times.get(key), need, ports));
  }
  return combined(file, pulled, kept);
}

/** Kinds of errors that a person has to correct before the next run. */
const wrong: ReadonlySet<ErrorKind> = new Set(["input", "config"]);

/** What the sync has without the source: its rows of the last pull, the rows of other sources, or nothing. */
type Need = "renewed" | "one of several" | "only";

async function attempt(
  source: SyncSource,
  after: string | undefined,
  need: Need,
  ports: SourcePorts,
): Promise<PulledSource> {
  try {
    return await readSource(source, after, ports);
  } catch (error) {
    if (!isConnectorError(error) || ports.signal.aborted || isFatal(error, need)) throw error;
    const { name } = source;
    const fault = `${name} ${sourceFaults.failed(error.code, error.message)}.`;
    const exitCode = exitCodeOfError(error);
    return { name, rows: [], withdrawn: [], items: 0, isDelta: false, fault, exitCode };
  }
}

/** Whether the round must end. Rows of the last pull are renewed whatever the reason is that the source is unreadable. */
function isFatal(error: ConnectorError, need: Need): boolean {
  if (need === "renewed" && error instanceof UnreadableSource) return false;
  return need === "only" || wrong.has(error.kind);
}

function combined(file: SyncFile, pulled: readonly PulledSource[], kept: LastPulls): Pulled {
  const keys = file.sources.map(sourceKey);
  // With the policy lease, a source that is suddenly empty would let every row expire.
  const others = file.policy === "lease" && kept.size > 0;
  const reasonOf = (source: PulledSource) => faultOf(source, others || isAnyFilled(pulled));
  const faults = pulled.flatMap((source) => reasonOf(source) ?? []);
  const isWhole = (source: PulledSource) => reasonOf(source) === undefined;
  const old = pulled.flatMap((source, index) =>
    isWhole(source) ? [] : missingRows(kept.get(keys[index] as string) ?? [], source),
  );
  return {
    desired: desiredIn(pulled, old),
    isComplete: faults.length === 0,
    faults,
    exitCode: worst(pulled.map(({ exitCode = 0 }) => exitCode)),
    checkpoints: new Map(
      pulled.flatMap(({ checkpoint }, index) =>
        checkpoint === undefined ? [] : [[keys[index] as string, checkpoint]],
      ),
    ),
    lastPulls: new Map(
      pulled.map((source, index) => {
        const key = keys[index] as string;
        return [key, isWhole(source) ? source.rows : (kept.get(key) ?? [])];
      }),
    ),
    renewed: old.length,
  };
}

function desiredIn(pulled: readonly PulledSource[], old: readonly DesiredRow[]): DesiredState {
  return {
    rows: [...pulled.flatMap(({ rows }) => rows), ...old],
    withdrawn: pulled.flatMap(({ withdrawn }) => withdrawn),
    isDelta: pulled.some(({ isDelta }) => isDelta),
  };
}

/** Returns whether several sources have rows, so that an empty one is not what the feed contains. */
function isAnyFilled(pulled: readonly PulledSource[]): boolean {
  return pulled.length > 1 && pulled.some(({ rows }) => rows.length > 0);
}

/** Returns why the source is not complete. What is new since a checkpoint can be nothing. */
function faultOf(
  { name, rows, items, fault, isDelta }: PulledSource,
  mustHaveRows: boolean,
): string | undefined {
  if (fault !== undefined || rows.length > 0 || isDelta || !mustHaveRows) return fault;
  return items > 0 ? `${name} ${sourceFaults.skipped(items)}.` : `${name} ${sourceFaults.empty}.`;
}
