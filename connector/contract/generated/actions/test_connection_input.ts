/* Made from schemas/actions/test_connection.input.json by `npm run generate`. Do not edit: change the schema and run it again. */

/**
 * Input of Test Connection. It has no fields.
 */
export interface TestConnectionInput {
  [k: string]: unknown;
}
