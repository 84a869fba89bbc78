/** Plans in files: written by `plan --out`, read by `apply`. */
import { isDeepStrictEqual } from "node:util";
import { changes, isObject, type PlanEntry, type SyncPlan } from "../../../connector/platform_api.js";
import { jsonPieces } from "../../shared/json_pieces.js";
import { lostOutput } from "../../shared/messages.js";
import { readJsonFile } from "../../shared/read_json.js";
import { fileSink } from "../io/sink.js";
import { lostFileHints, planErrors } from "./messages.js";
import { shownSync } from "./shown_sync.js";
import type { SyncFile } from "./sync_file.js";

/** @throws ConnectorError OutputWriteFailed */
export async function writePlan(plan: SyncPlan, path: string): Promise<void> {
  const sink = fileSink(path);
  try {
    for (const piece of jsonPieces(plan, "  ")) await sink.write(piece);
    await sink.write("\n");
    await sink.end();
  } catch (error) {
    throw lostOutput(`--out ${path}`, error, lostFileHints.plan);
  }
}

/**
 * Returns a plan and the path of its sync file.
 * @param profile - the profile that the plan must be for
 * @throws ConnectorError InvalidOption for another file, StalePlan for a plan of another profile
 */
export async function readPlan(
  path: string,
  profile?: string,
): Promise<{ readonly plan: SyncPlan; readonly syncPath: string }> {
  const plan = await readJsonFile(path, "InvalidOption");
  const sync = isObject(plan) ? plan["sync"] : undefined;
  const syncPath = isObject(sync) ? sync["path"] : undefined;
  if (!isPlan(plan) || typeof syncPath !== "string") throw planErrors.notAPlan(path);
  const { profile: planned } = plan.sync as { profile?: string };
  if (planned !== profile) throw planErrors.otherProfile(path, planned, profile);
  return { plan, syncPath };
}

function isPlan(plan: unknown): plan is SyncPlan {
  if (!isObject(plan) || plan["version"] !== 1 || !Array.isArray(plan["entries"])) return false;
  const { desiredDigest, ownedDigest, complete, counts } = plan;
  const isWhole = typeof desiredDigest === "string" && typeof ownedDigest === "string" && isObject(complete);
  return isWhole && isObject(counts) && areEntries(plan["entries"], counts);
}

/** Whether the entries have their form, and are as many of each kind as the plan states: an edited plan is not one. */
function areEntries(entries: readonly unknown[], counts: object): boolean {
  const found = new Map<unknown, number>(changes.map((change) => [change, 0]));
  for (const entry of entries) {
    const count = isEntry(entry) ? found.get(entry.change) : undefined;
    if (count === undefined) return false;
    found.set((entry as PlanEntry).change, count + 1);
  }
  const stated = new Map(Object.entries(counts));
  return [...found].every(([change, count]) => stated.get(String(change)) === count);
}

function isEntry(entry: unknown): entry is PlanEntry {
  if (!isObject(entry)) return false;
  const { key, before, after, reason } = entry;
  const isRow = (row: unknown) => row === null || isObject(row);
  const isReason = reason === null || typeof reason === "string";
  return typeof key === "string" && isRow(before) && isRow(after) && isReason;
}

/** Throws StalePlan if the sync file is not the one of the plan. */
export function assertSameSync({ sync }: SyncPlan, file: SyncFile): void {
  if (isDeepStrictEqual(JSON.parse(JSON.stringify(shownSync(file))), sync)) return;
  throw planErrors.fileChanged(file.path);
}
