/* Made from schemas/meta/manifest.schema.json by `npm run generate`. Do not edit: change the schema and run it again. */

/**
 * Statuses after which the call is repeated. 401 is not one of them: it renews the token once.
 */
export type Statuses = number[];
/**
 * Statuses that mean that a row in this call is bad.
 *
 * @minItems 1
 */
export type Statuses1 = number[];

/**
 * Identity of the connector, the services and hosts that it may call, the kinds of assets that it accepts, and the rate limits that actions share.
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
   * Display name.
   */
  title: string;
  /**
   * Purpose of the connector, in a sentence.
   */
  description: string;
  /**
   * Prefix of environment variables. The prefix with an asset field in upper case sets that field.
   */
  environmentPrefix: string;
  /**
   * The clouds that an asset may name, each with its login authorities. The first one is the default.
   */
  clouds: {
    [k: string]: {
      /**
       * Display name.
       */
      title: string;
      /**
       * Login authority: an https address without a path.
       */
      login: string;
      /**
       * Other hosts that may receive a credential.
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
       * Display name.
       */
      title: string;
      /**
       * Asset field with the address of the service. For a service with clouds, it replaces the cloud's host, for a geo host, a gateway or the simulator. For a service without clouds, it is required, and the credentials are sent to this host only.
       */
      override: string;
      /**
       * Kinds of assets that the service accepts. An asset of another kind is rejected before the first call.
       *
       * @minItems 1
       */
      accepts: string[];
      /**
       * Addresses of the service in each cloud. A missing cloud is not supported. Absent: each asset contains the address (override).
       */
      clouds?: {
        [k: string]: {
          /**
           * Host that is called.
           */
          host: string;
          /**
           * Scope of the token. It does not change with the region.
           */
          scope: string;
          /**
           * Host per region.
           */
          regions?: {
            [k: string]: string;
          };
          /**
           * Other hosts of the service that may receive a token: older names, geo hosts.
           */
          otherHosts: string[];
        };
      };
      /**
       * The format of the service's error body. The connector's own errors have the same format.
       */
      errors: {
        /**
         * JSON Pointer to the code.
         */
        code: string;
        /**
         * JSON Pointer to the message.
         */
        message: string;
        /**
         * Regular expression with the number of seconds to wait as first group, if the message states it.
         */
        waitSeconds?: string;
        /**
         * Response header with the number of seconds to wait, in lower case, if the service sends no retry-after.
         */
        waitHeader?: string;
        /**
         * JSON Pointer to a value that only error bodies contain. A successful response with it counts as an error. Absent: the message.
         */
        marker?: string;
        /**
         * Regular expression for the message of a response with a status below 500 that means: the service has no such endpoint. Without it, only the statuses 404, 405 and 410 mean this. The call is not split or repeated, and the run ends (EndpointNotFound).
         */
        endpointNotFound?: string;
        /**
         * Regular expression for the message of a response that means: the credentials of the request are wrong. Used if the request contains the credentials themselves. Without it, only the status 401 means this.
         */
        invalidCredentials?: string;
      };
      /**
       * Asset field with scopes to request instead of the service's own.
       */
      scopeOverride?: string;
    };
  };
  /**
   * The kinds of assets (connections). The fields of an asset determine its kind; the first match is used.
   */
  assets: {
    [k: string]: {
      /**
       * Display name.
       */
      title: string;
      /**
       * How a token is requested from the login service of the cloud, or what each request contains instead of such a token: nothing (none), a user name and a password (basic), a token of the service (bearer), or a key in a header that the asset names (header).
       */
      grant:
        | "client_secret"
        | "password"
        | "client_certificate"
        | "client_assertion"
        | "managed_identity"
        | "none"
        | "basic"
        | "bearer"
        | "header";
      /**
       * Path of the asset's JSON Schema, from the project's root.
       */
      schema: string;
      /**
       * Fields that an asset of this kind must have. If the field kind is one of them, its value must be the name of the kind.
       *
       * @minItems 1
       */
      detectFields: string[];
      /**
       * Fields that are secret: never printed, logged or stored.
       */
      secrets: string[];
      /**
       * Asset fields with the parts of the credential.
       */
      credentials: {
        /**
         * Directory (tenant) id.
         */
        tenantId?: string;
        /**
         * Address of the token endpoint, instead of the one derived from cloud and tenant.
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
         * Path of the file that contains the federated token.
         */
        assertionFile?: string;
        /**
         * The managed identity: system, or the client id of a user-assigned one.
         */
        managedIdentity?: string;
        /**
         * Token that the service issued.
         */
        token?: string;
        /**
         * Name of the header that contains the key.
         */
        header?: string;
        /**
         * Key that the service issued.
         */
        key?: string;
      };
    };
  };
  /**
   * Named rate limits: at most `calls` in any window of `perSeconds` for one key.
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
       * What shares the rate limit.
       *
       * @minItems 1
       */
      key: ("host" | "tenant" | "client")[];
      /**
       * Document or measurement that supports the figures.
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
       * Enterprise application that contains the permission.
       */
      resource: string;
    };
  };
  /**
   * Defaults for properties that an action does not declare.
   */
  defaults: {
    /**
     * When an attempt is repeated.
     */
    retry: {
      /**
       * Maximum number of attempts for one call, including the first.
       */
      attempts: number;
      /**
       * Maximum number of attempts without a connection (name not found, connection refused, timeout).
       */
      connectAttempts: number;
      statuses: Statuses;
      /**
       * Wait before the second attempt, in milliseconds; doubles each time, half of it random.
       */
      initialDelayMs: number;
      /**
       * Maximum wait that the connector chooses, in milliseconds.
       */
      maxDelayMs: number;
      /**
       * Maximum wait that the service may request, in milliseconds. A longer one ends the run and delays other runs only for this time.
       */
      maxRetryAfterMs: number;
    };
    /**
     * How the calls of an action with rows overlap, and for how many batches rows are kept.
     */
    batch: {
      /**
       * Number of concurrent calls. More are made, up to maxConcurrency, if the service responds slowly. Absent: the manifest's default.
       */
      concurrency: number;
      /**
       * Number of earlier batches for which the identities of rows with a result are kept (at least half of it, at most all of it), and number of batches with rows that wait for earlier batches. Limits memory. Absent: the manifest's default.
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
       * Maximum number of calls to find the bad rows of a rejected batch, for each row of the batch (1 = as many as its rows). The calls that lead to the first bad rows are added: three times the binary logarithm of the rows. Rows that are not isolated by then get BadRowNotIsolated.
       */
      maxCallsPerRow: number;
      /**
       * After this many rejections with the same message and without an accepted call of the batch, the fault is in the whole request and not in a row, and bisecting ends. Halving finds a first row; if it is rejected alone, single rows from the whole batch follow.
       */
      maxIdenticalErrors: number;
    };
  };
  /**
   * A call that changes nothing and shows whether writing is allowed. It is the one request of a read that is not a GET. Therefore, it must be the request of an action that writes rows, without a row.
   */
  connectionTest: {
    /**
     * Action to send the request of.
     */
    action: string;
    /**
     * Body to send: an empty list instead of the rows, and nothing else. A service that allows writing rejects or accepts it without a change.
     */
    body: {
      [k: string]: unknown;
    };
    /**
     * Statuses that mean that writing is allowed.
     */
    allowed: number[];
    /**
     * Statuses that mean that writing is not allowed.
     */
    denied: number[];
  };
  /**
   * Limits of every HTTP exchange.
   */
  http: {
    /**
     * Maximum time for one attempt, in milliseconds. An asset's timeout_ms takes precedence.
     */
    timeoutMs: number;
    /**
     * Maximum time for one attempt at the login service, in milliseconds. An asset's timeout_ms takes precedence.
     */
    loginTimeoutMs: number;
    /**
     * Maximum size of a request body of an action with rows, in bytes, unless the action declares another size.
     */
    maxBodyBytes: number;
    /**
     * Maximum size of a response, in bytes.
     */
    maxResponseBytes: number;
    /**
     * Response headers that the output may contain; all others are dropped.
     */
    outputHeaders: string[];
    /**
     * Limits of the lifetime of an access token.
     */
    token: {
      /**
       * Lifetime of a token if the response does not state a usable one.
       */
      minLifetimeSeconds: number;
      /**
       * Maximum time after which a new token is requested, whatever the response states.
       */
      maxLifetimeSeconds: number;
    };
  };
  /**
   * When a token request is repeated.
   */
  login: {
    /**
     * Maximum number of attempts for one call, including the first.
     */
    attempts: number;
    /**
     * Maximum number of attempts without a connection (name not found, connection refused, timeout).
     */
    connectAttempts: number;
    statuses: Statuses;
    /**
     * Wait before the second attempt, in milliseconds; doubles each time, half of it random.
     */
    initialDelayMs: number;
    /**
     * Maximum wait that the connector chooses, in milliseconds.
     */
    maxDelayMs: number;
    /**
     * Maximum wait that the service may request, in milliseconds. A longer one ends the run and delays other runs only for this time.
     */
    maxRetryAfterMs: number;
  };
  /**
   * Hints for errors of the login service, by error number.
   */
  loginErrors: {
    [k: string]: string;
  };
}
/**
 * When a run stops early because the service or the network fails. Absent: the manifest's default.
 */
export interface CircuitBreaker {
  /**
   * Number of consecutive calls that failed in all their attempts without a result for any of their rows. After that, the run stops, and the remaining rows are not sent.
   */
  maxConsecutiveFailures: number;
}
