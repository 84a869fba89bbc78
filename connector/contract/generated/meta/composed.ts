/* Made from schemas/meta/composed.schema.json by `npm run generate`. Do not edit: change the schema and run it again. */

/**
 * Inputs that are wrong, with the reason. A test runs each one.
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
   * Words that stand in the sentence the user gets.
   */
  reason: string;
}[];

/**
 * An action that is made of others: which ones, in which order, and how a row goes through them.
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
   * Pages of the service that describe what happens.
   */
  docs?: string[];
  /**
   * What it does to the service: no less than any of its steps. A check is a read.
   */
  effect: "read" | "write" | "destructive";
  /**
   * What is done, in this order: either rows go through actions, each row on to the next one only where the one before succeeded; or checks are made, which change nothing.
   *
   * @minItems 1
   */
  steps: {
    /**
     * permissions: a token for each service, and which actions it lets pass. write: the manifest's connectionTest, which is the one request of a read that is no GET, and holds no row.
     */
    check?: "permissions" | "write";
    /**
     * Action that the rows go through.
     */
    action?: string;
    /**
     * Properties of the row that this action does not get.
     */
    omit?: string[];
    /**
     * This action gets one property of the row alone, as its row of text.
     */
    pluck?: string;
    /**
     * A row is done without this step where this property of it equals this one of its result so far. Where it equals that of another row of the run, or the result has none, the step would undo what was done: the row fails, and the step leaves it out.
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
     * What this step acts on must be there, and be what the row says. One list of what is there is fetched in a run, before its first row is sent; a row whose thing is not in it, or is there with other values, goes through no step.
     */
    precondition?: {
      /**
       * Action that lists what is there.
       */
      action: string;
      /**
       * Its input. Every page is followed.
       */
      input: {
        [k: string]: unknown;
      };
      /**
       * Property of the row that names the thing.
       */
      row: string;
      /**
       * Property of a listed item that it is named by.
       */
      item: string;
      /**
       * Properties that row and item must have alike. A name alone means that letter case does not count.
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
             * Letter case does not count: for every row (true), or if another property has one of these values.
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
          }
      )[];
    };
    /**
     * Properties of this action's result that go into the row's result.
     */
    emit?: string[];
  }[];
  /**
   * Where the rows are, and how many of them go through all steps before the next ones begin.
   */
  rows?: {
    /**
     * JSON Pointer into the input: the array of rows.
     */
    items: string;
    /**
     * Most rows that go through the steps together.
     */
    batchSize: number;
  };
  /**
   * What becomes of a row.
   */
  results?: {
    /**
     * JSON Pointer into the body of the output: the array of results.
     */
    items: string;
    /**
     * Which property of a row names it in its result.
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
     * Boolean property of a result that says whether the row failed.
     */
    failedField: string;
    /**
     * Property of a result that says why.
     */
    reasonField: string;
    /**
     * Property of a result that names the action at which the row failed; null where none did.
     */
    step: string;
    /**
     * Result of a row before the first step; the properties above and what the steps give are filled in.
     */
    template: {
      [k: string]: unknown;
    };
  };
  /**
   * Inputs that are right, with the output that they give. A test runs each one.
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
     * How the service answers, call by call.
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
