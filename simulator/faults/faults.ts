// The plan of faults: which calls each fault applies to, and the validation of faults sent over HTTP.
import type { Endpoint, Fault } from "../core/types.js";
import { settingMessages } from "../messages.js";

interface Planned {
  fault: Fault;
  /** Matching calls since the fault was added. */
  seen: number;
  applied: number;
}

/** Selects the fault for a call. */
export class FaultPlan {
  #planned: Planned[] = [];

  /** Adds a fault; it counts calls from now on. */
  add(fault: Fault): void {
    this.#planned.push({ fault, seen: 0, applied: 0 });
  }

  clear(): void {
    this.#planned = [];
  }

  /** Returns the first fault that is due. Every matching fault counts the call, so that ordinals are independent. */
  next(endpoint: Endpoint | null, ofApi: boolean): Fault | undefined {
    const matching = this.#planned.filter(({ fault: { on } }) =>
      on === undefined ? ofApi : on === endpoint,
    );
    for (const planned of matching) planned.seen += 1;
    const due = matching.find(isDue);
    if (due) due.applied += 1;
    return due?.fault;
  }
}

function isDue({ fault, seen, applied }: Planned): boolean {
  return (fault.calls?.includes(seen) ?? true) && applied < (fault.times ?? Infinity);
}

const KINDS: Record<Fault["kind"], true> = {
  status: true,
  resetUnread: true,
  resetBefore: true,
  resetAfter: true,
  truncated: true,
  truncatedSocket: true,
  html200: true,
  nullValue: true,
  missingRows: true,
  extraRows: true,
  shuffled: true,
  otherCase: true,
  slow: true,
  hang: true,
  failedWithoutReason: true,
  wrongCount: true,
};
const ENDPOINTS: Record<Endpoint, true> = {
  import: true,
  submit: true,
  list: true,
  get: true,
  delete: true,
  batchDelete: true,
  machineGroups: true,
  submitTiIndicators: true,
  updateTiIndicators: true,
  deleteTiIndicators: true,
  deleteTiIndicatorsByExternalId: true,
  uploadStixObjects: true,
  taxiiDiscovery: true,
  taxiiRoot: true,
  taxiiCollections: true,
  taxiiObjects: true,
  mispAttributes: true,
  mispEvents: true,
  token: true,
  discovery: true,
  managedIdentity: true,
};

const isCount = (value: unknown) => Number.isInteger(value) && (value as number) >= 0;
const isStatus = (value: unknown) => isCount(value) && (value as number) >= 200 && (value as number) <= 599;

/** Returns what is wrong with a fault that was sent over HTTP, or undefined. */
export function faultProblem(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null) return settingMessages.notAnObject("a fault");
  const { kind, on, calls, times, status, ms, n } = value as Record<string, unknown>;
  if (typeof kind !== "string" || !Object.hasOwn(KINDS, kind))
    return settingMessages.notOneOf("kind", Object.keys(KINDS));
  if (on !== undefined && (typeof on !== "string" || !Object.hasOwn(ENDPOINTS, on))) {
    return settingMessages.notOneOf("on", Object.keys(ENDPOINTS));
  }
  if (calls !== undefined && !(Array.isArray(calls) && calls.every(isCount))) return settingMessages.badCalls;
  if (![times, n].every((figure) => figure === undefined || isCount(figure)))
    return settingMessages.badCounts;
  if (kind === "status" && !isStatus(status)) return settingMessages.badStatus;
  return kind === "slow" && !isCount(ms) ? settingMessages.badMs : undefined;
}
