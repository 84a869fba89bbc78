/** The fleet: its database and its queue. */
import { randomUUID } from "node:crypto";
import type { Io } from "../shared/io.js";
import { openSharedDatabase, type SharedDatabase } from "../shared/shared_database.js";
import { WorkflowQueue } from "./workflows.js";

/** What the commands of the fleet use. */
export interface Fleet extends SharedDatabase {
  readonly queue: WorkflowQueue;
}

/** Runs the work with an opened fleet. @throws what opening the database throws; errors of the work */
export async function withFleet<T>(env: Io["env"], work: (fleet: Fleet) => Promise<T>): Promise<T> {
  const shared = await openSharedDatabase(env);
  const { url, database, stores } = shared;
  try {
    const queue = await WorkflowQueue.open(url, database);
    try {
      return await work({ ...shared, queue });
    } finally {
      await queue.close();
    }
  } catch (error) {
    throw databaseErrorOf(error, stores);
  } finally {
    await database.close();
  }
}

/** Runs statements. Throws errors for users instead of those of the driver. */
export async function guarded<T>({ stores }: Fleet, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw databaseErrorOf(error, stores);
  }
}

/** Errors of the driver carry a code of five characters, or that of a socket. */
function databaseErrorOf(error: unknown, { databaseError, isTransient }: Fleet["stores"]): unknown {
  const { code = "" } = (error ?? {}) as { code?: string };
  return isTransient(error) || /^[0-9A-Z]{5}$/.test(code) ? databaseError(error) : error;
}

/** Returns the id of a new workflow of a job. */
export function workflowOf(job: string): string {
  return `${job}/${randomUUID()}`;
}
