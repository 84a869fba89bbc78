/* Made from schemas/meta/rules.schema.json by `npm run generate`. Do not edit: change the schema and run it again. */

/**
 * What a row must be beyond its shape, each rule with the code and the sentence that the user gets.
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
   * Code of a row that breaks its shape: a field missing, of the wrong type, or no allowed value.
   */
  code: string;
  /**
   * Path of another rules file, from the project's root: its values, rules and other words hold here too.
   */
  use?: string;
  /**
   * A row that keeps every rule. The rules' own examples are laid over it.
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
   * What kind of value a text is. Strict mode rejects any other text; the message holds the corrected value if one is certain, and `normalize` writes exactly that value. The kinds are described in docs/develop/declarations.md.
   */
  values?: {
    /**
     * Stable code of the failure.
     */
    code: string;
    /**
     * Properties that hold such a text, or a list of such texts.
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
     * Kind of the value by what that property holds. With any other word, nothing is checked.
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
     * What is checked, for the documentation.
     */
    description: string;
    /**
     * Document or measurement behind it.
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
     * Property that the sentence is about.
     */
    field: string;
    /**
     * JSON Schema of the rows that the rule is for; absent: all.
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
     * What is wrong and how to fix it. {value} is the field's value, {length} its number of characters, {corrected} what `normalize` makes of it, {detail} what a keyword for patterns says of it, {found} the value within a pattern that is not valid.
     */
    message: string;
    /**
     * Document or measurement behind the rule.
     */
    source?: string;
    /**
     * Fields laid over the example that the rule must let pass.
     *
     * @minItems 1
     */
    accepts: {
      [k: string]: unknown;
    }[];
    /**
     * Fields laid over the example that the rule must refuse.
     *
     * @minItems 1
     */
    rejects: {
      [k: string]: unknown;
    }[];
  }[];
  /**
   * Values that are checked against a list of those that should not be blocked, in this order; the first one found in a field is reported. A value is looked up as given and as it is after correction, and words that rows may hold are compared without letter case. The option `benign_values` of a run says what becomes of such a row, in every validation mode.
   */
  benign?: {
    /**
     * Path of the list, from the project's root.
     */
    list: string;
    /**
     * Properties that hold such values.
     *
     * @minItems 1
     */
    fields: string[];
    /**
     * The property is a STIX pattern; its value is the one that it compares at one of these paths, if it compares no other.
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
     * What the user gets. {field} stands for the property, {value} for its value, {reason} for what the list says of it.
     */
    message: string;
    /**
     * Fields laid over the example that hold such a value.
     *
     * @minItems 1
     */
    warns: {
      [k: string]: unknown;
    }[];
    /**
     * Fields laid over the example that hold none.
     *
     * @minItems 1
     */
    accepts: {
      [k: string]: unknown;
    }[];
  }[];
}
