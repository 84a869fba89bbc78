/* Made from schemas/meta/names.schema.json by `npm run generate`. Do not edit: change the schema and run it again. */

/**
 * What is known of the names of a row's fields, apart from the fields themselves, which the row's own schema declares. Names are compared exactly first. A name that differs from a field or from a synonym only in letter case, separators, blanks, invisible characters, number or a few letters is rejected, and the message names the field. What is in brackets, an index, and letters of other scripts that look Latin do not make a name another one.
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
   * Documented spellings that are accepted, each with the field under which the value is sent. The run reports the change.
   */
  spellings?: {
    [k: string]: string;
  };
  /**
   * Names that are not fields of a row and are no mistake, because a response of the service or the format itself has them. They are sent as given and not reported.
   */
  tolerated?: string[];
  /**
   * Parts of a path that say nothing of the value: such a part before or after a field's name (`properties.title`, `title.value`) does not make it another name.
   */
  wrappers?: string[];
  /**
   * By field: words that may come before or after one of its names, for fields that limit what a row does. A row with such a name (`expiration_utc`, `assignedGroups`) is rejected, and so is one with the field in any path. In lower case, without separators.
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
   * Names that rows must not have although they are near to no field, because the service has nothing that does what they ask for; each with a sentence that says what to do. Such a name can have synonyms and affixes as a field can.
   */
  unsupported?: {
    [k: string]: string;
  };
}
