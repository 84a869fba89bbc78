/** Repeats statements while the database is away. */
import { type Database, databaseError, isTransient, type Query } from "./database.js";

/** How long a statement is repeated, and the wait between two tries, in milliseconds. */
const patienceMs = 60_000;
const repeatMs = 250;

/** Returns a query for statements that may run twice. Throws DatabaseUnreachable after a minute. */
export function patientQuery(database: Database): Query {
  return async (text, values) => patiently(() => database.query(text, values));
}

/** Repeats the work while the database is away. @throws ConnectorError */
export async function patiently<T>(work: () => Promise<T>): Promise<T> {
  const end = performance.now() + patienceMs;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!isTransient(error) || performance.now() > end) throw databaseError(error);
      await new Promise((resolve) => setTimeout(resolve, repeatMs));
    }
  }
}
