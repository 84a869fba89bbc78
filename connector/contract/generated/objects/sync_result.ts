/* Made from schemas/objects/sync_result.json by `npm run generate`. Do not edit: change the schema and run it again. */

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
