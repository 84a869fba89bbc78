/* Made from schemas/actions/get_indicators.input.json by `npm run generate`. Do not edit: change the schema and run it again. */

/**
 * Input of Get Indicators. Without all_pages and max_items the first page is given, as the service sent it.
 */
export interface GetIndicatorsInput {
  /**
   * Query of the request, in the service's own terms (OData). Null is left out.
   */
  parameters?: {
    /**
     * Which indicators: comparisons of application, createdByDisplayName, expirationTime, generateAlert, title, rbacGroupNames, rbacGroupIds, indicatorValue, indicatorType, creationTimeDateTimeUtc, createdBy, action or severity, such as severity eq 'High'. Write an apostrophe within a value twice.
     */
    $filter?: string | null;
    /**
     * Which properties of each indicator, as a list or with commas between; absent: all.
     */
    $select?: string | string[] | null;
    /**
     * By which property, as a list or with commas between; desc behind one turns it round.
     */
    $orderby?: string | string[] | null;
    /**
     * Most indicators that the whole query gives, 10,000 at most; for more, leave it out and set max_items.
     */
    $top?: number | null;
    /**
     * How many indicators are passed over first.
     */
    $skip?: number | null;
    /**
     * True: the answer also tells how many indicators fit the filter, whatever the page holds.
     */
    $count?: boolean | null;
    /**
     * Related objects to give with each indicator, as a list or with commas between, where the service has them.
     */
    $expand?: string | string[] | null;
  };
  /**
   * Indicators that have just these values; what $filter asks for must hold as well. Values are written as they are, whatever they hold. Null is left out: where nothing else is given, nothing is filtered.
   */
  where?: {
    /**
     * What devices look for.
     */
    indicatorValue?: string | null;
    /**
     * What kind of value it is, such as DomainName.
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
     * Who made it: an application's client id, or a user's name.
     */
    createdBy?: string | null;
    /**
     * Name of who made it.
     */
    createdByDisplayName?: string | null;
    /**
     * Whether a match raises an alert.
     */
    generateAlert?: boolean | null;
  };
  /**
   * True: all pages are fetched and given as one list.
   */
  all_pages?: boolean | null;
  /**
   * Pages are fetched and given as one list until it holds that many indicators; goes before all_pages.
   */
  max_items?: number | null;
  /**
   * Further request headers.
   */
  headers?: {
    [k: string]: string;
  };
  [k: string]: unknown;
}
