/* Made from schemas/actions/get_taxii_objects.input.json by `npm run generate`. Do not edit: change the schema and run it again. */

/**
 * Input of Get TAXII Objects.
 */
export interface GetTaxiiObjectsInput {
  /**
   * Where the objects are.
   */
  path_parameters: {
    /**
     * API root of the server: its name (the last part of its path), its path or its address. Absent: the server's default one, or the address of the asset if that is an API root.
     */
    api_root?: string | null;
    /**
     * ID or alias of the collection, as get_taxii_collections lists it.
     */
    collection_id: string;
  };
  /**
   * Query of the request. Null is omitted.
   */
  parameters?: {
    /**
     * Only objects that were added to the collection after this time: the checkpoint of the run before.
     */
    added_after?: string | null;
    /**
     * Number of objects in one page. The server may return fewer.
     */
    limit?: number | null;
    /**
     * Only objects with these IDs, as a list or separated by commas.
     */
    "match[id]"?: string | string[] | null;
    /**
     * Only objects of these types, such as indicator, as a list or separated by commas.
     */
    "match[type]"?: string | string[] | null;
    /**
     * Which versions: last (the server's default), first, all, or times, as a list or separated by commas.
     */
    "match[version]"?: string | string[] | null;
    /**
     * Only objects of these versions of STIX, such as 2.1, as a list or separated by commas.
     */
    "match[spec_version]"?: string | string[] | null;
  };
  /**
   * Returns pages as one list until it contains this number of objects. Absent: all of them.
   */
  max_items?: number | null;
  /**
   * Additional request headers.
   */
  headers?: {
    [k: string]: string;
  };
  [k: string]: unknown;
}
