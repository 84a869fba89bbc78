/* Made from schemas/actions/test_connection.output.json by `npm run generate`. Do not edit: change the schema and run it again. */

/**
 * Output of Test Connection.
 */
export interface TestConnectionOutput {
  /**
   * 200: the test was made; json_body tells what it found.
   */
  status_code: number;
  /**
   * Headers of the answer that status_code comes from.
   */
  response_headers: {
    [k: string]: unknown;
  };
  /**
   * Words to the status.
   */
  reason: string;
  /**
   * What the asset can do.
   */
  json_body: {
    /**
     * Kind of the asset.
     */
    kind: string;
    /**
     * Host that was asked.
     */
    host: string;
    /**
     * Tenant of the asset.
     */
    tenant: string;
    /**
     * Application of the asset.
     */
    client: string;
    /**
     * Permissions that its tokens carry; absent where they do not tell.
     */
    permissions?: string[];
    /**
     * What is known of each action.
     */
    actions: {
      /**
       * Name of the action.
       */
      action: string;
      /**
       * Whether the token permits it; null: only the service can tell.
       */
      permitted: boolean | null;
      /**
       * What is missing, where it does not.
       */
      missing?: string;
      [k: string]: unknown;
    }[];
    /**
     * What the service said to a write that changes nothing.
     */
    write: "allowed" | "denied" | "unknown";
    /**
     * Status of its answer; 0 where none was asked for.
     */
    status: number;
    [k: string]: unknown;
  };
}
