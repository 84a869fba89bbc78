/* Made from schemas/actions/test_connection.input.json by `npm run generate`. Do not edit: change the schema and run it again. */

/**
 * Input of Test Connection: there is none.
 */
export interface TestConnectionInput {
  [k: string]: unknown;
}
