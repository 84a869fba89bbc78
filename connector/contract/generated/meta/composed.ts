/* Made from schemas/meta/composed.schema.json by `npm run generate`. Do not edit: change the schema and run it again. */

/**
 * Invalid inputs with the reason. A test runs each one.
 */
export type AntiExamples = {
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

/**
 * An action without a request of its own: rows that go through other actions, a sync, or the connection test.
 */
export interface Composed {
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
   * Pages of the service that describe what happens.
   */
  docs?: string[];
  /**
   * Effect on the service: at least the strongest effect of its steps. The connection test is a read.
   */
  effect: "read" | "write" | "destructive";
  /**
   * The parts of the connection test. permissions: gets a token for each service and shows which actions it permits. write: sends the request of the manifest's connectionTest, which contains no rows. An action has either this, parse, sync, deleteMatching or steps.
   *
   * @minItems 1
   */
  connectionTest?: ("permissions" | "write")[];
  /**
   * The action reads a feed in the input, and returns its rows and items. It makes no call and needs no asset. The feed has the properties content or content_base64, format, defaults, map, prose and allow_benign.
   */
  parse?: {
    /**
     * Path of the mapping that makes the rows, from the project's root.
     */
    mapping: string;
    /**
     * JSON Pointer into the input: the object with the feed.
     */
    input: string;
    /**
     * JSON Pointer into the body of the output: the rows.
     */
    rows: string;
    /**
     * JSON Pointer into the body of the output: the items of the feed, each with its status.
     */
    items: string;
  };
  /**
   * The action makes a target equal to the rows of the input: it lists what exists, imports what is missing or differs, and deletes what is gone. The input has the properties name, policy, complete, maxDelete and every next to the rows. An action has either this, connectionTest, parse, deleteMatching or steps.
   */
  sync?: {
    /**
     * JSON Pointer into the input: the array of desired rows.
     */
    rows: string;
    /**
     * JSON Pointer into the body of the output: the array of results.
     */
    results: string;
    /**
     * The action that lists what exists, with every page.
     */
    list: {
      /**
       * Action with paging.
       */
      action: string;
      /**
       * Its input. Default: none, which lists everything.
       */
      input?: {
        [k: string]: unknown;
      };
    };
    /**
     * Action that creates and updates rows.
     */
    import: string;
    /**
     * Action that deletes objects by their ids.
     */
    delete: string;
    /**
     * Property of a listed item with the id that the delete action accepts. If results of the import action contain the property, an object that was just imported is never deleted.
     */
    id: string;
    /**
     * What identifies a row.
     */
    key: {
      /**
       * Fields that name the object, such as type and value. They begin the key in a plan, separated by |.
       *
       * @minItems 1
       *
       * Items: One field.
       */
      object: {
        /**
         * Name of the field in rows and in listed items.
         */
        field: string;
        /**
         * How the service compares the values of the field. text (default): as written. lowercase: without letter case. host: a domain, without letter case. url: without letter case in scheme and host. address: an IP address in any spelling. set: a list in any order. time: a point in time, in whole seconds. An object names another field of the row and the form for each of its values; all others are text.
         */
        as?:
          | ("text" | "lowercase" | "host" | "url" | "address" | "set" | "time")
          | {
              /**
               * The field that decides.
               */
              field: string;
              /**
               * Form by value of that field.
               */
              forms: {
                [k: string]: "text" | "lowercase" | "host" | "url" | "address" | "set" | "time";
              };
            };
      }[];
      /**
       * Field with the variant of a row, such as the action: the service keeps one row for each value. It is the last part of the key in a plan. Two desired rows of one object and scope that differ in this field alone are a conflict.
       */
      variant?: string;
      /**
       * Further fields that make another row if their value differs, such as device groups.
       *
       * Items: One field.
       */
      scope?: {
        /**
         * Name of the field in rows and in listed items.
         */
        field: string;
        /**
         * How the service compares the values of the field. text (default): as written. lowercase: without letter case. host: a domain, without letter case. url: without letter case in scheme and host. address: an IP address in any spelling. set: a list in any order. time: a point in time, in whole seconds. An object names another field of the row and the form for each of its values; all others are text.
         */
        as?:
          | ("text" | "lowercase" | "host" | "url" | "address" | "set" | "time")
          | {
              /**
               * The field that decides.
               */
              field: string;
              /**
               * Form by value of that field.
               */
              forms: {
                [k: string]: "text" | "lowercase" | "host" | "url" | "address" | "set" | "time";
              };
            };
      }[];
    };
    /**
     * Which listed items a sync owns. All conditions that are declared must hold. Everything else is foreign and is never changed.
     */
    owner: {
      /**
       * Property of a listed item with the client id, or the user, that created the item.
       */
      client?: string;
      /**
       * Field that contains the name of the sync. The sync sets it in every row.
       */
      name: string;
      /**
       * A further property of an item, if the item contains it, and the values with which a sync can own it.
       */
      only?: {
        /**
         * Property of a listed item.
         */
        field: string;
        /**
         * Values of items that a sync can own.
         *
         * @minItems 1
         */
        values: string[];
      };
      /**
       * Property of a listed item with the author of the last change; null if there is none. A change by somebody else is reported as drift.
       */
      changedBy?: string;
    };
    /**
     * Fields that are compared to find out whether a row must be updated: those that the service returns as they were sent. A field that a listed item does not contain is not compared.
     *
     * @minItems 1
     *
     * Items: One field.
     */
    comparable: {
      /**
       * Name of the field in rows and in listed items.
       */
      field: string;
      /**
       * How the service compares the values of the field. text (default): as written. lowercase: without letter case. host: a domain, without letter case. url: without letter case in scheme and host. address: an IP address in any spelling. set: a list in any order. time: a point in time, in whole seconds. An object names another field of the row and the form for each of its values; all others are text.
       */
      as?:
        | ("text" | "lowercase" | "host" | "url" | "address" | "set" | "time")
        | {
            /**
             * The field that decides.
             */
            field: string;
            /**
             * Form by value of that field.
             */
            forms: {
              [k: string]: "text" | "lowercase" | "host" | "url" | "address" | "set" | "time";
            };
          };
      /**
       * What the service stores if the row does not contain the field. Default: null, which equals an empty list.
       */
      default?: {
        [k: string]: unknown;
      };
    }[];
    /**
     * The comparable field with the end of a row's life, for relative lifetimes and the policy lease.
     */
    expiry?: string;
    /**
     * How many objects the target can hold. Absent: any number.
     */
    capacity?: number;
    /**
     * Values of a field from the most to the least important, for ranks. Other fields are ranked by number, time or text.
     */
    ranks?: {
      /**
       * @minItems 2
       */
      [k: string]: string[];
    };
  };
  /**
   * The action lists the objects that match a filter, and deletes them in batches. The input of the action is the input of the list.
   */
  deleteMatching?: {
    /**
     * The action that lists what exists, with every page.
     */
    list: {
      /**
       * Action with paging.
       */
      action: string;
      /**
       * Its input. Default: none, which lists everything.
       */
      input?: {
        [k: string]: unknown;
      };
    };
    /**
     * JSON Pointer into the input: the filter that must be set, so that an input without it cannot delete everything.
     */
    filter: string;
    /**
     * Action that deletes objects by their ids.
     */
    delete: string;
    /**
     * Property of a listed item with the id that the delete action accepts.
     */
    id: string;
    /**
     * JSON Pointer into the body of the output: the array of results.
     */
    results: string;
  };
  /**
   * The actions that the rows go through, in order. A row reaches the next action only if the previous one succeeded.
   *
   * @minItems 1
   */
  steps?: {
    /**
     * Action that the rows go through.
     */
    action: string;
    /**
     * Properties of the row to omit for this action.
     */
    omit?: string[];
    /**
     * The property of the row to send as text, if this action has texts as rows.
     */
    pluck?: string;
    /**
     * The step is skipped if this property of the row equals this property of its result. If the value equals that of another row of the run, or the result has none, the step would undo the change: the row fails, and the step is skipped.
     */
    skipIfEqual?: {
      /**
       * Property of the row.
       */
      row: string;
      /**
       * Property of the result so far.
       */
      result: string;
    };
    /**
     * The object of this step must exist with the values of the row. The list of existing objects is fetched once in a run, before its first row is sent. A row with an object that is not in the list or has other values passes through no step.
     */
    precondition?: {
      /**
       * Action that lists existing objects.
       */
      action: string;
      /**
       * Its input. Every page is followed.
       */
      input: {
        [k: string]: unknown;
      };
      /**
       * Property of the row that identifies the object.
       */
      row: string;
      /**
       * Property of a listed item that identifies it.
       */
      item: string;
      /**
       * Properties that must be equal in row and item. A plain name means that letter case is ignored.
       *
       * @minItems 1
       */
      mustMatch: (
        | string
        | {
            /**
             * Property of row and item.
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
          }
      )[];
    };
    /**
     * Properties of this action's result to copy into the row's result.
     */
    emit?: string[];
  }[];
  /**
   * Location of the rows, and how many of them pass through all steps before the next ones begin.
   */
  rows?: {
    /**
     * JSON Pointer into the input: the array of rows.
     */
    items: string;
    /**
     * Maximum number of rows that pass through the steps together.
     */
    batchSize: number;
  };
  /**
   * How results are matched to rows.
   */
  results?: {
    /**
     * JSON Pointer into the body of the output: the array of results.
     */
    items: string;
    /**
     * The property of a row that names it in its result.
     */
    match: {
      /**
       * Property of the row.
       */
      row: string;
      /**
       * Property of the result.
       */
      result: string;
    };
    /**
     * Boolean property of a result that states whether the row failed.
     */
    failedField: string;
    /**
     * Property of a result with the reason.
     */
    reasonField: string;
    /**
     * Property of a result with the name of the action that failed; null if none failed.
     */
    step: string;
    /**
     * Result of a row before the first step; the properties above and the emitted properties of the steps are filled in.
     */
    template: {
      [k: string]: unknown;
    };
  };
  /**
   * Valid inputs with their output. A test runs each one.
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
     * Responses of the service, call by call.
     */
    responses: {
      /**
       * Status; absent: 200.
       */
      status?: number;
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
  antiExamples: AntiExamples;
}
