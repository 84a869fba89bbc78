/* Made from schemas/meta/names.schema.json by `npm run generate`. Do not edit: change the schema and run it again. */

/**
 * What is known of the names of a row's fields, apart from the fields themselves, which the row's own schema declares. Names are compared exactly first. A name that differs from a field or from a synonym only in letter case, separators, blanks, invisible characters, number or a few letters is rejected, and the message names the field.
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
}
