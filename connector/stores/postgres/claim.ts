/** Writes of a worker that has claimed a job. They have no effect after another worker claimed it. */
import { promisify } from "node:util";
import { deflate, inflate } from "node:zlib";
import type { JournalFile, OpenJournal } from "../../contract/types.js";
import type { Query, Row } from "./database.js";
import { jobErrors } from "./messages.js";

const compress = promisify(deflate);
const uncompress = promisify(inflate);

/** How a job ends. */
type EndState = "succeeded" | "failed" | "cancelled";

/** A job in the hands of one worker. */
export class Claim {
  readonly job: string;
  readonly #epoch: string;
  readonly #query: Query;

  /** @param query - repeats statements while the database is away */
  constructor(job: string, epoch: string, query: Query) {
    this.job = job;
    this.#epoch = epoch;
    this.#query = query;
  }

  /**
   * Runs a statement that writes, with `$1` as the job and `mine` as its row if the claim still holds. The statement may
   * run twice. Returns its rows.
   * @throws JobLost if another worker has claimed the job
   */
  async write(statement: string, values: readonly unknown[]): Promise<Row[]> {
    const rows = await this.#query(
      `WITH mine AS (SELECT id FROM fleet.job WHERE id = $1 AND epoch = $2 AND state = 'running' FOR SHARE),
       written AS (${statement})
       SELECT (SELECT count(*) FROM mine) AS held, (SELECT count(*) FROM written) AS written`,
      [this.job, this.#epoch, ...values],
    );
    if (rows[0]?.["held"] !== "1") throw jobErrors.lost(this.job);
    return rows;
  }

  /** Changes the job itself. @throws JobLost */
  async update(changes: string, values: readonly unknown[], returning = "id"): Promise<Row> {
    const [row] = await this.#query(
      `UPDATE fleet.job SET ${changes} WHERE id = $1 AND epoch = $2 AND state = 'running' RETURNING ${returning}`,
      [this.job, this.#epoch, ...values],
    );
    if (row === undefined) throw jobErrors.lost(this.job);
    return row;
  }

  /** Stores one block of the output. A block of an earlier claim is replaced. */
  async storeBlock(block: number, text: string): Promise<void> {
    await this.write(
      `INSERT INTO fleet.result (job, block, bytes) SELECT id, $3, $4 FROM mine
       ON CONFLICT (job, block) DO UPDATE SET bytes = excluded.bytes RETURNING job`,
      [block, await compress(text)],
    );
  }

  /** Returns a part of what the last round of a sync left; undefined if there is none. */
  async syncState(profile: string, sync: string, part: string): Promise<string | undefined> {
    const [row] = await this.#query<{ bytes: Buffer }>(
      "SELECT bytes FROM fleet.sync_state WHERE profile = $1 AND sync = $2 AND part = $3",
      [profile, sync, part],
    );
    return row === undefined ? undefined : String(await uncompress(row.bytes));
  }

  /** Stores what the next round of a sync needs. @throws JobLost */
  async storeSyncState(profile: string, sync: string, part: string, text: string): Promise<void> {
    await this.write(
      `INSERT INTO fleet.sync_state (profile, sync, part, bytes) SELECT $3, $4, $5, $6 FROM mine
       ON CONFLICT (profile, sync, part) DO UPDATE SET bytes = excluded.bytes, saved_at = excluded.saved_at
       RETURNING part`,
      [profile, sync, part, await compress(text)],
    );
  }

  /**
   * Stores the end of the job, with `$3` as its state, and deletes the journal of a job that succeeded. The statement
   * may run twice.
   * @throws JobLost
   */
  async end(state: EndState, changes: string, values: readonly unknown[]): Promise<void> {
    const [row] = await this.#query(
      `WITH ended AS (
         UPDATE fleet.job SET state = $3, ${changes}
         WHERE id = $1 AND epoch = $2 AND state IN ('running', $3) RETURNING id, state
       ), forgotten AS (
         DELETE FROM fleet.journal USING ended WHERE job = ended.id AND ended.state = 'succeeded'
       ) SELECT id FROM ended`,
      [this.job, this.#epoch, state, ...values],
    );
    if (row === undefined) throw jobErrors.lost(this.job);
  }

  /** Opens the journal of the job, whatever its name. */
  readonly openJournal: OpenJournal = async () => {
    const rows = await this.#query<{ seq: string; bytes: Buffer }>(
      "SELECT seq, bytes FROM fleet.journal WHERE job = $1 ORDER BY seq",
      [this.job],
    );
    const content = Buffer.concat(await Promise.all(rows.map(({ bytes }) => uncompress(bytes))));
    return this.#journal(content, Number(rows.at(-1)?.seq ?? -1) + 1);
  };

  /** @param first - number of the next entry */
  #journal(content: Buffer, first: number): JournalFile {
    let seq = first;
    const add = async (text: string | Buffer): Promise<void> => {
      const own = seq++;
      // A repeated statement finds its own entry.
      await this.write(
        `INSERT INTO fleet.journal (job, seq, bytes) SELECT id, $3, $4 FROM mine
         ON CONFLICT (job, seq) DO UPDATE SET bytes = excluded.bytes RETURNING job`,
        [own, await compress(text)],
      );
    };
    return {
      size: content.length,
      read: (from, length) => content.subarray(from, from + length),
      append: add,
      truncate: async (size) => {
        await this.write("DELETE FROM fleet.journal USING mine WHERE job = mine.id RETURNING job", []);
        if (size > 0) await add(content.subarray(0, size));
      },
      close: async () => {},
      remove: async () => {
        await this.write("DELETE FROM fleet.journal USING mine WHERE job = mine.id RETURNING job", []);
      },
    };
  }
}

/** Yields the output of a job, block by block. */
export async function* readBlocks(query: Query, job: string): AsyncGenerator<string> {
  for (let block = 0; ; block += 1) {
    const [row] = await query<{ bytes: Buffer }>(
      "SELECT bytes FROM fleet.result WHERE job = $1 AND block = $2",
      [job, block],
    );
    if (row === undefined) return;
    yield (await uncompress(row.bytes)).toString("utf8");
  }
}
