/* Made from schemas/actions/upload_stix_objects.input.json by `npm run generate`. Do not edit: change the schema and run it again. */

/**
 * Input of Upload STIX Objects.
 */
export interface UploadStixObjectsInput {
  /**
   * Values in the path of the request.
   */
  path_parameters: {
    /**
     * Id of the Log Analytics workspace of Sentinel, a UUID.
     */
    workspaceId: string;
  };
  /**
   * Body of the request.
   */
  json_body: {
    /**
     * Name of the source, as Sentinel shows it; not Microsoft Sentinel, in whatever letter case.
     */
    sourcesystem: string;
    /**
     * The objects, any number; those of a bundle without the bundle.
     */
    stixobjects: StixObject[];
    [k: string]: unknown;
  };
  /**
   * Further request headers.
   */
  headers?: {
    [k: string]: string;
  };
  [k: string]: unknown;
}
/**
 * A STIX 2.0 or 2.1 object as Microsoft Sentinel takes it. Further properties are passed on.
 */
export interface StixObject {
  /**
   * The type, two hyphens and a UUID. An object with the same id takes the place of the one that is there.
   */
  id: string;
  /**
   * What kind of object it is.
   */
  type: "indicator" | "attack-pattern" | "threat-actor" | "identity" | "relationship";
  /**
   * Version of STIX. The service takes 2.1 where it is absent.
   */
  spec_version?: "2.0" | "2.1" | null;
  /**
   * When the object was made, ISO 8601.
   */
  created: string;
  /**
   * When this version of the object was made, ISO 8601.
   */
  modified: string;
  /**
   * True: the object is no longer valid. Uploading it again so is how one is taken back.
   */
  revoked?: boolean | null;
  /**
   * Id of the identity that made the object.
   */
  created_by_ref?: string | null;
  /**
   * Name of the object; an attack pattern, a threat actor and an identity must have one.
   */
  name?: string | null;
  /**
   * What the object stands for.
   */
  description?: string | null;
  /**
   * What an indicator looks for, such as [ipv4-addr:value = '198.51.100.7'].
   */
  pattern?: string | null;
  /**
   * Language of the pattern: stix.
   */
  pattern_type?: string | null;
  /**
   * Version of the pattern's language.
   */
  pattern_version?: string | null;
  /**
   * When the indicator begins to hold, ISO 8601.
   */
  valid_from?: string | null;
  /**
   * When it ceases to hold, ISO 8601; later than valid_from.
   */
  valid_until?: string | null;
  /**
   * What an indicator tells of, such as malicious-activity.
   */
  indicator_types?: string[] | null;
  /**
   * Tags.
   */
  labels?: string[] | null;
  /**
   * How sure the source is, 0 to 100.
   */
  confidence?: number | null;
  /**
   * Language of the texts.
   */
  lang?: string | null;
  /**
   * Ids of the markings, such as those of TLP.
   */
  object_marking_refs?: string[] | null;
  /**
   * Phases of a kill chain.
   */
  kill_chain_phases?:
    | {
        [k: string]: unknown;
      }[]
    | null;
  /**
   * Pages and ids elsewhere.
   */
  external_references?:
    | {
        [k: string]: unknown;
      }[]
    | null;
  /**
   * What kind of identity it is, such as organization.
   */
  identity_class?: string | null;
  /**
   * How source and target of a relationship belong together, such as indicates.
   */
  relationship_type?: string | null;
  /**
   * Id of the object that a relationship leads from.
   */
  source_ref?: string | null;
  /**
   * Id of the object that a relationship leads to.
   */
  target_ref?: string | null;
  [k: string]: unknown;
}
