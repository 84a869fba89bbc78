/** Opens the report of a round of a sync. */
import { randomUUID } from "node:crypto";
import type { RunEvent } from "../../../connector/platform_api.js";
import type { Io } from "../../shared/io.js";
import { withLogFields } from "../../shared/log/log_of.js";
import { openReport, type Report } from "../ui/report.js";
import type { SyncFile } from "./sync_file.js";

/**
 * Each line for programs names the round and its action.
 * @param observe - called with every event of the round
 */
export function openRoundReport(
  { target }: SyncFile,
  io: Io,
  observe?: (event: RunEvent) => void,
): Promise<Report> {
  return openReport(withLogFields(io, { runId: randomUUID(), action: target.action }), 1, observe);
}
