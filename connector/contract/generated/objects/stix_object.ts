/* Made from schemas/objects/stix_object.json by `npm run generate`. Do not edit: change the schema and run it again. */

/**
 * A STIX 2.0 or 2.1 object as Microsoft Sentinel accepts it. Other properties are passed on.
 */
export interface StixObject {
  /**
   * The type, two hyphens and a UUID. An object replaces the existing object with the same id.
   */
  id: string;
  /**
   * Kind of the object.
   */
  type: "indicator" | "attack-pattern" | "threat-actor" | "identity" | "relationship";
  /**
   * Version of STIX. The service uses 2.1 if it is absent.
   */
  spec_version?: "2.0" | "2.1" | null;
  /**
   * Time when the object was created, ISO 8601.
   */
  created: string;
  /**
   * Time when this version of the object was created, ISO 8601.
   */
  modified: string;
  /**
   * True: the object is no longer valid. Upload it again with this value to revoke it.
   */
  revoked?: boolean | null;
  /**
   * Id of the identity that created the object.
   */
  created_by_ref?: string | null;
  /**
   * Name of the object; an attack pattern, a threat actor and an identity must have one.
   */
  name?: string | null;
  /**
   * Description of the object.
   */
  description?: string | null;
  /**
   * The pattern that an indicator matches, such as [ipv4-addr:value = '198.51.100.7'].
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
   * Start of the indicator's validity, ISO 8601.
   */
  valid_from?: string | null;
  /**
   * End of the indicator's validity, ISO 8601; later than valid_from.
   */
  valid_until?: string | null;
  /**
   * What an indicator indicates, such as malicious-activity.
   */
  indicator_types?: string[] | null;
  /**
   * Tags.
   */
  labels?: string[] | null;
  /**
   * Confidence of the source, 0 to 100.
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
   * References to external pages and ids.
   */
  external_references?:
    | {
        [k: string]: unknown;
      }[]
    | null;
  /**
   * Kind of identity, such as organization.
   */
  identity_class?: string | null;
  /**
   * Type of the relationship between source and target, such as indicates.
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
