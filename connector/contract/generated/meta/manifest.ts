/* Made from schemas/meta/manifest.schema.json by `npm run generate`. Do not edit: change the schema and run it again. */

/**
 * Statuses after which the call is repeated. 401 is not among them: it renews the token once.
 */
export type Statuses = number[];
/**
 * Statuses that mean: a row in this call is bad.
 *
 * @minItems 1
 */
export type Statuses1 = number[];

/**
 * Who the connector is, which services and hosts it may call, which assets it takes, and the rate budgets that actions share.
 */
export interface Manifest {
  /**
   * Path of this schema, for editors.
   */
  $schema?: string;
  /**
   * Name of the connector; also the name of its command.
   */
  name: string;
  /**
   * Version of the connector, as in package.json; journals and platforms name it.
   */
  version: string;
  /**
   * Name that a person reads.
   */
  title: string;
  /**
   * What the connector is for, in a sentence.
   */
  description: string;
  /**
   * Environment variables of this prefix, followed by an asset field in capitals, make up an asset.
   */
  environmentPrefix: string;
  /**
   * The clouds an asset may name, each with its login authorities. The first one named is the default.
   */
  clouds: {
    [k: string]: {
      /**
       * Name that a person reads.
       */
      title: string;
      /**
       * Login authority: an https address without a path.
       */
      login: string;
      /**
       * Hosts that may be given a credential, beside that authority.
       */
      loginHosts: string[];
    };
  };
  /**
   * The services that actions call.
   */
  services: {
    [k: string]: {
      /**
       * Name that a person reads.
       */
      title: string;
      /**
       * Asset field that replaces the host, for a geo host, a gateway or the simulator.
       */
      override: string;
      /**
       * Where the service stands in each cloud. A cloud left out is not served.
       */
      clouds: {
        [k: string]: {
          /**
           * Host that is called.
           */
          host: string;
          /**
           * Scope that the token is asked for. It does not change with the region.
           */
          scope: string;
          /**
           * Host per region.
           */
          regions?: {
            [k: string]: string;
          };
          /**
           * Further hosts of the service that may be given a token: older names, geo hosts.
           */
          otherHosts: string[];
        };
      };
      /**
       * The shape of the service's error body. The connector's own errors take the same shape.
       */
      errors: {
        /**
         * JSON Pointer to the code.
         */
        code: string;
        /**
         * JSON Pointer to the sentence.
         */
        message: string;
        /**
         * Regular expression whose first group is the number of seconds to wait, where the message states it.
         */
        waitSeconds?: string;
        /**
         * Regular expression for the message of an answer with a status below 500 that says: the service has no such endpoint. Without it, only the statuses 404, 405 and 410 say so. The call is not split or repeated, and the run ends (EndpointNotFound).
         */
        endpointNotFound?: string;
      };
      /**
       * Asset field with scopes to ask for in place of the service's own.
       */
      scopeOverride?: string;
    };
  };
  /**
   * The kinds of asset (connection). A kind is recognised by its fields; the first one that fits is taken.
   */
  assets: {
    [k: string]: {
      /**
       * Name that a person reads.
       */
      title: string;
      /**
       * How a token is got.
       */
      grant: "client_secret" | "password" | "client_certificate" | "client_assertion" | "managed_identity";
      /**
       * Path of the asset's JSON Schema, from the project's root.
       */
      schema: string;
      /**
       * Fields that must all be there for the asset to be of this kind.
       *
       * @minItems 1
       */
      detectFields: string[];
      /**
       * Fields that are secret: never printed, logged or stored.
       */
      secrets: string[];
      /**
       * Which asset field holds which part of the credential.
       */
      credentials: {
        /**
         * Directory (tenant) id.
         */
        tenantId?: string;
        /**
         * Address of the token endpoint, in place of the one derived from cloud and tenant.
         */
        tokenUrl?: string;
        /**
         * Application (client) id.
         */
        clientId?: string;
        /**
         * Client secret.
         */
        clientSecret?: string;
        /**
         * User name.
         */
        username?: string;
        /**
         * User's password.
         */
        password?: string;
        /**
         * Certificate: PEM text, DER in base64, or the path of a file with either.
         */
        certificate?: string;
        /**
         * Private key: PEM text, DER in base64, or the path of a file with either.
         */
        privateKey?: string;
        /**
         * Path of the file that holds the federated token.
         */
        assertionFile?: string;
        /**
         * Which managed identity: system, or the client id of a user-assigned one.
         */
        managedIdentity?: string;
      };
    };
  };
  /**
   * Named rate budgets: never more than `calls` in any window of `perSeconds` for one key.
   */
  rateLimits: {
    [k: string]: {
      /**
       * Calls allowed in the window.
       */
      calls: number;
      /**
       * Length of the window, in seconds.
       */
      perSeconds: number;
      /**
       * What shares the budget.
       *
       * @minItems 1
       */
      key: ("host" | "tenant" | "client")[];
      /**
       * Document or measurement that the figures come from.
       */
      source: string;
    };
  };
  /**
   * The permissions that actions name, as the service's consent page shows them.
   */
  permissions: {
    [k: string]: {
      /**
       * Display name.
       */
      title: string;
      /**
       * Enterprise application under which it is found.
       */
      resource: string;
    };
  };
  /**
   * What actions have that do not declare it themselves.
   */
  defaults: {
    /**
     * When an attempt is repeated.
     */
    retry: {
      /**
       * Most attempts for one call, the first one included.
       */
      attempts: number;
      /**
       * Most attempts where no connection came about (name not found, refused, not in time).
       */
      connectAttempts: number;
      statuses: Statuses;
      /**
       * Wait before the second attempt, in milliseconds; doubles each time, half of it random.
       */
      initialDelayMs: number;
      /**
       * Longest wait of our own choosing, in milliseconds.
       */
      maxDelayMs: number;
      /**
       * Longest wait that the service may ask for, in milliseconds. A longer one ends the run instead, and keeps others from calling for so long only.
       */
      maxRetryAfterMs: number;
    };
    /**
     * How the calls of an action with rows overlap, and how many rows are remembered.
     */
    batch: {
      /**
       * Most calls on the wire at once. Absent: the manifest's default.
       */
      concurrency: number;
      /**
       * How many chunks back the planner remembers identities of answered rows (half of it at least, all of it at the most), and how many chunks' rows are held until those before them are answered. Bounds memory. Absent: the manifest's default.
       */
      dedupWindow: number;
    };
    circuitBreaker: CircuitBreaker;
    /**
     * How a batch that is rejected as a whole is split until its bad rows are isolated.
     */
    bisect: {
      statuses: Statuses1;
      /**
       * Most calls that finding the bad rows of a rejected batch may cost, for each row of the batch (1 = as many as its rows). On top come the few calls that lead to the first bad rows: three times the binary logarithm of the rows. Rows that are not isolated by then say BadRowNotIsolated.
       */
      maxCallsPerRow: number;
      /**
       * After this many rejections in the same words, with no call of the batch accepted, the fault is in the whole request and not in a row, and the isolation ends. Halves lead to a first row; if it is rejected alone, single rows from all over the batch follow.
       */
      maxIdenticalErrors: number;
    };
  };
  /**
   * A call that changes nothing and tells whether writing is allowed. It is the one request of a read that is no GET; so it must be that of an action which writes rows, without a row.
   */
  connectionTest: {
    /**
     * Action whose request is sent.
     */
    action: string;
    /**
     * Body that is sent: an empty list where the action has its rows, and nothing else. A service that lets the caller write refuses it, or takes it, without a change.
     */
    body: {
      [k: string]: unknown;
    };
    /**
     * Statuses that mean: may write.
     */
    allowed: number[];
    /**
     * Statuses that mean: may not write.
     */
    denied: number[];
  };
  /**
   * Bounds of every HTTP exchange.
   */
  http: {
    /**
     * Longest time for one attempt, in milliseconds. An asset's timeout_ms goes before it.
     */
    timeoutMs: number;
    /**
     * Longest time for one attempt at the login service, in milliseconds. An asset's timeout_ms goes before it.
     */
    loginTimeoutMs: number;
    /**
     * Longest request body of an action with rows, in bytes, unless the action declares another length.
     */
    maxBodyBytes: number;
    /**
     * Longest answer that is read, in bytes.
     */
    maxResponseBytes: number;
    /**
     * Response headers that may stand in the output; all others are dropped.
     */
    outputHeaders: string[];
    /**
     * Bounds of the lifetime of an access token.
     */
    token: {
      /**
       * Lifetime of a token if the response states none, or none that can be used.
       */
      minLifetimeSeconds: number;
      /**
       * Longest time after which a new token is requested, whatever the response states.
       */
      maxLifetimeSeconds: number;
    };
  };
  /**
   * When a token request is repeated.
   */
  login: {
    /**
     * Most attempts for one call, the first one included.
     */
    attempts: number;
    /**
     * Most attempts where no connection came about (name not found, refused, not in time).
     */
    connectAttempts: number;
    statuses: Statuses;
    /**
     * Wait before the second attempt, in milliseconds; doubles each time, half of it random.
     */
    initialDelayMs: number;
    /**
     * Longest wait of our own choosing, in milliseconds.
     */
    maxDelayMs: number;
    /**
     * Longest wait that the service may ask for, in milliseconds. A longer one ends the run instead, and keeps others from calling for so long only.
     */
    maxRetryAfterMs: number;
  };
  /**
   * What to do about an error of the login service, by its number.
   */
  loginErrors: {
    [k: string]: string;
  };
}
/**
 * When a run stops early, since the service or the network fails. Absent: the manifest's default.
 */
export interface CircuitBreaker {
  /**
   * After this many calls in a row that failed in all their attempts, with no result for any of their rows, the run stops: the rows left are not sent.
   */
  maxConsecutiveFailures: number;
}
