/* Made from schemas/actions/search_misp_attributes.input.json by `npm run generate`. Do not edit: change the schema and run it again. */

/**
 * Input of Search MISP Attributes. Filters are passed on to MISP with unchanged names and values.
 */
export interface SearchMispAttributesInput {
  /**
   * Filters of the search.
   */
  json_body?: {
    /**
     * Format of the response. Default: json.
     */
    returnFormat?: "json";
    /**
     * Number of attributes in one page, at least 2. Default: 1000.
     */
    limit?: number;
    /**
     * Number of the first page to return. Default: 1.
     */
    page?: number;
    /**
     * Order of the results. Default: Attribute.id asc. Without an order, pages can overlap.
     */
    order?: string;
    /**
     * Whether an attribute is meant for detection: 1, 0, or both as [0,1]. Default: 1.
     */
    to_ids?: number | boolean | string | unknown[];
    /**
     * Whether the event is published: 1, 0, or both as [0,1]. Default: 1.
     */
    published?: number | boolean | string | unknown[];
    /**
     * Whether an attribute is deleted: 0 (default of MISP), 1 or only, or both as [0,1].
     */
    deleted?: number | boolean | string | unknown[];
    /**
     * Types of attributes, such as domain or sha256; an object with OR, NOT and AND is passed on.
     */
    type?:
      | string
      | unknown[]
      | {
          [k: string]: unknown;
        };
    /**
     * Categories of attributes.
     */
    category?:
      | string
      | unknown[]
      | {
          [k: string]: unknown;
        };
    /**
     * Values; % at an end matches any text.
     */
    value?:
      | string
      | unknown[]
      | {
          [k: string]: unknown;
        };
    /**
     * Tags; an object with OR, NOT and AND is passed on.
     */
    tags?:
      | string
      | unknown[]
      | {
          [k: string]: unknown;
        };
    /**
     * Organisations that created the event.
     */
    org?:
      | string
      | unknown[]
      | {
          [k: string]: unknown;
        };
    /**
     * IDs or UUIDs of events.
     */
    eventid?: string | number | unknown[];
    /**
     * UUIDs.
     */
    uuid?:
      | string
      | unknown[]
      | {
          [k: string]: unknown;
        };
    /**
     * Threat levels of the event, 1 (high) to 4 (undefined).
     */
    threat_level_id?: number | string | unknown[];
    /**
     * Changed since. Epoch seconds, an ISO 8601 time, a span such as 7d, or a list of two of them.
     */
    timestamp?: string | number | unknown[];
    /**
     * Event published since. Epoch seconds, an ISO 8601 time, a span such as 7d, or a list of two of them.
     */
    publish_timestamp?: string | number | unknown[];
    /**
     * Event published within. Epoch seconds, an ISO 8601 time, a span such as 7d, or a list of two of them.
     */
    last?: string | number | unknown[];
    /**
     * First date of the event.
     */
    from?: string;
    /**
     * Last date of the event.
     */
    to?: string;
    /**
     * Seen first since. Epoch seconds, an ISO 8601 time, a span such as 7d, or a list of two of them.
     */
    first_seen?: string | number | unknown[];
    /**
     * Seen last since. Epoch seconds, an ISO 8601 time, a span such as 7d, or a list of two of them.
     */
    last_seen?: string | number | unknown[];
    /**
     * Leave out values of the server's warning lists.
     */
    enforceWarninglist?: number | boolean | string | unknown[];
    /**
     * Return the tags of the event with each attribute.
     */
    includeEventTags?: number | boolean | string | unknown[];
    /**
     * Attribute changed since. Epoch seconds, an ISO 8601 time, a span such as 7d, or a list of two of them.
     */
    attribute_timestamp?: string | number | unknown[];
    /**
     * Return the UUID of the event with each attribute.
     */
    includeEventUuid?: number | boolean | string | unknown[];
    /**
     * Return the event with each attribute.
     */
    includeContext?: number | boolean | string | unknown[];
    /**
     * Return the decay score.
     */
    includeDecayScore?: number | boolean | string | unknown[];
    /**
     * Return the sightings.
     */
    includeSightings?: number | boolean | string | unknown[];
    /**
     * Leave out decayed attributes.
     */
    excludeDecayed?: number | boolean | string | unknown[];
  };
  /**
   * Returns pages as one list until it contains this number of attributes. Absent: all of them.
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
