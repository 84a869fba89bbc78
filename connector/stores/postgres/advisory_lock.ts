/** Locks by which processes do a piece of work one at a time. */
import type { Query } from "./database.js";

/** Takes the lock until the transaction ends. Returns false if another process holds it. @param work - names the lock */
export async function tryLock(query: Query, work: "migrate" | "recover" | "retention"): Promise<boolean> {
  // Without parameters: after a statement with parameters, the idle transaction would block indexes that are built concurrently.
  const [row] = await query(
    `SELECT pg_try_advisory_xact_lock(hashtext('defender-indicators ${work}')) AS held`,
  );
  return row?.["held"] === true;
}
