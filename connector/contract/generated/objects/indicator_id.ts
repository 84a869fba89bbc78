/* Made from schemas/objects/indicator_id.json by `npm run generate`. Do not edit: change the schema and run it again. */

/**
 * An indicator's id in the service, as the connector checks it.
 */
export interface IndicatorId {
  /**
   * The id.
   */
  id: string;
  [k: string]: unknown;
}
