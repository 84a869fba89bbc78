// Decides which indicators a principal sees and may change, and whether a valid row can be written.
import type { Response, Call, SimulatorState } from "../core/call.js";
import { apiError } from "../core/errors.js";
import { portalRows } from "./portal_indicators.js";
import type { Row, Writer } from "./indicator.js";
import type { RowProblem } from "./rules.js";
import type { Principal } from "../entra/token_issuer.js";
import type { Indicator, Settings } from "../core/types.js";

/** Ti.ReadWrite without All sees and edits only what the app created (permissions of the API). */
function owns(principal: Principal, createdBy: string): boolean {
  return (
    principal.user !== null || principal.roles.includes("Ti.ReadWrite.All") || createdBy === principal.client
  );
}

/** Returns every indicator that the principal sees. */
export function rowsFor(principal: Principal, state: SimulatorState): Indicator[] {
  const stored = state.store.all(principal.tenant, state.now());
  const all = state.settings.portalRows ? [...portalRows(), ...stored] : stored;
  return all.filter((row) => owns(principal, row.createdBy));
}

/** Returns the indicator with an id if the principal sees it. */
export function rowFor(principal: Principal, id: string, state: SimulatorState): Indicator | undefined {
  const portalRow = state.settings.portalRows ? portalRows().find((row) => row.id === id) : undefined;
  const row = portalRow ?? state.store.byId(principal.tenant, id, state.now());
  return row && owns(principal, row.createdBy) ? row : undefined;
}

/** Returns whether the indicator was not written by an app, so that no app may delete it. */
export const isPortalRow = (row: Indicator) => row.createdBySource !== "PublicApi";

/** Returns the principal as a writer with the current time. */
export function writerOf({ tenant, user, client }: Principal, state: SimulatorState): Writer {
  return { tenant, name: user ?? client, displayName: "Simulated app", now: state.now() };
}

/** Returns why a valid row cannot be written, or undefined; the texts for a full tenant are captured. */
export function writeProblem(
  row: Row,
  writer: Writer,
  principal: Principal,
  state: SimulatorState,
): RowProblem | undefined {
  const { capacity } = state.settings;
  const old = state.store.find(principal.tenant, row, writer.now);
  if (old && owns(principal, old.createdBy)) return undefined;
  if (old) return { code: "DisallowedOperation", message: "Indicator was created by another application." };
  const total = state.store.count(principal.tenant, writer.now);
  if (total < capacity) return undefined;
  const figures = `Current Total: ${total}, Limit: ${capacity} (Parameter 'Capacity: ${total}/${capacity}')`;
  return { code: "BadRequest", message: `Max capacity exceeded. ${figures}` };
}

/** Returns the response to a call that fails because of one bad row. */
export function badRow(
  { code, message }: RowProblem,
  { settings }: SimulatorState,
  tenant: string,
): Response {
  if (settings.unnamedErrors) return apiError(400, "InvalidRequestBody", "Request body is incorrect");
  return apiError(400, code, message, tenant);
}

/** Returns the decoded id at the end of a path. */
export function idOf(call: Call): string {
  const segment = call.url.pathname.split("/").at(-1) ?? "";
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** Returns 404 for an id that does not exist or that the principal does not see. */
export const notFound = (id: string) => apiError(404, "ResourceNotFound", `Resource ${id} was not found`);

/** Returns the response with one complete indicator. */
export function entity(row: Indicator, call: Call): Response {
  const context = `${call.origin}/api/$metadata#Indicators/$entity`;
  return { status: 200, json: { "@odata.context": context, ...row }, compress: true };
}

/** Returns 403 for an indicator that apps may not delete. */
export const protectedRow = (id: string) =>
  apiError(403, "DisallowedOperation", `Indicator ${id} cannot be deleted through the API.`);

/** Returns the response to a successful delete; its body is always empty. */
export const deleted = ({ deleteStatus }: Settings): Response => ({ status: Number(deleteStatus), text: "" });
