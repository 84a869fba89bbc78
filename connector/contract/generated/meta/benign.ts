/* Made from schemas/meta/benign.schema.json by `npm run generate`. Do not edit: change the schema and run it again. */

/**
 * Values that should not be blocked, in groups with a reason.
 */
export interface BenignList {
  /**
   * Path of this schema, for editors.
   */
  $schema?: string;
  /**
   * The longest name that matches a host decides, in any group.
   *
   * @minItems 1
   */
  groups: {
    /**
     * Description of such a value, as the continuation of "is": "a public DNS resolver".
     */
    reason: string;
    /**
     * Document that supports the group.
     */
    source: string;
    /**
     * IP addresses, in any spelling.
     */
    addresses?: string[];
    /**
     * Networks in CIDR notation, with all their addresses and subnetworks.
     */
    networks?: string[];
    /**
     * Host names: the host itself, every host below it, and all URLs of these.
     */
    hosts?: string[];
    /**
     * Shared host names: the host itself and its URLs without a path, but not the hosts below it.
     */
    sharedHosts?: string[];
    /**
     * True: every public suffix, like a name of `sharedHosts`.
     */
    publicSuffixes?: true;
    /**
     * MD5, SHA-1 and SHA-256 of files, in lower-case hex digits.
     */
    hashes?: string[];
  }[];
}
