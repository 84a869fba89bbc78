/* Made from schemas/actions/test_connection.output.json by `npm run generate`. Do not edit: change the schema and run it again. */

/**
 * Output of Test Connection.
 */
export interface TestConnectionOutput {
  /**
   * 200: the test ran; json_body contains its findings.
   */
  status_code: number;
  /**
   * Headers of the response with this status.
   */
  response_headers: {
    [k: string]: unknown;
  };
  /**
   * Text for the status.
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
     * Host of the service.
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
     * Permissions in its tokens; absent if the tokens do not contain permissions.
     */
    permissions?: string[];
    /**
     * Findings for each action.
     */
    actions: {
      /**
       * Name of the action.
       */
      action: string;
      /**
       * True if the token permits the action; null: only the service can decide.
       */
      permitted: boolean | null;
      /**
       * The missing permission, if the token does not permit the action.
       */
      missing?: string;
      [k: string]: unknown;
    }[];
    /**
     * Response of the service to a write that changes nothing.
     */
    write: "allowed" | "denied" | "unknown";
    /**
     * Status of the response; 0 if no request was sent.
     */
    status: number;
    [k: string]: unknown;
  };
}
