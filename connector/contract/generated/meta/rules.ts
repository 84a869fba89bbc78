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
   * Code of a row that breaks its shape: a field missing, of the wrong type, or no allowed value.
   */
  code: string;
  /**
   * A row that keeps every rule. The rules' own examples are laid over it.
   */
  example: {
    [k: string]: unknown;
  };
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
    must: {
      [k: string]: unknown;
    };
    /**
     * What is wrong and how to mend it. {value} stands for the field's value, {length} for its number of characters, {corrected} for what `normalize` makes of it, {detail} for what is wrong with it, as a keyword for patterns says, {found} for the value within a pattern that is not valid.
     */
    sentence: string;
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
    refuses: {
      [k: string]: unknown;
    }[];
  }[];
  /**
   * Changes that `normalize` asks for, in this order. Each one made is reported.
   */
  normalize: {
    /**
     * Property that is changed.
     */
    field: string;
    /**
     * The property is a STIX pattern; only the values that it compares at these paths are changed.
     *
     * @minItems 1
     */
    within?: string[];
    /**
     * JSON Schema of the rows it is for; absent: all.
     */
    when?: {
      [k: string]: unknown;
    };
    /**
     * trim: no white space at the ends. refang: hxxp to http, [.] and (.) to a dot, [:] to a colon, [at] to @. lowerCase: small letters. expandIpv6: all eight groups of an IPv6 address.
     */
    change: "trim" | "refang" | "lowerCase" | "expandIpv6";
    /**
     * A value before, for the test and the documentation.
     */
    from: string;
    /**
     * The same value after.
     */
    to: string;
  }[];
  /**
   * Values that are checked against a list of those that should not be blocked, in this order. The option `benign_values` of a run says what becomes of such a row, in every validation mode.
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
    sentence: string;
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
