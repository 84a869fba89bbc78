/* Made from schemas/objects/feed_item.json by `npm run generate`. Do not edit: change the schema and run it again. */

/**
 * An item of a feed, and what became of it.
 */
export interface FeedItem {
  /**
   * Place of the item.
   */
  source: {
    /**
     * Name of the source.
     */
    file: string;
    /**
     * Line of the first character, from 1.
     */
    line?: number;
    /**
     * Id of the object in the source.
     */
    id?: string;
    [k: string]: unknown;
  };
  /**
   * taken: its rows have the values of the source. changed: at least one value differs. skipped: it has no rows.
   */
  status: "taken" | "changed" | "skipped";
  /**
   * Code of the change, or of the reason for skipping; null for an item that is taken.
   */
  code: string | null;
  /**
   * The change or the reason, in a sentence; null for an item that is taken.
   */
  message: string | null;
  /**
   * Text of the item in the source.
   */
  before: string | null;
  /**
   * Value that replaces it; null unless the item is changed.
   */
  after: string | null;
  /**
   * Number of rows.
   */
  rows: number;
  [k: string]: unknown;
}
