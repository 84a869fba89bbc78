/* Made from schemas/meta/action.schema.json by `npm run generate`. Do not edit: change the schema and run it again. */

/**
 * One action of the connector: what it calls, and how rows are batched, limited, retried and matched to results. The engine reads nothing else.
 */
export interface Action {
  /**
   * Path of this schema, for editors.
   */
  $schema?: string;
  /**
   * Name of the action; the file is called <name>.json.
   */
  name: string;
  /**
   * Stable UUID. Platforms use it as a key, so changing it is a breaking change.
   */
  id: string;
  /**
   * Display name in a playbook.
   */
  title: string;
  /**
   * What the action does, in a sentence or two.
   */
  description: string;
  /**
   * Pages of the service that describe the call.
   */
  docs?: string[];
  /**
   * The service will remove the call. Shown in the description of the action, and as a warning of each run.
   */
  deprecated?: {
    /**
     * The announcement of the service, in a sentence.
     */
    notice: string;
    /**
     * Actions to use instead.
     *
     * @minItems 1
     */
    successors: string[];
  };
  /**
   * What a call does in the service: read sends GET only, or a request that is declared as readOnly, write adds or changes, destructive removes; DELETE is always destructive. The only other request of a read is the manifest's connectionTest.
   */
  effect: "read" | "write" | "destructive";
  /**
   * The service of the manifest to call.
   */
  service: string;
  /**
   * The token must contain one of these. Otherwise the run ends before its first call.
   */
  permissions: {
    /**
     * Application permissions (claim roles).
     */
    application: string[];
    /**
     * Delegated permissions (claim scp).
     */
    delegated: string[];
    /**
     * Role that is assigned on the called resource and is not in the token: only the service can check it. The token is not checked then.
     */
    role?: string;
  };
  /**
   * True if sending the same call twice has the same effect as once. Only then is a call sent again after its bytes may have arrived.
   */
  idempotent: boolean;
  /**
   * True if the response to an accepted call may be empty. Any other response must be JSON; otherwise it counts as lost, because it may be a page of a gateway.
   */
  allowEmptyResponse?: boolean;
  /**
   * Statuses for an object that does not exist. For any other action, 404 means that the address is wrong.
   *
   * @minItems 1
   */
  notFoundStatuses?: number[];
  /**
   * Rate limits of the manifest that every attempt counts against. Empty if the service documents none.
   */
  rateLimits: string[];
  /**
   * The HTTP call.
   */
  request: {
    /**
     * HTTP method.
     */
    method: "GET" | "POST" | "PATCH" | "PUT" | "DELETE";
    /**
     * Path on the service's host. {name} is replaced by a value of pathParameters.
     */
    path: string;
    /**
     * True for a POST that only reads, such as a search with its filters in the body. The effect of the action is read.
     */
    readOnly?: true;
    /**
     * Headers of every call, in lower case. The input cannot set them. The HTTP client sets those of the connection, the credentials and the body itself.
     */
    headers?: {
      [k: string]: string;
    };
    /**
     * Values that are sent if the input does not contain them, by JSON Pointer into the input.
     */
    defaults?: {
      [k: string]: unknown;
    };
    /**
     * The path is below an address that the service lists in the response at its own address. Of an address on another host, the path on the service's host is used. A response without a list means that the service's own address is used.
     */
    base?: {
      /**
       * JSON Pointer into the response: the list of addresses.
       */
      addresses: string;
      /**
       * JSON Pointer into the response: the address to use if the input names none.
       */
      default: string;
      /**
       * Property of pathParameters that names the address: by the last part of its path, by its path, or whole. It is not part of the path.
       */
      parameter: string;
    };
    /**
     * JSON Pointer into the input: the value to send as the JSON body.
     */
    body?: string;
    /**
     * JSON Pointers into the input: known inputs that are not sent, so that the body that another action returns can be passed on whole.
     *
     * @minItems 1
     */
    notSent?: string[];
    /**
     * JSON Pointer into the input: the object with values for the {name}s of the path, each percent-encoded. A value that could leave its segment is rejected: an empty text, one or two dots, slashes.
     */
    pathParameters?: string;
    /**
     * Query parameters that are the same in every call.
     */
    staticQuery?: {
      [k: string]: string;
    };
    /**
     * How an object of the input becomes a filter of the query (OData): `name eq value` for each of its properties, joined with `and`. Text is always a literal: its apostrophes are doubled. If the query already has a filter, both must match.
     */
    filter?: {
      /**
       * Query parameter that contains the filter.
       */
      parameter: string;
      /**
       * JSON Pointer into the input: the object of properties and values.
       */
      equals: string;
    };
    /**
     * JSON Pointer into the input: the object that is sent as the query, with unchanged names and percent-encoded values. Null is omitted; a list is joined with commas.
     */
    query?: string;
  };
  /**
   * How a response with one page of a list leads to the next one: by the address of the next page (next), by a cursor, or by the number of the page (pageNumber). One of the three is declared.
   */
  paging?: {
    /**
     * JSON Pointer into the response body: the items of one page; the output contains all items at the same location.
     */
    items: string;
    /**
     * JSON Pointer into the response body: address of the next page on the service's own host; absent or null on the last page. In the output, it is the address of the rest of the list, if any.
     */
    next?: string;
    /**
     * Key of the input: true follows every page. Without it and maxItemsInput in the input, the first page is passed on unchanged. Absent: every page is followed.
     */
    fetchAllInput?: string;
    /**
     * Key of the input: pages are followed until there are this many items.
     */
    maxItemsInput: string;
    /**
     * Fallback if a long page has no address of the next one, because the service may have cut the list: a query parameter with the number of items to skip. An empty response, a repeated page, or a page that is shorter than an earlier one ends the list. A list with linked pages ends with the last link. Absent: a page without an address is the last one.
     */
    offsetFallback?: {
      /**
       * Name of the query parameter.
       */
      parameter: string;
      /**
       * Minimum number of items of a page before the fallback is used.
       */
      from: number;
      /**
       * Query parameters that set the start or the end of the list in the input; with one of them, the fallback is not used.
       */
      unless: string[];
    };
    /**
     * The response contains a cursor. The next request is the same, with the cursor.
     */
    cursor?: {
      /**
       * JSON Pointer into the response body: true if there is a further page. Anything else is the end of the list, whatever the cursor is.
       */
      more: string;
      /**
       * JSON Pointer into the response body: the cursor. If there is a further page without a cursor, the list goes on after the checkpoint of the page. If it has none either, the list fails (Incomplete).
       */
      next: string;
      /**
       * JSON Pointer into the input: location of the cursor in the query or the body of a request.
       */
      parameter: string;
      /**
       * True if the service returns a page once only: a request with a cursor is not sent again after a lost response. The list starts again from its first page.
       */
      singleUse?: true;
    };
    /**
     * The request contains the number of the page. A short or empty page is not the end of the list if the count says that there is more. Without a count, an empty or repeated page is the end.
     */
    pageNumber?: {
      /**
       * JSON Pointer into the input: number of the page. Absent in the input: 1.
       */
      parameter: string;
      /**
       * JSON Pointer into the input: number of items in a page.
       */
      size: string;
      /**
       * Response header with a number that shows whether there is a further page.
       */
      count?: {
        /**
         * Name of the header, in lower case.
         */
        header: string;
        /**
         * page: items found for this page before the service removes some; a further page follows if they are at least as many as the size. list: items of the whole list.
         */
        of: "page" | "list";
      };
    };
    /**
     * True if a page without items may lack the list.
     */
    allowMissingItems?: true;
    /**
     * JSON Pointers into an item. Items with the same values are returned once.
     *
     * @minItems 1
     */
    distinctBy?: string[];
    /**
     * JSON Pointer into the response body of the output: true if it contains the whole list.
     */
    complete?: string;
    /**
     * Where the next run can continue: the latest time in a response header. The output contains it if the list is complete.
     */
    checkpoint?: {
      /**
       * Response header with the time of the first item of the page, in lower case. If it equals the last one and there is no cursor, items with this time may be missing, and the list is not complete.
       */
      first: string;
      /**
       * Response header with the time of the last item of the page, in lower case.
       */
      last: string;
      /**
       * JSON Pointer into the input: the time after which the list begins.
       */
      parameter: string;
      /**
       * JSON Pointer into the response body of the output: the checkpoint.
       */
      output: string;
    };
  };
  /**
   * How many rows are sent in one call, and how calls overlap.
   */
  batch?: {
    /**
     * JSON Pointer into the input: the array of rows.
     */
    items: string;
    /**
     * If rows are texts and not objects: the name of the text in rules, identity and results.
     */
    scalarField?: string;
    /**
     * Maximum number of rows in one call.
     */
    maxItems: number;
    /**
     * Maximum size of a request body in bytes; a row that exceeds it is sent alone. It also limits memory: if rows are long, fewer of them are kept than dedupWindow states. Absent: maxBodyBytes of the manifest.
     */
    maxBytes?: number;
    /**
     * Number of concurrent calls. More are made, up to maxConcurrency, if the service responds slowly. Absent: the manifest's default.
     */
    concurrency?: number;
    /**
     * Maximum number of concurrent calls. If the last responses took longer than 2 s, more calls than concurrency are in flight, so that as many are made per second as with a latency of 2 s. Absent: concurrency.
     */
    maxConcurrency?: number;
    /**
     * Number of earlier batches for which the identities of rows with a result are kept (at least half of it, at most all of it), and number of batches with rows that wait for earlier batches. Limits memory. Absent: the manifest's default.
     */
    dedupWindow?: number;
  };
  /**
   * When a run stops early because the service or the network fails. Absent: the manifest's default.
   */
  circuitBreaker?: {
    /**
     * Number of consecutive calls that failed in all their attempts without a result for any of their rows. After that, the run stops, and the remaining rows are not sent.
     */
    maxConsecutiveFailures: number;
  };
  /**
   * Path of the row rules, from the project's root.
   */
  rules?: string;
  /**
   * Which rows mean the same object to the service. Equal rows are sent once; a later, different row with the same identity is sent in a later call.
   */
  identity?: {
    /**
     * Fields of the identity. List the field with the most distinct values first, because rows are looked up by it.
     *
     * @minItems 1
     */
    fields: {
      /**
       * Property of the row.
       */
      field: string;
      /**
       * Letter case is ignored: for every row (true), or if another property has one of these values.
       */
      ignoreCase?:
        | true
        | {
            /**
             * Property that decides.
             */
            field: string;
            /**
             * Values for which case is ignored.
             */
            in: string[];
          };
      /**
       * The value is a list in any order; absent equals empty.
       */
      unordered?: boolean;
    }[];
    /**
     * A property that also belongs to the identity. Two rows that differ only in it are both sent and reported as a conflict.
     */
    conflict?: string;
  };
  /**
   * How one response is turned into one result per row.
   */
  results?: {
    /**
     * How results are matched to rows. value: the response lists results in any order, and a value names the row of each. position: the response lists the results of all rows in row order, and no name contradicts this order. errors: the response lists errors with the position of their row; all other rows were accepted. call: the response contains no rows; if the call is accepted, all rows are accepted.
     */
    matchBy: "value" | "position" | "errors" | "call";
    /**
     * JSON Pointer into the body of the output: the array of results. For value and position, the response has its results at the same location.
     */
    items: string;
    /**
     * JSON Schema of a non-empty response body of an accepted call. With any other body, every row gets UnexpectedResponse.
     */
    responseSchema?: {
      [k: string]: unknown;
    };
    /**
     * For position: which results mean that their row was accepted.
     */
    outcomes?: {
      /**
       * JSON Schema of the results of accepted rows. All other rows failed.
       */
      successSchema: {
        [k: string]: unknown;
      };
      /**
       * Properties of the result with the reason of a failure; the first existing one is used. Each may contain a text, texts, or an error in the service's own format, as an object or as JSON text.
       *
       * @minItems 1
       */
      reasonFields: string[];
      /**
       * Statuses that mean that some row failed. If no result shows which, no row counts as accepted.
       *
       * @minItems 1
       */
      partialStatuses?: number[];
    };
    /**
     * For errors: the errors in the response, if any.
     */
    errors?: {
      /**
       * JSON Pointer into the response body: the array of errors; absent or empty if every row was accepted.
       */
      items: string;
      /**
       * Property of an error: the position of its row in the call, from 0.
       */
      indexField: string;
      /**
       * Properties of an error with the reason; the first existing one is used.
       *
       * @minItems 1
       */
      reasonFields: string[];
    };
    /**
     * The property of a row that names it in its result. For value: letter case is ignored, and rows with the same value are sent in different calls, because nothing else identifies their results. For position: a result with another row's name belongs to that row, if one row and one result alone have the name; a result without a name is allowed.
     */
    match: {
      /**
       * Property of the sent row.
       */
      row: string;
      /**
       * Property of the result.
       */
      result: string;
    };
    /**
     * Boolean property of a result that states whether the row failed or, with failedWhen false, whether it succeeded.
     */
    failedField: string;
    /**
     * Value of that property in the result of a failed row. Absent: true.
     */
    failedWhen?: boolean;
    /**
     * Property of a result with the reason.
     */
    reasonField: string;
    /**
     * Result of a row without a result of its own from the service; failed, reason and the matched property are filled in.
     */
    template: {
      [k: string]: unknown;
    };
  };
  /**
   * Capacity of the service, and what happens to rows that exceed it: at capacity, only rows that exist already are sent.
   */
  capacity?: {
    /**
     * Maximum number of objects in the service. A limit stated in a reason takes precedence.
     */
    limit: number;
    /**
     * Regular expression that finds in the reason of a failed row that the capacity is exceeded. Its optional groups total and limit are the current and the maximum number of objects.
     */
    fullPattern: string;
    /**
     * Action that lists existing objects page by page.
     */
    listAction: string;
    /**
     * Application permissions for which that list is complete; with others, it contains only objects of the application itself. Absent: it is always complete.
     *
     * @minItems 1
     */
    fullViewPermissions?: string[];
    /**
     * Orders by name in which rows are sent if not all of them fit, in addition to first and fail.
     */
    overflow: {
      [k: string]: {
        /**
         * Property of the row.
         */
        field: string;
        /**
         * Values of the property; rows with earlier values are sent first. Absent: the property is a timestamp, and the latest is sent first, after rows without a timestamp.
         *
         * @minItems 1
         */
        values?: string[];
      };
    };
  };
  /**
   * How a batch that is rejected as a whole is split until its bad rows are isolated. Words that are absent have the manifest's default.
   */
  bisect?: {
    /**
     * Statuses that mean that a row in this call is bad.
     *
     * @minItems 1
     */
    statuses?: number[];
    /**
     * Maximum number of calls to find the bad rows of a rejected batch, for each row of the batch (1 = as many as its rows). The calls that lead to the first bad rows are added: three times the binary logarithm of the rows. Rows that are not isolated by then get BadRowNotIsolated.
     */
    maxCallsPerRow?: number;
    /**
     * Action that lists existing objects. After one of these statuses, rows that are not in its list are rejected without another call, and the other rows are sent again.
     */
    existingCheck?: {
      /**
       * Those of the statuses above that mean that an object does not exist.
       *
       * @minItems 1
       */
      statuses: number[];
      /**
       * Action that lists existing objects.
       */
      action: string;
      /**
       * Its input. Following every page is added.
       */
      input: {
        [k: string]: unknown;
      };
      /**
       * Property of a listed item that identifies rows.
       */
      field: string;
    };
    /**
     * After this many rejections with the same message and without an accepted call of the batch, the fault is in the whole request and not in a row, and bisecting ends. Halving finds a first row; if it is rejected alone, single rows from the whole batch follow.
     */
    maxIdenticalErrors?: number;
  };
  /**
   * When an attempt is repeated. Words that are absent have the manifest's default.
   */
  retry?: {
    /**
     * Maximum number of attempts for one call, including the first.
     */
    attempts?: number;
    /**
     * Maximum number of attempts without a connection (name not found, connection refused, timeout).
     */
    connectAttempts?: number;
    /**
     * Statuses after which the call is repeated. 401 is not one of them: it renews the token once.
     */
    statuses?: number[];
    /**
     * Wait before the second attempt, in milliseconds; doubles each time, half of it random.
     */
    initialDelayMs?: number;
    /**
     * Maximum wait that the connector chooses, in milliseconds.
     */
    maxDelayMs?: number;
    /**
     * Maximum wait that the service may request, in milliseconds. A longer one ends the run and delays other runs only for this time.
     */
    maxRetryAfterMs?: number;
  };
  /**
   * Valid inputs with their output. The check runs each one.
   *
   * @minItems 1
   */
  examples: {
    /**
     * What the example shows.
     */
    title: string;
    /**
     * Time of the run (ISO 8601), if a rule depends on it.
     */
    now?: string;
    /**
     * Input envelope.
     */
    input: {
      [k: string]: unknown;
    };
    /**
     * Status of the service's response; absent: 200.
     */
    status?: number;
    /**
     * Body of the service's response; absent: none.
     */
    response?: {
      [k: string]: unknown;
    };
    /**
     * Responses of the service, call by call, if they differ.
     *
     * @minItems 1
     */
    responses?: {
      /**
       * Status; absent: 200.
       */
      status?: number;
      /**
       * Headers, with names in lower case; absent: none.
       */
      headers?: {
        [k: string]: string;
      };
      /**
       * Body; absent: none.
       */
      body?: {
        [k: string]: unknown;
      };
    }[];
    /**
     * Output envelope.
     */
    output: {
      [k: string]: unknown;
    };
  }[];
  /**
   * Invalid inputs with the reason. The check runs each one.
   */
  antiExamples: {
    /**
     * What is wrong.
     */
    title: string;
    /**
     * Input envelope.
     */
    input: {
      [k: string]: unknown;
    };
    /**
     * Code of the error, or of the first row that fails.
     */
    code: string;
    /**
     * Part of the message that the user gets.
     */
    reason: string;
  }[];
}
