// Which indicators of Defender a caller sees, may change, and why a sound row cannot be written.
import type { Response, Call, SimulatorState } from "../core/call.js";
import { apiError } from "../core/errors.js";
import { portalRows } from "./portal_indicators.js";
import type { Row, Writer } from "./indicator.js";
import type { RowProblem } from "./rules.js";
import type { Principal } from "../entra/token_issuer.js";
import type { Indicator, Settings } from "../core/types.js";

/** Ti.ReadWrite alone sees and edits only what the app created (permissions of the API). */
function owns(holder: Principal, createdBy: string): boolean {
  return holder.user !== null || holder.roles.includes("Ti.ReadWrite.All") || createdBy === holder.client;
}

/** Every indicator that the holder sees. */
export function rowsFor(holder: Principal, state: SimulatorState): Indicator[] {
  const stored = state.store.all(holder.tenant, state.now());
  const all = state.settings.portalRows ? [...portalRows(), ...stored] : stored;
  return all.filter((row) => owns(holder, row.createdBy));
}

/** The indicator with an id, if the holder sees it. */
export function rowFor(holder: Principal, id: string, state: SimulatorState): Indicator | undefined {
  const portalIndicators = state.settings.portalRows ? portalRows().find((row) => row.id === id) : undefined;
  const row = portalIndicators ?? state.store.byId(holder.tenant, id, state.now());
  return row && owns(holder, row.createdBy) ? row : undefined;
}

/** Whether no app wrote the indicator, so that none may delete it. */
export const isPortalRow = (row: Indicator) => row.createdBySource !== "PublicApi";

/** The holder as the writer of indicators, now. */
export function writerOf({ tenant, user, client }: Principal, state: SimulatorState): Writer {
  return { tenant, name: user ?? client, displayName: "Simulated app", now: state.now() };
}

/** Why a sound row cannot be written; the texts of a full tenant are captured. */
export function writeProblem(
  row: Row,
  writer: Writer,
  holder: Principal,
  state: SimulatorState,
): RowProblem | undefined {
  const { capacity } = state.settings;
  const old = state.store.find(holder.tenant, row, writer.now);
  if (old && owns(holder, old.createdBy)) return undefined;
  if (old) return { code: "DisallowedOperation", message: "Indicator was created by another application." };
  const total = state.store.count(holder.tenant, writer.now);
  if (total < capacity) return undefined;
  const figures = `Current Total: ${total}, Limit: ${capacity} (Parameter 'Capacity: ${total}/${capacity}')`;
  return { code: "BadRequest", message: `Max capacity exceeded. ${figures}` };
}

/** The answer to a call that one bad row fails. */
export function badRow(
  { code, message }: RowProblem,
  { settings }: SimulatorState,
  tenant: string,
): Response {
  if (settings.unnamedErrors) return apiError(400, "InvalidRequestBody", "Request body is incorrect");
  return apiError(400, code, message, tenant);
}

/** The id at the end of a path. */
export function idOf(call: Call): string {
  const segment = call.url.pathname.split("/").at(-1) ?? "";
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** 404 for an id that is not there, or that the caller does not see. */
export const notFound = (id: string) => apiError(404, "ResourceNotFound", `Resource ${id} was not found`);

/** One indicator in full. */
export function entity(row: Indicator, call: Call): Response {
  const context = `${call.origin}/api/$metadata#Indicators/$entity`;
  return { status: 200, json: { "@odata.context": context, ...row }, compress: true };
}

/** 403 for an indicator that is not for apps to delete. */
export const protectedRow = (id: string) =>
  apiError(403, "DisallowedOperation", `Indicator ${id} cannot be deleted through the API.`);

/** The answer to a delete that succeeded: empty, whatever its status. */
export const deleted = ({ deleteStatus }: Settings): Response => ({ status: Number(deleteStatus), text: "" });
