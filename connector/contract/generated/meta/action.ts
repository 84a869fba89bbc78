/* Made from schemas/meta/action.schema.json by `npm run generate`. Do not edit: change the schema and run it again. */

/**
 * One action of the connector, whole: what it calls, how rows are cut, budgeted, retried and answered. The engine reads nothing else.
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
   * Stable UUID. Platforms key on it: changing it is a breaking change.
   */
  id: string;
  /**
   * Name that a person reads in a playbook.
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
   * The service gives the call up. Said where the action is described, and as a warning of each run.
   */
  deprecated?: {
    /**
     * What the service has announced, in a sentence.
     */
    notice: string;
    /**
     * Actions to use in its place.
     *
     * @minItems 1
     */
    successors: string[];
  };
  /**
   * What a call does to the service: read sends GET only, write adds or changes, destructive removes; DELETE is always that. The one request that a read may send without GET is the manifest's connectionTest.
   */
  effect: "read" | "write" | "destructive";
  /**
   * Which service of the manifest is called.
   */
  service: string;
  /**
   * Any one of these must stand in the token, or the run ends before its first call.
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
     * Role that is granted on what the call reaches, and does not stand in the token: only the service can tell whether it is there. The token is not looked at then.
     */
    role?: string;
  };
  /**
   * True when the same call twice leaves the same state as once. Only then is a call sent again after its bytes may have arrived.
   */
  idempotent: boolean;
  /**
   * True where an accepted call may be answered with nothing. Any other answer to it must be JSON, or it counts as lost: a page of a gateway is no answer of the service.
   */
  allowEmptyResponse?: boolean;
  /**
   * Statuses that mean: what the call names is not there. Any other action takes 404 as: the address is wrong.
   *
   * @minItems 1
   */
  notFoundStatuses?: number[];
  /**
   * Rate budgets of the manifest that every attempt spends.
   *
   * @minItems 1
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
     * Path on the service's host. {name} stands for a value of pathParameters.
     */
    path: string;
    /**
     * JSON Pointer into the input: what is sent as the JSON body.
     */
    body?: string;
    /**
     * JSON Pointer into the input: the object whose properties stand in for the {name}s of the path, each percent-encoded whole. A value that could leave its segment is refused: nothing, one or two dots, slashes.
     */
    pathParameters?: string;
    /**
     * Parameters of the query that are the same in every call.
     */
    staticQuery?: {
      [k: string]: string;
    };
    /**
     * How an object of the input becomes a filter of the query (OData): `name eq value` for each of its properties, joined with `and`. Text is a literal whatever it holds: its apostrophes are doubled. A filter that the query has already must hold as well.
     */
    filter?: {
      /**
       * Parameter of the query that holds the filter.
       */
      parameter: string;
      /**
       * JSON Pointer into the input: the object of properties and values.
       */
      equals: string;
    };
    /**
     * JSON Pointer into the input: the object that is sent as the query, each name as given and each value percent-encoded whole. Null is left out; a list is joined with commas.
     */
    query?: string;
  };
  /**
   * How an answer that is one page of a list leads to the next one. Pages are followed where the input asks for it; else the first one is passed on as it came.
   */
  paging?: {
    /**
     * JSON Pointer into the answer's body: the items of one page; the output has all of them at the same place.
     */
    items: string;
    /**
     * JSON Pointer into the answer's body: address of the next page, on the service's own host; absent or null on the last one. In the output it says where the list goes on, if it does.
     */
    next: string;
    /**
     * Key of the input: true follows every page.
     */
    fetchAllInput: string;
    /**
     * Key of the input: pages are followed until there are that many items.
     */
    maxItemsInput: string;
    /**
     * What is asked where a long page has no address of the next one, for the service may have cut the list there: a query parameter that says how many items to pass over. An empty answer, and the same page once more, end the list; so does a page that is shorter than one before it. A list whose pages are linked ends where the links do. Absent: such a page is the last.
     */
    offsetFallback?: {
      /**
       * Name of the query parameter.
       */
      parameter: string;
      /**
       * Items that a page has at least before anything is asked behind it.
       */
      from: number;
      /**
       * Query parameters with which the input itself says where the list begins or ends; with one of them nothing is asked.
       */
      unless: string[];
    };
  };
  /**
   * How many rows go into one call, and how calls overlap.
   */
  batch?: {
    /**
     * JSON Pointer into the input: the array of rows.
     */
    items: string;
    /**
     * Rows are texts and no objects: name under which rules, identity and results know the text.
     */
    scalarField?: string;
    /**
     * Most rows in one call.
     */
    maxItems: number;
    /**
     * Longest request body in bytes; a row that is longer by itself is sent alone. Bounds memory too: if rows are long, fewer of them are held and remembered than window says. Absent: maxBodyBytes of the manifest.
     */
    maxBytes?: number;
    /**
     * Most calls on the wire at once. Absent: the manifest's default.
     */
    concurrency?: number;
    /**
     * How many chunks back the planner remembers identities of answered rows (half of it at least, all of it at the most), and how many chunks' rows are held until those before them are answered. Bounds memory. Absent: the manifest's default.
     */
    dedupWindow?: number;
  };
  /**
   * When a run stops early, since the service or the network fails. Absent: the manifest's default.
   */
  circuitBreaker?: {
    /**
     * After this many calls in a row that failed in all their attempts, with no result for any of their rows, the run stops: the rows left are not sent.
     */
    maxConsecutiveFailures: number;
  };
  /**
   * Path of the row rules, from the project's root.
   */
  rules?: string;
  /**
   * Which rows mean the same object to the service. Equal rows are sent once; a later, different row of the same identity goes into a later call.
   */
  identity?: {
    /**
     * Fields that make the identity. Put the one first that tells most rows apart: rows are looked up by it.
     *
     * @minItems 1
     */
    fields: {
      /**
       * Property of the row.
       */
      field: string;
      /**
       * Letter case does not count: for every row (true), or where another property has one of these values.
       */
      ignoreCase?:
        | true
        | {
            /**
             * Property that decides.
             */
            field: string;
            /**
             * Its values for which case does not count.
             */
            in: string[];
          };
      /**
       * The value is a list whose order does not count; absent equals empty.
       */
      unordered?: boolean;
    }[];
    /**
     * A property that also belongs to the identity; two rows that differ in it alone are both sent, and reported as a conflict.
     */
    conflict?: string;
  };
  /**
   * How one answer turns into one result per row.
   */
  results?: {
    /**
     * What tells a row's result. value: the answer lists results, in any order, and a value names the row of each. position: it lists results in the order of the rows, all of them, and no name in them says another order. errors: it lists what is wrong, each with the position of its row; all other rows are in. call: it tells nothing of rows; once the call is accepted, all of them are in.
     */
    matchBy: "value" | "position" | "errors" | "call";
    /**
     * JSON Pointer into the body of the output: the array of results. By value and by position the answer has its own at the same place.
     */
    items: string;
    /**
     * JSON Schema of the body that an accepted call may be answered with, where it is answered with any. Any other body tells nothing: every row says UnexpectedResponse.
     */
    responseSchema?: {
      [k: string]: unknown;
    };
    /**
     * By position: what of a result tells whether its row is in.
     */
    outcomes?: {
      /**
       * JSON Schema of the results whose rows are in; all others are not.
       */
      successSchema: {
        [k: string]: unknown;
      };
      /**
       * Properties of the result that say why the row is not; the first that is there counts. Each may hold text, texts, or an error in the service's own shape, as an object or as the text of one.
       *
       * @minItems 1
       */
      reasonFields: string[];
      /**
       * Statuses that say that some row is not in. Where no result says which, no row is called good.
       *
       * @minItems 1
       */
      partialStatuses?: number[];
    };
    /**
     * By errors: what the answer lists where it lists any.
     */
    errors?: {
      /**
       * JSON Pointer into the answer's body: the array of errors; absent or empty where every row is in.
       */
      items: string;
      /**
       * Property of an error: where its row stands in the call, from 0.
       */
      indexField: string;
      /**
       * Properties of an error that say what is wrong, likewise.
       *
       * @minItems 1
       */
      reasonFields: string[];
    };
    /**
     * Which property of a row names it in its result. By value: letter case does not count, and rows of one value go into different calls, since nothing else shows whose a result is. By position: a result that bears another row's name is that row's, where the name is one row's and one result's alone; it may bear none.
     */
    match: {
      /**
       * Property of the row sent.
       */
      row: string;
      /**
       * Property of the result.
       */
      result: string;
    };
    /**
     * Boolean property of a result that says whether the row failed, or, with failedWhen false, whether it succeeded.
     */
    failedField: string;
    /**
     * Value of that property in the result of a row that failed. Absent: true.
     */
    failedWhen?: boolean;
    /**
     * Property of a result that says why.
     */
    reasonField: string;
    /**
     * Result of a row that the connector answers itself, or of which the answer tells nothing more than that it is in; failed, reason and the matched property are filled in.
     */
    template: {
      [k: string]: unknown;
    };
  };
  /**
   * How much the service holds, and what becomes of rows that it has no room for: once it is full, only rows that exist already are sent.
   */
  capacity?: {
    /**
     * Most objects that the service holds; a reason that states another limit goes before it.
     */
    limit: number;
    /**
     * Regular expression that finds in the reason of a failed row that the service is full. Its groups total and limit, where it has them, are how many there are and may be.
     */
    fullPattern: string;
    /**
     * Action that lists what exists, page by page.
     */
    listAction: string;
    /**
     * Application permissions with which that list is whole; with others it holds only what the application made itself. Absent: it is always whole.
     *
     * @minItems 1
     */
    fullViewPermissions?: string[];
    /**
     * Orders by name in which rows go in where not all of them fit, beside first and fail.
     */
    overflow: {
      [k: string]: {
        /**
         * Property of the row.
         */
        field: string;
        /**
         * Its values, those that go in first before the others. Absent: it is a moment, and the latest goes in first, after rows that have none.
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
     * Statuses that mean: a row in this call is bad.
     *
     * @minItems 1
     */
    statuses?: number[];
    /**
     * Most calls that finding the bad rows of a rejected batch may cost, for each row of the batch (1 = as many as its rows). On top come the few calls that lead to the first bad rows: three times the binary logarithm of the rows. Rows that are not isolated by then say BadRowNotIsolated.
     */
    maxCallsPerRow?: number;
    /**
     * Which action lists what is there. After one of these statuses, rows that are not in its list are refused without another call, and the rest is sent once more.
     */
    existingCheck?: {
      /**
       * Statuses, of those above, that mean: something is not there.
       *
       * @minItems 1
       */
      statuses: number[];
      /**
       * Action that lists what is there.
       */
      action: string;
      /**
       * Its input, to which following every page is added.
       */
      input: {
        [k: string]: unknown;
      };
      /**
       * Property of a listed item that rows are named by.
       */
      field: string;
    };
    /**
     * After this many rejections in the same words, with no call of the batch accepted, the fault is in the whole request and not in a row, and the isolation ends. Halves lead to a first row; if it is rejected alone, single rows from all over the batch follow.
     */
    maxIdenticalErrors?: number;
  };
  /**
   * When an attempt is repeated. Words that are absent have the manifest's default.
   */
  retry?: {
    /**
     * Most attempts for one call, the first one included.
     */
    attempts?: number;
    /**
     * Most attempts where no connection came about (name not found, refused, not in time).
     */
    connectAttempts?: number;
    /**
     * Statuses after which the call is repeated. 401 is not among them: it renews the token once.
     */
    statuses?: number[];
    /**
     * Wait before the second attempt, in milliseconds; doubles each time, half of it random.
     */
    initialDelayMs?: number;
    /**
     * Longest wait of our own choosing, in milliseconds.
     */
    maxDelayMs?: number;
    /**
     * Longest wait that the service may ask for, in milliseconds. A longer one ends the run instead, and keeps others from calling for so long only.
     */
    maxRetryAfterMs?: number;
  };
  /**
   * Inputs that are right, with the output that they give. The check runs each one.
   *
   * @minItems 1
   */
  examples: {
    /**
     * What the example shows.
     */
    title: string;
    /**
     * Moment at which it is run (ISO 8601), where a rule depends on it.
     */
    now?: string;
    /**
     * Input envelope.
     */
    input: {
      [k: string]: unknown;
    };
    /**
     * Status with which the service answers; absent: 200.
     */
    status?: number;
    /**
     * Body with which the service answers; absent: none.
     */
    response?: {
      [k: string]: unknown;
    };
    /**
     * Output envelope.
     */
    output: {
      [k: string]: unknown;
    };
  }[];
  /**
   * Inputs that are wrong, with the reason. The check runs each one.
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
     * Words that stand in the sentence the user gets.
     */
    reason: string;
  }[];
}
