/* Made from schemas/objects/ti_external_id.json by `npm run generate`. Do not edit: change the schema and run it again. */

/**
 * The external id of a tiIndicator, as the connector checks it.
 */
export interface TiExternalId {
  /**
   * The id.
   */
  externalId: string;
  [k: string]: unknown;
}
