/** Tests an asset: gets a token for each service, compares permissions, and sends a write that changes nothing. */
import { isConnectorError } from "./contract/errors.js";
import type { Action } from "./contract/action.js";
import type { Composed } from "./contract/generated/meta/composed.js";
import type { Manifest } from "./contract/generated/meta/manifest.js";
import { setAt } from "./contract/json_pointer.js";
import type { ActionInput } from "./contract/types.js";
import type { Declared } from "./declarations/compile_action.js";
import { shown } from "./http/auth/harmless_fields.js";
import { checkPermissions, claims, granted } from "./http/auth/token_permissions.js";
import type { Session } from "./http/auth/session.js";
import { RequestMaker } from "./engine/request/request_builder.js";
import type { RunContext } from "./engine/run_context.js";
import { permissionMessages } from "./messages.js";

/** The report of `testConnection()`. */
export interface ConnectionReport {
  kind: string;
  host: string;
  tenant: string;
  client: string;
  /** Permissions in the tokens. Absent if the token for `host` is opaque. */
  permissions?: string[];
  /** Whether the token permits each action, with what is missing if it does not. null: only the service knows. */
  actions: { action: string; permitted: boolean | null; missing?: string }[];
  /** Result of a write that changes nothing. */
  write: "allowed" | "denied" | "unknown";
  /** HTTP status of the write; 0 if it was not sent. */
  status: number;
}

/** What a connection test needs. */
export interface ConnectionTestJob {
  /** The declared parts of the test. */
  readonly parts: NonNullable<Composed["connectionTest"]>;
  readonly declared: Declared;
  readonly session: Session;
  /** Returns a token for these scopes, and reports its request. */
  readonly tokenFor: (scopes: readonly string[]) => Promise<string>;
  readonly contextFor: (name: string) => RunContext;
}

/** Tests a connection. @throws what the login or the network throws for the service of the test write */
export async function testConnection(job: ConnectionTestJob): Promise<ConnectionReport> {
  const { parts, declared, session, tokenFor, contextFor } = job;
  const { connectionTest } = declared.manifest;
  const { connection } = session;
  const { action } = declared.action(connectionTest.action);
  const target = connection.target(action.service);
  const token = await tokenFor(target.scopes);
  const tokens = new Map([[action.service, token]]);
  const actions = parts.includes("permissions") ? await permissionsOf(tokens, job) : [];
  const known = claims(token);
  const held = [...tokens.values()].flatMap((one) => granted(claims(one) ?? {}));
  const write = parts.includes("write")
    ? await testWrite(connectionTest, contextFor(connectionTest.action))
    : notTested;
  return {
    kind: connection.kind,
    host: new URL(target.url).host,
    tenant: shown(connection.tenant),
    client: shown(connection.client),
    ...(known === undefined ? {} : { permissions: [...new Set(held)] }),
    actions,
    ...write,
  };
}

/** Returns the permissions of each action. If a token cannot be obtained, only the actions of its service fail. */
async function permissionsOf(
  tokens: Map<string, string>,
  { declared, session, tokenFor }: ConnectionTestJob,
): Promise<ConnectionReport["actions"]> {
  const found: ConnectionReport["actions"] = [];
  const { actions } = declared.declarations;
  const { kind } = session.connection;
  const usable = [...actions.values()].filter(({ service }) =>
    declared.manifest.services[service]?.accepts.includes(kind),
  );
  for (const action of usable) {
    try {
      const { scopes } = session.connection.target(action.service);
      const token = await tokenFor(scopes);
      tokens.set(action.service, token);
      found.push(permissionOf(action, token, declared.manifest));
    } catch (error) {
      if (!isConnectorError(error) || error.kind === "cancelled") throw error;
      found.push({ action: action.name, permitted: false, missing: error.message });
    }
  }
  return [...found, ...ofComposed(declared.declarations.composed.values(), found)];
}

type Permitted = ConnectionReport["actions"][number];

/** A composed action is permitted if all of its actions are. */
function ofComposed(composed: Iterable<Composed>, known: readonly Permitted[]): Permitted[] {
  return [...composed].flatMap(({ name, steps = [] }): Permitted[] => {
    const parts = known.filter(({ action }) => steps.some((step) => step.action === action));
    if (parts.length === 0) return [];
    const worst =
      parts.find(({ permitted }) => permitted === false) ?? parts.find(({ permitted }) => permitted === null);
    if (worst === undefined) return [{ action: name, permitted: true }];
    const { action, permitted, missing = "" } = worst;
    return [{ action: name, permitted, missing: `${action}: ${missing}` }];
  });
}

function permissionOf(
  action: Action,
  token: string,
  { permissions }: Manifest,
): ConnectionReport["actions"][number] {
  const { name, permissions: needed } = action;
  checkPermissions(token, needed, permissions);
  if (needed.role === undefined && claims(token) !== undefined) return { action: name, permitted: true };
  const missing =
    needed.role === undefined ? permissionMessages.opaqueToken : permissionMessages.needsRole(needed.role);
  return { action: name, permitted: null, missing };
}

type WriteTest = Pick<ConnectionReport, "write" | "status">;

const notTested: WriteTest = { write: "unknown", status: 0 };

/** Sends the body of the test, which changes nothing, whether the service rejects or accepts it. @throws if there is no response */
async function testWrite(test: Manifest["connectionTest"], job: RunContext): Promise<WriteTest> {
  const { action } = job.compiled;
  const input = setAt({}, action.request.body ?? "", test.body) as ActionInput;
  const result = await job.send(new RequestMaker(action, job.serviceUrl, input).make());
  if (result.kind === "failed" && result.response === undefined) throw result.error;
  const status = result.response?.status ?? 0;
  // The status of a page from a gateway says nothing about the service.
  const isLost = result.kind === "failed" && result.error.code === "OutcomeUnknown";
  const isResponse = result.response?.body !== undefined && !isLost;
  return { write: isResponse ? writeOf(status, test) : "unknown", status };
}

function writeOf(status: number, { allowed, denied }: Manifest["connectionTest"]): ConnectionReport["write"] {
  if (allowed.includes(status)) return "allowed";
  return denied.includes(status) ? "denied" : "unknown";
}
