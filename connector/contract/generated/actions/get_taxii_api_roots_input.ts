/* Made from schemas/actions/get_taxii_api_roots.input.json by `npm run generate`. Do not edit: change the schema and run it again. */

/**
 * Input of Get TAXII API Roots.
 */
export interface GetTaxiiApiRootsInput {
  /**
   * Additional request headers.
   */
  headers?: {
    [k: string]: string;
  };
  [k: string]: unknown;
}
