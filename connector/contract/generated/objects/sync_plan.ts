/* Made from schemas/objects/sync_plan.json by `npm run generate`. Do not edit: change the schema and run it again. */

/**
 * What a sync would do.
 */
export interface SyncPlan {
  /**
   * Version of the format.
   */
  version: 1;
  /**
   * The sync file or the settings, without secrets.
   */
  sync: {
    [k: string]: unknown;
  };
  /**
   * SHA-256 of the desired rows, before relative ends of life are computed.
   */
  desiredDigest: string;
  /**
   * SHA-256 of the rows of the sync that were listed.
   */
  ownedDigest: string;
  /**
   * Whether both sides were read to their end. Without this, nothing is deleted.
   */
  complete: {
    /**
     * Every page of every source was read, and none of several sources was empty.
     */
    sources: boolean;
    /**
     * The list of the target was read to its end.
     */
    target: boolean;
    [k: string]: unknown;
  };
  /**
   * Number of rows by what happens to them.
   */
  counts: {
    /**
     * Rows that are imported.
     */
    create: number;
    /**
     * Rows of the sync that differ and are imported again.
     */
    update: number;
    /**
     * Rows that replace a row with another action or other groups.
     */
    changeAction: number;
    /**
     * Rows that are deleted.
     */
    delete: number;
    /**
     * Rows that stay as they are.
     */
    keep: number;
    /**
     * Desired rows that the target cannot hold.
     */
    overCapacity: number;
    /**
     * Desired rows that exist and belong to somebody else.
     */
    foreign: number;
    /**
     * Desired rows that are not valid, or contradict another row.
     */
    rejected: number;
    /**
     * Rows that would be deleted or replaced if nothing held this back. Absent if there are none.
     */
    held?: number;
    [k: string]: unknown;
  };
  /**
   * What happens to each row, ordered by key.
   *
   * Items: One row.
   */
  entries: {
    /**
     * What happens to the row.
     */
    change: "create" | "update" | "changeAction" | "delete" | "keep" | "overCapacity" | "foreign" | "rejected";
    /**
     * Type, value and action, separated by |.
     */
    key: string;
    /**
     * What exists; null if nothing does, or nothing changes.
     */
    before: {
      [k: string]: unknown;
    } | null;
    /**
     * The desired row; null for a delete, or if nothing changes.
     */
    after: {
      [k: string]: unknown;
    } | null;
    /**
     * Code and sentence; null if there is nothing to explain.
     */
    reason: string | null;
    [k: string]: unknown;
  }[];
  [k: string]: unknown;
}
