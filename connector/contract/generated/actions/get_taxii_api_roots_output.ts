/* Made from schemas/actions/get_taxii_api_roots.output.json by `npm run generate`. Do not edit: change the schema and run it again. */

/**
 * Output of Get TAXII API Roots.
 */
export interface GetTaxiiApiRootsOutput {
  /**
   * Status of the response.
   */
  status_code: number;
  /**
   * Headers of the first response.
   */
  response_headers: {
    [k: string]: unknown;
  };
  /**
   * Text for the status.
   */
  reason: string;
  /**
   * The response of the server.
   */
  json_body?: {
    /**
     * Name of the server, or kind of the error.
     */
    title?: string;
    /**
     * Description of the server, or message of the error.
     */
    description?: string;
    /**
     * The default API root.
     */
    default?: string;
    /**
     * Addresses of the API roots. Absent if the address of the asset is an API root itself.
     */
    api_roots?: string[];
    [k: string]: unknown;
  };
  /**
   * Response body if it is not JSON.
   */
  response_text?: string;
}
