/* Made from schemas/objects/ti_indicator_id.json by `npm run generate`. Do not edit: change the schema and run it again. */

/**
 * A tiIndicator's id in the service, as the connector checks it.
 */
export interface TiIndicatorId {
  /**
   * The id.
   */
  id: string;
  [k: string]: unknown;
}
