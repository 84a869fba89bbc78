/* Made from schemas/meta/names.schema.json by `npm run generate`. Do not edit: change the schema and run it again. */

/**
 * Other names of a row's fields; the row's own schema declares the fields. Names are compared exactly first. A name that differs from a field or from a synonym only in letter case, separators, blanks, invisible characters, number or a few letters is rejected, and the message names the field. Text in brackets, an index, and lookalike letters of other scripts are ignored.
 */
export interface RowNames {
  /**
   * Path of this schema, for editors.
   */
  $schema?: string;
  /**
   * By field: names that other products, formats and people use for it. A row with one of them is rejected in every validation mode, because the service would ignore the value.
   */
  synonyms: {
    /**
     * @minItems 1
     */
    [k: string]: string[];
  };
  /**
   * Documented spellings that are accepted, each with the field to send the value in. The run reports the change.
   */
  spellings?: {
    [k: string]: string;
  };
  /**
   * Names that are not fields of a row but are accepted, because a response of the service or the format itself has them. They are sent unchanged and not reported.
   */
  tolerated?: string[];
  /**
   * Path parts without meaning for the value: such a part before or after a field's name (`properties.title`, `title.value`) does not change the name.
   */
  wrappers?: string[];
  /**
   * By field: words that may precede or follow one of its names, for fields that limit what a row does. A row with such a name (`expiration_utc`, `assignedGroups`) is rejected, and so is one with the field in any path. In lower case, without separators.
   */
  affixes?: {
    [k: string]: {
      /**
       * Words before the name, any number of them.
       *
       * @minItems 1
       */
      before?: string[];
      /**
       * Words after the name, any number of them.
       *
       * @minItems 1
       */
      after?: string[];
    };
  };
  /**
   * Names that are rejected although they resemble no field, because the service does not support what they mean; each with a sentence that says what to do. Such a name can have synonyms and affixes like a field.
   */
  unsupported?: {
    [k: string]: string;
  };
}
