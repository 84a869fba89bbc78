/** Finds out what an asset can do: a token for each service, what each action needs of it, and a write that changes nothing. */
import { isConnectorError } from "./contract/errors.js";
import type { Action } from "./contract/action.js";
import type { Composed } from "./contract/generated/meta/composed.js";
import type { Manifest } from "./contract/generated/meta/manifest.js";
import { setAt } from "./contract/json_pointer.js";
import type { ActionInput } from "./contract/types.js";
import type { Declared } from "./declarations/compile_action.js";
import type { Deadline } from "./http/deadline.js";
import { shown } from "./http/auth/harmless_fields.js";
import { checkPermissions, claims, granted } from "./http/auth/token_permissions.js";
import type { Session } from "./http/auth/session.js";
import { RequestMaker } from "./engine/request/request_builder.js";
import type { RunContext } from "./engine/run_context.js";

/** What `testConnection()` found. */
export interface ConnectionReport {
  kind: string;
  host: string;
  tenant: string;
  client: string;
  /** Permissions in the tokens; absent where the one for `host` is opaque. */
  permissions?: string[];
  /** Per action, whether its token permits it; with what is missing where not. null: only the service can tell. */
  actions: { action: string; permitted: boolean | null; missing?: string }[];
  /** What the service said to a write that changes nothing. */
  write: "allowed" | "denied" | "unknown";
  /** Status of that call; 0 where none was made. */
  status: number;
}

/** What a connection test needs. */
export interface ConnectionTestJob {
  readonly checks: ReadonlySet<string | undefined>;
  readonly declared: Declared;
  readonly session: Session;
  readonly deadline: Deadline;
  readonly other: (name: string) => RunContext;
}

/** Throws what the login or the network throws where the service of the probe is concerned. */
export async function testConnection(job: ConnectionTestJob): Promise<ConnectionReport> {
  const { checks, declared, session, deadline, other } = job;
  const { connectionTest } = declared.manifest;
  const { connection } = session;
  const { action } = declared.action(connectionTest.action);
  const target = connection.target(action.service);
  const token = await session.token(target.scopes).get(deadline);
  const tokens = new Map([[action.service, token]]);
  const actions = checks.has("permissions") ? await permissionsOf(tokens, job) : [];
  const read = claims(token);
  const held = [...tokens.values()].flatMap((one) => granted(claims(one) ?? {}));
  const probe = checks.has("write") ? await probed(connectionTest, other(connectionTest.action)) : notProbed;
  return {
    kind: connection.kind,
    host: new URL(target.url).host,
    tenant: shown(connection.tenant),
    client: shown(connection.client),
    ...(read === undefined ? {} : { permissions: [...new Set(held)] }),
    actions,
    ...probe,
  };
}

/** What is said of each action; a service for which there is no token fails its own actions only. */
async function permissionsOf(
  tokens: Map<string, string>,
  { declared, session, deadline }: ConnectionTestJob,
): Promise<ConnectionReport["actions"]> {
  const found: ConnectionReport["actions"] = [];
  for (const action of declared.declarations.actions.values()) {
    try {
      const { scopes } = session.connection.target(action.service);
      const token = await session.token(scopes).get(deadline);
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

/** An action that is made of others is permitted as far as all of them are. */
function ofComposed(composed: Iterable<Composed>, known: readonly Permitted[]): Permitted[] {
  return [...composed].flatMap(({ name, steps }): Permitted[] => {
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
    needed.role === undefined
      ? "The token does not tell."
      : `The role ${needed.role} is needed, which no token tells.`;
  return { action: name, permitted: null, missing };
}

type Probe = Pick<ConnectionReport, "write" | "status">;

const notProbed: Probe = { write: "unknown", status: 0 };

/** What the service says to a body that it refuses without a change. Throws where it says nothing. */
async function probed(test: Manifest["connectionTest"], job: RunContext): Promise<Probe> {
  const { action } = job.compiled;
  const input = setAt({}, action.request.body ?? "", test.body) as ActionInput;
  const result = await job.send(new RequestMaker(action, job.serviceUrl, input).make());
  if (result.kind === "failed" && result.response === undefined) throw result.error;
  const status = result.response?.status ?? 0;
  // A page of a gateway says nothing about the service, whatever its status.
  const isLost = result.kind === "failed" && result.error.code === "OutcomeUnknown";
  const isResponse = result.response?.body !== undefined && !isLost;
  return { write: isResponse ? writeOf(status, test) : "unknown", status };
}

function writeOf(status: number, { allowed, denied }: Manifest["connectionTest"]): ConnectionReport["write"] {
  if (allowed.includes(status)) return "allowed";
  return denied.includes(status) ? "denied" : "unknown";
}
