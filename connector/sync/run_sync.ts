/** Runs a sync: checks the desired rows, lists the target, plans, and applies the plan. */
import type { Clock, JsonObject, OpenJournal, RunEvent } from "../contract/types.js";
import { Pace } from "../engine/pace.js";
import type { RunContext } from "../engine/run_context.js";
import { resultSpec, validateRowSettings } from "../engine/rows/row_context.js";
import { RejectedRow, validateRow } from "../engine/rows/validate_row.js";
import { Applier, type LineOutcome } from "./apply.js";
import { ownValue } from "./canonical.js";
import { freePlaces } from "./capacity.js";
import { endMs } from "./line_writer.js";
import { notices, reasons } from "./messages.js";
import { planSync } from "./plan.js";
import { isWrite, linesOf } from "./saved_plan.js";
import { leftIn, SyncJournal } from "./sync_journal.js";
import type {
  DesiredRow,
  LeftKeys,
  Planned,
  PlanLine,
  SyncOutcome,
  SyncRequest,
  SyncResult,
  SyncTarget,
} from "./sync_types.js";
import { type CallPorts, TargetCalls } from "./target_calls.js";
import { type Listing, listTarget } from "./target_list.js";

/** What a sync needs. */
export interface SyncPorts extends Omit<CallPorts, "target"> {
  readonly target: SyncTarget;
  readonly clock: Clock;
  readonly openFile: OpenJournal;
  readonly emit: (event: RunEvent) => void;
}

/** Runs a sync, or plans it only. Throws if nothing is known about the target, and StalePlan. */
export async function runSync(request: SyncRequest, ports: SyncPorts): Promise<SyncOutcome> {
  const { journal: path, planOnly = false } = request;
  if (planOnly) {
    const { planned } = await plannedSync(request, ports, path === undefined ? undefined : leftIn(path));
    return { ...planned, results: [] };
  }
  if (path === undefined) return applied(request, ports, undefined);
  const journal = await SyncJournal.open(path, ports.openFile);
  try {
    return await applied(request, ports, journal);
  } finally {
    await journal.close();
  }
}

async function plannedSync(request: SyncRequest, ports: SyncPorts, previous: LeftKeys | undefined) {
  const { target, contextFor, clock, headers, emit } = ports;
  const rows = await checkedRows(request.desired.rows, contextFor(target.import));
  const context = contextFor(target.list.action);
  const client = await context.sender();
  const input = { ...target.list.input, ...(headers === undefined ? {} : { headers }) };
  const listing = await listTarget(context, input);
  const { rules, sync, adopt, sourcesComplete: sources } = request;
  const planned = await planSync({ ...request.desired, rows }, listing.items, {
    target,
    rules,
    client,
    destination: context.destination,
    complete: { sources, target: listing.failure === undefined },
    nowMs: clock.now(),
    ...(sync === undefined ? {} : { sync }),
    ...(adopt === undefined ? {} : { adopt }),
    ...(previous === undefined ? {} : { previous }),
  });
  if (listing.failure === undefined && target.capacity !== undefined)
    emit({ type: "capacity", used: listing.items.length, limit: target.capacity });
  report(planned, listing, emit);
  return { planned, listing };
}

function report({ notices: found, held }: Planned, { failure }: Listing, emit: SyncPorts["emit"]): void {
  const ended = failure === undefined ? [] : [notices.listFailed(failure.message)];
  for (const { code, message } of [...ended, ...found, ...(held === undefined ? [] : [held])])
    emit({ type: "warning", code, message });
}

/** Returns the rows as the import would send them, or why it would not. */
async function checkedRows(rows: readonly DesiredRow[], context: RunContext): Promise<DesiredRow[]> {
  const spec = resultSpec(context.compiled);
  const settings = validateRowSettings(context, spec);
  const pace = new Pace();
  const checked: DesiredRow[] = [];
  for (const [i, one] of rows.entries()) {
    const row = one.rejected === undefined ? validateRow(one.row, i, settings) : one.row;
    if (row instanceof RejectedRow)
      checked.push({ ...one, rejected: String(row.result[spec.declared.reasonField]) });
    else checked.push({ ...one, row });
    if (pace.isDue()) await pace.turn();
  }
  context.unknownFields.emit(context.emit);
  return checked;
}

