/* Made from schemas/meta/rules.schema.json by `npm run generate`. Do not edit: change the schema and run it again. */

/**
 * Requirements for a row beyond its shape, each with its code and its message.
 */
export interface RowRules {
  /**
   * Path of this schema, for editors.
   */
  $schema?: string;
  /**
   * Path of the row's own schema, from the project's root.
   */
  shape: string;
  /**
   * Path of the file that declares other names of the row's fields, from the project's root; absent: only the spelling of names is compared.
   */
  names?: string;
  /**
   * Code of a row with an invalid shape: a missing field, a wrong type, or a value that is not allowed.
   */
  code: string;
  /**
   * Path of another rules file, from the project's root: its values, rules and synonyms also apply here.
   */
  use?: string;
  /**
   * A row that satisfies every rule. The fields of the rules' own examples replace its fields.
   */
  example: {
    [k: string]: unknown;
  };
  /**
   * By field: words that people write for its allowed values, each with the value that is meant. A message suggests it; nothing is changed. Letter case, blanks and punctuation are ignored.
   */
  valueSynonyms?: {
    [k: string]: {
      [k: string]: string;
    };
  };
  /**
   * Words of a field that no message suggests for rows with other values, because the service can reject them there.
   */
  notSuggested?: {
    /**
     * Field with the words.
     */
    field: string;
    /**
     * Allowed values of the field.
     *
     * @minItems 1
     */
    words: string[];
    /**
     * By field: the values with which the words do not fit.
     */
    with: {
      /**
       * @minItems 1
       */
      [k: string]: unknown[];
    };
  }[];
  /**
   * Kind of value of a text. Strict mode rejects any other text; the message contains the corrected value if one is certain, and `normalize` writes exactly that value. The kinds are described in docs/develop/declarations.md.
   */
  values?: {
    /**
     * Stable code of the failure.
     */
    code: string;
    /**
     * Properties that contain such a text, or a list of such texts.
     *
     * @minItems 1
     */
    fields: string[];
    /**
     * The field is a STIX pattern: each value that it compares for equality at one of these paths is of the kind. Names of hash algorithms are compared without letter case and hyphens, and `[*]` is any index. Absent: the whole text is.
     *
     * @minItems 1
     */
    within?: string[];
    /**
     * Kind of the value.
     */
    kind?:
      | "domain-name"
      | "web-url"
      | "link"
      | "ip-address"
      | "ipv4-address"
      | "ipv6-address"
      | "ip-network"
      | "email-address"
      | "md5-hash"
      | "sha1-hash"
      | "sha256-hash"
      | "certificate-thumbprint"
      | "timestamp"
      | "name"
      | "text";
    /**
     * Property that names the kind, if rows differ.
     */
    by?: string;
    /**
     * Kind of the value by the value of that property. With any other word, nothing is checked.
     */
    kinds?: {
      [k: string]:
        | "domain-name"
        | "web-url"
        | "link"
        | "ip-address"
        | "ipv4-address"
        | "ipv6-address"
        | "ip-network"
        | "email-address"
        | "md5-hash"
        | "sha1-hash"
        | "sha256-hash"
        | "certificate-thumbprint"
        | "timestamp"
        | "name"
        | "text";
    };
    /**
     * Description of the check, for the documentation.
     */
    description: string;
    /**
     * Document or measurement that supports it.
     */
    source?: string;
  }[];
  /**
   * Checked in this order, on rows of the right shape.
   */
  rules: {
    /**
     * Stable code of the failure.
     */
    code: string;
    /**
     * warning: a row that breaks the rule is reported and sent. Absent: it is rejected.
     */
    level?: "warning";
    /**
     * Property that the message is about.
     */
    field: string;
    /**
     * JSON Schema of the rows to check; absent: all.
     */
    when?: {
      [k: string]: unknown;
    };
    /**
     * JSON Schema that such a row must satisfy.
     */
    schema: {
      [k: string]: unknown;
    };
    /**
     * What is wrong and how to fix it. {value} is the field's value, {length} its number of characters, {corrected} its normalized value, {detail} the message of a pattern keyword, {found} the invalid value within a pattern.
     */
    message: string;
    /**
     * Document or measurement that supports the rule.
     */
    source?: string;
    /**
     * Fields that replace those of the example; the rule must accept the row.
     *
     * @minItems 1
     */
    accepts: {
      [k: string]: unknown;
    }[];
    /**
     * Fields that replace those of the example; the rule must reject the row.
     *
     * @minItems 1
     */
    rejects: {
      [k: string]: unknown;
    }[];
  }[];
  /**
   * Values that are checked against a list of those that should not be blocked, in this order; the first one found in a field is reported. A value is looked up unchanged and corrected, and allowed words are compared without letter case. The run option `benign_values` decides about such a row, in every validation mode.
   */
  benign?: {
    /**
     * Path of the list, from the project's root.
     */
    list: string;
    /**
     * Properties that contain such values.
     *
     * @minItems 1
     */
    fields: string[];
    /**
     * The property is a STIX pattern; its value is the only one that it compares, at one of these paths.
     *
     * @minItems 1
     */
    within?: string[];
    /**
     * How the value is looked up. address: an IP address or a network. host: a host name. url: the host of a URL, which may share that host with others. hash: hex digits in any letter case.
     */
    as: "address" | "host" | "url" | "hash";
    /**
     * JSON Schema of the rows that are checked.
     */
    when: {
      [k: string]: unknown;
    };
    /**
     * Message to the user. {field} is the property, {value} its value, {reason} the reason from the list.
     */
    message: string;
    /**
     * Fields that replace those of the example and contain such a value.
     *
     * @minItems 1
     */
    warns: {
      [k: string]: unknown;
    }[];
    /**
     * Fields that replace those of the example and contain no such value.
     *
     * @minItems 1
     */
    accepts: {
      [k: string]: unknown;
    }[];
  }[];
}
