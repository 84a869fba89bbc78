/* Made from schemas/actions/get_indicators.input.json by `npm run generate`. Do not edit: change the schema and run it again. */

/**
 * Input of Get Indicators. Without all_pages and max_items, the action returns the first page as the service sent it.
 */
export interface GetIndicatorsInput {
  /**
   * Query of the request in OData syntax. Null is omitted.
   */
  parameters?: {
    /**
     * Filter: comparisons of application, createdByDisplayName, expirationTime, generateAlert, title, rbacGroupNames, rbacGroupIds, indicatorValue, indicatorType, creationTimeDateTimeUtc, createdBy, action or severity, such as severity eq 'High'. Write an apostrophe within a value twice.
     */
    $filter?: string | null;
    /**
     * Properties of each indicator to return, as a list or separated by commas; absent: all.
     */
    $select?: string | string[] | null;
    /**
     * Properties to sort by, as a list or separated by commas; desc after a property reverses its order.
     */
    $orderby?: string | string[] | null;
    /**
     * Maximum number of indicators for the whole query, at most 10,000. For more, omit it and set max_items.
     */
    $top?: number | null;
    /**
     * Number of indicators to skip.
     */
    $skip?: number | null;
    /**
     * True: the response also contains the number of indicators that match the filter.
     */
    $count?: boolean | null;
    /**
     * Related objects to return with each indicator, as a list or separated by commas, if the service has them.
     */
    $expand?: string | string[] | null;
  };
  /**
   * Returns only indicators with these exact values that also match $filter. Values are written unchanged, with any characters. Null is omitted; if all values are null, nothing is filtered.
   */
  where?: {
    /**
     * The value that devices look for.
     */
    indicatorValue?: string | null;
    /**
     * Kind of the value, such as DomainName.
     */
    indicatorType?: string | null;
    /**
     * What a device does on a match.
     */
    action?: string | null;
    /**
     * Severity of the alert.
     */
    severity?: string | null;
    /**
     * Title of the indicator.
     */
    title?: string | null;
    /**
     * Application that it belongs to.
     */
    application?: string | null;
    /**
     * Creator: an application's client id, or a user's name.
     */
    createdBy?: string | null;
    /**
     * Name of the creator.
     */
    createdByDisplayName?: string | null;
    /**
     * Whether a match raises an alert.
     */
    generateAlert?: boolean | null;
  };
  /**
   * True: returns all pages as one list.
   */
  all_pages?: boolean | null;
  /**
   * Returns pages as one list until it contains this number of indicators; takes precedence over all_pages.
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
