/* Made from schemas/meta/benign.schema.json by `npm run generate`. Do not edit: change the schema and run it again. */

/**
 * Values that should not be blocked, in groups that say why.
 */
export interface BenignList {
  /**
   * Path of this schema, for editors.
   */
  $schema?: string;
  /**
   * The longest name that fits a host decides, whatever its group.
   *
   * @minItems 1
   */
  groups: {
    /**
     * What such a value is, as it goes on after "is": "a public DNS resolver".
     */
    reason: string;
    /**
     * Document behind the group.
     */
    source: string;
    /**
     * IP addresses, in any spelling.
     */
    addresses?: string[];
    /**
     * Networks in CIDR notation: all their addresses, and the networks within them.
     */
    networks?: string[];
    /**
     * Host names: the host itself, every host below it, and every URL on these.
     */
    hosts?: string[];
    /**
     * Host names that many share: the host itself and its URLs without a path, no host below it.
     */
    sharedHosts?: string[];
    /**
     * True: every public suffix, like a name of `sharedHosts`.
     */
    publicSuffixes?: true;
    /**
     * MD5, SHA-1 and SHA-256 of files, in small hex digits.
     */
    hashes?: string[];
  }[];
}
