/* Made from schemas/actions/get_taxii_collections.input.json by `npm run generate`. Do not edit: change the schema and run it again. */

/**
 * Input of Get TAXII Collections.
 */
export interface GetTaxiiCollectionsInput {
  /**
   * Where the collections are.
   */
  path_parameters?: {
    /**
     * API root of the server: its name (the last part of its path), its path or its address. Absent: the server's default one, or the address of the asset if that is an API root.
     */
    api_root?: string | null;
  };
  /**
   * Additional request headers.
   */
  headers?: {
    [k: string]: string;
  };
  [k: string]: unknown;
}
