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
     * What is wrong and how to mend it. {value} stands for the field's value, {length} for its number of characters.
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
}
