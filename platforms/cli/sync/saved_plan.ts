/** Plans in files: written by `plan --out`, read by `apply`. */
import { isDeepStrictEqual } from "node:util";
import { ConnectorError, isObject, type SyncPlan } from "../../../connector/platform_api.js";
import { jsonPieces } from "../../shared/json_pieces.js";
import { lostOutput } from "../../shared/output_write_failed.js";
import { readJsonFile } from "../../shared/read_json.js";
import { fileSink } from "../io/sink.js";
import { planFaults } from "./messages.js";
import { shownSync, type SyncFile } from "./sync_file.js";

/** @throws ConnectorError OutputWriteFailed */
export async function writePlan(plan: SyncPlan, path: string): Promise<void> {
  const sink = fileSink(path);
  try {
    for (const piece of jsonPieces(plan, "  ")) await sink.write(piece);
    await sink.write("\n");
    await sink.end();
  } catch (error) {
    throw lostOutput(`--out ${path}`, error, "Nothing was sent. Set a file that can be written.");
  }
}

/** Returns a plan and the path of its sync file. @throws ConnectorError InvalidOption for another file */
export async function readPlan(
  path: string,
): Promise<{ readonly plan: SyncPlan; readonly syncPath: string }> {
  const plan = await readJsonFile(path, "InvalidOption");
  const sync = isObject(plan) ? plan["sync"] : undefined;
  const syncPath = isObject(sync) ? sync["path"] : undefined;
  if (!isPlan(plan) || typeof syncPath !== "string")
    throw new ConnectorError("InvalidOption", planFaults.notAPlan(path));
  return { plan, syncPath };
}

function isPlan(plan: unknown): plan is SyncPlan {
  if (!isObject(plan) || plan["version"] !== 1 || !Array.isArray(plan["entries"])) return false;
  const { desiredDigest, ownedDigest, complete, counts } = plan;
  return (
    typeof desiredDigest === "string" &&
    typeof ownedDigest === "string" &&
    isObject(complete) &&
    isObject(counts)
  );
}

/** Throws StalePlan if the sync file is not the one of the plan. */
export function assertSameSync({ sync }: SyncPlan, file: SyncFile): void {
  if (isDeepStrictEqual(JSON.parse(JSON.stringify(shownSync(file))), sync)) return;
  throw new ConnectorError("StalePlan", planFaults.fileChanged(file.path), { hint: planFaults.planAgain });
}
