/* Made from schemas/meta/mapping.schema.json by `npm run generate`. Do not edit: change the schema and run it again. */

/**
 * How a feed's observables, and what their source says about them, become rows.
 */
export interface Mapping {
  /**
   * Path of this schema, for editors.
   */
  $schema?: string;
  /**
   * Path of the schema of a row, from the project's root. A text becomes a list, a number or true and false if the field has that type, and a word of the field in its declared spelling if only letter case differs.
   */
  shape: string;
  /**
   * Names of the types of rows by kind of observable. An observable of any other kind is skipped. Default lifetimes name them too.
   */
  types: {
    /**
     * SHA-256 of a file.
     */
    sha256?: string;
    /**
     * SHA-1 of a file.
     */
    sha1?: string;
    /**
     * MD5 of a file.
     */
    md5?: string;
    /**
     * IP address.
     */
    ip?: string;
    /**
     * Domain name.
     */
    domain?: string;
    /**
     * URL.
     */
    url?: string;
    /**
     * Thumbprint of a certificate.
     */
    thumbprint?: string;
  };
  /**
   * Fields of a row in their order, each with its sources. The first source that has a value decides; without one, the row does not have the field.
   */
  fields: {
    /**
     * @minItems 1
     */
    [k: string]: {
      /**
       * Text with blanks: {value} and {type} of the row, {literal} (the value as a STIX string), {feed} (name of the source), {now} (time of reading), {uuid} (the same for equal types and values).
       */
      template?: string;
      /**
       * Template by kind of observable; `ipv4` and `ipv6` for addresses of one version.
       */
      byKind?: {
        [k: string]: string;
      };
      /**
       * What the source says about the observable.
       */
      fact?:
        | "action"
        | "severity"
        | "title"
        | "description"
        | "recommendedActions"
        | "validFrom"
        | "validUntil"
        | "confidence"
        | "tlp"
        | "groups"
        | "category"
        | "techniques"
        | "generateAlert"
        | "application"
        | "externalId";
      /**
       * Default that a person has set, by its key.
       */
      default?: "action" | "severity" | "title" | "description" | "expiresAfter" | "rbacGroupNames";
      /**
       * The value itself.
       */
      constant?: {
        [k: string]: unknown;
      };
      /**
       * Code of the change if the constant replaces what the source says.
       */
      code?: string;
      /**
       * Value by the number of the fact: the first range that begins at or below the number.
       *
       * @minItems 1
       */
      ranges?: {
        /**
         * Least number of the range.
         */
        from: number;
        /**
         * Value of the field.
         */
        value: {
          [k: string]: unknown;
        };
      }[];
      /**
       * Value by the text of the fact. A text without an entry has no value.
       */
      words?: {
        [k: string]: unknown;
      };
      /**
       * Each item of the list becomes an object with these texts; {item} is the item.
       */
      each?: {
        [k: string]: string;
      };
      /**
       * The source counts only if an earlier field of the row has one of these values.
       */
      when?: {
        /**
         * Field of the row.
         */
        field: string;
        /**
         * Values of the field.
         *
         * @minItems 1
         */
        in: unknown[];
      };
    }[];
  };
  /**
   * Fields that only the source or a default can set, each with values that messages show as examples. An item without the field is skipped, and an error at the end names the default.
   */
  explicit?: {
    /**
     * @minItems 1
     */
    [k: string]: string[];
  };
  /**
   * Field with the end of a row's life, which the default `maxExpiresAfter` limits.
   */
  expiry?: string;
  /**
   * Fields by which a person recognizes a row: summaries, tables of results and reports show them. Without them, the field that results are matched by is shown.
   */
  shown?: {
    /**
     * Field with the value.
     */
    indicator: string;
    /**
     * Field with the type of the value.
     */
    type?: string;
    /**
     * Field with what happens on a match.
     */
    action?: string;
  };
  /**
   * Rows that harm if their value is benign: those are skipped, unless a person allows the value.
   */
  guard?: {
    /**
     * Field of the row that decides.
     */
    field: string;
    /**
     * Values of the field with which a benign value does harm.
     *
     * @minItems 1
     */
    in: string[];
    /**
     * Path of the list of benign values, from the project's root.
     */
    list: string;
  };
}