async function applied(
  request: SyncRequest,
  ports: SyncPorts,
  journal: SyncJournal | undefined,
): Promise<SyncOutcome> {
  const { target, emit } = ports;
  const { planned, listing } = await plannedSync(request, ports, journal?.left);
  const isInterrupted = journal?.interrupted !== undefined;
  if (isInterrupted) emit({ type: "warning", ...notices.resumed() });
  const lines = dueLines(request, planned, target, journal);
  const left = planned.lines.filter(({ entry }) => isWrite(entry)).length - lines.length;
  if (left > 0 && !isInterrupted) emit({ type: "warning", ...notices.notInPlan(left) });
  const calls = new TargetCalls(ports);
  const applier = new Applier({
    calls,
    free: freePlaces(target.capacity, listing.items.length, 0),
    adopt: request.adopt ?? false,
    mark: async (phase, rows) => journal?.mark(phase, rows),
    onNotice: ({ code, message }) => emit({ type: "warning", code, message }),
  });
  await journal?.begin(request.saved ?? planned.plan);
  await applier.apply(lines);
  if (calls.failure === undefined) await journal?.end(leftBy(planned, applier, target));
  const results = resultsOf(planned, applier);
  return { ...planned, results, ...(calls.failure === undefined ? {} : { failure: calls.failure }) };
}

/** Returns the lines to apply: those of the saved plan, if there is one. */
function dueLines(
  { saved, rules: { allowDelete = 0 } }: SyncRequest,
  planned: Planned,
  target: SyncTarget,
  journal: SyncJournal | undefined,
): readonly PlanLine[] {
  if (saved === undefined) return planned.lines.filter(({ entry }) => isWrite(entry));
  const { interrupted } = journal ?? {};
  const isInterrupted =
    interrupted?.desiredDigest === saved.desiredDigest && interrupted.ownedDigest === saved.ownedDigest;
  return linesOf(saved, planned, target, { isInterrupted, appliesHeld: allowDelete > 0 });
}

/** Returns one result per desired row in order, then one per deleted row. */
function resultsOf({ lines, entryOf }: Planned, { outcomes }: Applier): SyncResult[] {
  const desired = entryOf.map((index) => lines[index] as PlanLine);
  const deleted = lines.filter(({ entry, index }) => entry.change === "delete" && index === undefined);
  return [...desired, ...deleted].map((line) => {
    const { change, key } = line.entry;
    const outcome = outcomes.get(line);
    return outcome === undefined ? { key, ...untouched(line) } : { change, key, ...outcome };
  });
}

/** Returns the outcome of a line without a call. */
function untouched({ entry, id }: PlanLine): LineOutcome & Pick<SyncResult, "change"> {
  const outcome = { isFailed: entry.change === "rejected", id: id ?? null };
  if (isWrite(entry)) return { ...outcome, change: "keep", reason: reasons.notInPlan() };
  return { ...outcome, change: entry.change, reason: entry.reason };
}

/** Returns the rows that are in the target now. */
function leftBy({ lines }: Planned, { outcomes }: Applier, { expiry = "" }: SyncTarget): LeftKeys {
  const left = new Map<string, number | null>();
  for (const line of lines) {
    const { entry, index, id, identity, end } = line;
    if (index === undefined || identity === undefined || entry.change === "foreign") continue;
    const isThere = isWrite(entry) ? outcomes.get(line)?.isFailed === false : id !== undefined;
    if (isThere) left.set(identity, end === undefined ? endIn(entry.after, expiry) : end);
  }
  return left;
}

function endIn(after: JsonObject | null, expiry: string): number | null {
  return after === null ? null : endMs(ownValue(after, expiry));
}
