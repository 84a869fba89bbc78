/* Made from schemas/actions/sync_indicators.output.json by `npm run generate`. Do not edit: change the schema and run it again. */

/**
 * Output of Sync Indicators.
 */
export interface SyncIndicatorsOutput {
  /**
   * Status of the calls; 200 if no call was needed.
   */
  status_code: number;
  /**
   * Headers of the response.
   */
  response_headers: {
    [k: string]: string;
  };
  /**
   * Text of the status.
   */
  reason: string;
  /**
   * Counts and results, or the plan of a dry run.
   */
  json_body: {
    /**
     * Number of rows by what happens to them.
     */
    counts?: {
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
     * One result per desired row, in order, then one per deleted row. Absent in a dry run.
     */
    value?: SyncResult[];
    /**
     * Version of the plan's format. Only in a dry run, like the properties below.
     */
    version?: number;
    /**
     * The settings of the sync.
     */
    sync?: {
      [k: string]: unknown;
    };
    /**
     * SHA-256 of the desired rows.
     */
    desiredDigest?: string;
    /**
     * SHA-256 of the rows of the sync.
     */
    ownedDigest?: string;
    /**
     * Whether both sides were read to their end.
     */
    complete?: {
      [k: string]: unknown;
    };
    /**
     * What would happen to each row, ordered by key.
     */
    entries?: {
      [k: string]: unknown;
    }[];
    [k: string]: unknown;
  };
  [k: string]: unknown;
}
/**
 * What became of one row of a sync.
 */
export interface SyncResult {
  /**
   * What happens to the row.
   */
  change: "create" | "update" | "changeAction" | "delete" | "keep" | "overCapacity" | "foreign" | "rejected";
  /**
   * Type, value and action, separated by |.
   */
  key: string;
  /**
   * Id in the service, if it is known.
   */
  id: string | null;
  /**
   * Whether the row could not be brought into the desired state.
   */
  isFailed: boolean;
  /**
   * Code and sentence; null if there is nothing to explain.
   */
  reason: string | null;
  [k: string]: unknown;
}
