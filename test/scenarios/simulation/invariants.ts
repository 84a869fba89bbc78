/** Properties that must hold after every simulation, whatever went wrong in it. */
import { inspect, isDeepStrictEqual } from "node:util";
import { type ErrorCode, errorTable, type JsonObject } from "../../../connector/index.js";
import { roughFaults } from "./faults.js";
import { maxWriteMs } from "./journal_model.js";
import { poisonOf, rejectionOf } from "./marks.js";
import type { Happened, RunRecord } from "./records.js";
import type { Call } from "./network_model.js";
import { fullWords, identityOf } from "./store.js";

/** A violation. */
export interface Violation {
  /** Name of the invariant. */
  readonly invariant: string;
  readonly what: string;
}

/** Returns a sentence for each violation; shows at most a few. */
type Invariant = (happened: Happened) => string[];

/** All invariants, by their statement. */
export const invariants: Readonly<Record<string, Invariant>> = {
  "the simulation ends": ({ stuck }) => (stuck === undefined ? [] : [stuck]),
  "errors are the connector's own": errorsAreOurs,
  "one row per input row": oneRowEach,
  "the service stores what the rows say": storedAsReported,
  "each result is its own row's": resultsAreOwn,
  "no call contains a value twice": valuesAreApart,
  "a good row is not rejected because of a bad one": goodRowsAreAccepted,
  "never over the rate limit in any window": withinRateLimit,
  "no call after the deadline": nothingTooLate,
  "no call after a cancel": nothingAfterCancel,
  "no call after the end": nothingAfterwards,
  "the run ends by its deadline": endsInTime,
  "one token request at a time": singleFlight,
  "the summary matches the rows": summaryIsRight,
  "the output contains no secret": noSecret,
  "existing rows are not rejected because of capacity": existingRowsAreAccepted,
  "a full service gets no useless calls": noUselessCalls,
  "a final result does not change": finalResultsStay,
  "a row with its result on disk is not sent again": sentOnce,
};

/** Returns the violations of all invariants. */
export function violationsOf(happened: Happened): Violation[] {
  return Object.entries(invariants).flatMap(([invariant, check]) =>
    check(happened).map((what) => ({ invariant, what })),
  );
}

function errorsAreOurs({ runs }: Happened): string[] {
  return runs.flatMap((run) => {
    if (run.error === undefined) return [];
    const { name, code } = run.error as { name?: string; code?: ErrorCode };
    const known = name === "ConnectorError" && code !== undefined && code !== "InternalError";
    return known ? [] : [`run ${run.index} threw ${inspect(run.error)}`];
  });
}

function oneRowEach({ runs }: Happened): string[] {
  return runs.flatMap((run) => {
    if (run.endedAt === undefined) return [];
    const results = run.results;
    const { rows } = run.plan;
    if (results.length !== rows.length) return [`run ${run.index}: ${results.length} of ${rows.length} rows`];
    return results.flatMap((result, i) => {
      if (reasonOf(result).includes("Something in the connector failed"))
        return [`${rowName(run, i)} says ${reasonOf(result)}`];
      const value = (rows[i] as JsonObject | null)?.["indicatorValue"];
      const wanted = typeof value === "string" ? value.toLowerCase() : "null";
      const given = String(result["indicator"]).toLowerCase();
      return given === wanted ? [] : [`${rowName(run, i)} has a result for ${given} instead of ${wanted}`];
    });
  });
}

/** Codes of rows that may be stored or not. */
const mayBeIn = new Set<string>(["OutcomeUnknown", "MissingResult", "ServiceFailed", "UnexpectedResponse"]);

/** Checks row by row the possible final content of each identity, according to the results. */
function storedAsReported({ runs, service, calls, scenario }: Happened): string[] {
  const allowed = new Map<string, { states: (JsonObject | undefined)[]; said: string[] }>();
  for (const row of scenario.stock) allowed.set(identityOf(row), { states: [row], said: ["was in before"] });
  for (const run of runs) {
    const before = rowsSent(calls.filter(({ life }) => life < run.life));
    for (const [i, result] of run.results.entries()) {
      const row = run.plan.rows[i];
      if (typeof row !== "object" || row === null || Array.isArray(row)) continue;
      const identity = identityOf(row as JsonObject);
      const known = allowed.get(identity) ?? { states: [undefined], said: [] };
      const isDoubtful = mayBeIn.has(codeOf(result) ?? "") || before.has(JSON.stringify(row));
      if (result["isFailed"] !== true) known.states = [row as JsonObject];
      else if (isDoubtful) known.states.push(row as JsonObject);
      known.said.push(`${rowName(run, i)} ${result["isFailed"] === true ? reasonOf(result) : "is in"}`);
      allowed.set(identity, known);
    }
  }
  const breaches: string[] = [];
  for (const [identity, { states, said }] of allowed) {
    const stored = service.store.get(identity)?.row;
    const text = stored === undefined ? undefined : JSON.stringify(stored);
    if (states.some((state) => (state === undefined ? undefined : JSON.stringify(state)) === text)) continue;
    breaches.push(`${identity} is stored as ${text ?? "nothing"}; ${said.slice(-4).join("; ")}`);
  }
  for (const [identity] of service.store.all()) {
    if (!allowed.has(identity)) breaches.push(`${identity} is stored, and no row says so`);
  }
  return breaches;
}

/** As text. */
function rowsSent(calls: readonly Call[]): Set<string> {
  return new Set(calls.flatMap(({ rows }) => rows.map((row) => JSON.stringify(row))));
}

function resultsAreOwn({ runs, service }: Happened): string[] {
  return runs.flatMap((run) =>
    run.results.flatMap((result, i) => {
      if (result["isFailed"] === true) return [];
      const id = service.store.get(identityOf(run.plan.rows[i] as JsonObject))?.id;
      return id === result["id"]
        ? []
        : [`${rowName(run, i)} has the id ${String(result["id"])}, not ${String(id)}`];
    }),
  );
}

/** Only the value identifies the row of a result. */
function valuesAreApart({ calls }: Happened): string[] {
  return calls.flatMap(({ kind, n, rows }) => {
    const values = rows
      .map(({ indicatorValue }) => indicatorValue)
      .filter((value) => typeof value === "string");
    const apart = new Set(values.map((value) => value.toLowerCase()));
    return apart.size === values.length ? [] : [`${kind} ${n} contains a value twice`];
  });
}

/** The service names good rows too; only a row that was proved to be bad keeps the service's message. */
function goodRowsAreAccepted({ runs }: Happened): string[] {
  return runs.flatMap((run) =>
    run.results.flatMap((result, i) => {
      if (codeOf(result) !== "Rejected" || poisonOf(run.plan.rows[i]) !== undefined) return [];
      return [`${rowName(run, i)} is good and says ${reasonOf(result)}`];
    }),
  );
}

/** Counted at the arrival of calls, separately for each life: a rate limit in memory ends with its process. */
function withinRateLimit({ calls, scenario }: Happened): string[] {
  const lives = [...new Set(calls.map(({ life }) => life))];
  return lives.flatMap((life) => {
    const own = calls.filter((call) => call.life === life);
    return [
      ...overRateLimit(own, "import", scenario.rateLimit),
      ...overRateLimit(own, "list", scenario.listRateLimit),
    ];
  });
}

function overRateLimit(
  calls: readonly Call[],
  kind: Call["kind"],
  { calls: max, perSeconds }: Happened["scenario"]["rateLimit"],
): string[] {
  const windowMs = perSeconds * 1000;
  const arrivals = calls.filter((call) => call.kind === kind).map(({ arrivedAt }) => arrivedAt);
  const at = arrivals.filter((time) => time !== undefined).toSorted((a, b) => a - b);
  const first = at.findIndex((time, i) => {
    const later = at[i + max];
    return later !== undefined && later - time < windowMs;
  });
  if (first < 0) return [];
  const span = `from ${at[first]} to ${at[first + max]} ms`;
  return [`${max + 1} calls (${kind}) ${span}; ${max} per ${windowMs} ms are allowed`];
}

function nothingTooLate(happened: Happened): string[] {
  return [...importsAfter(happened, deadlineOf), ...othersAfter(happened, deadlineOf)];
}

function deadlineOf({ startedAt, plan }: RunRecord): number | undefined {
  return plan.deadlineMs === undefined ? undefined : startedAt + plan.deadlineMs;
}

/** Tokens and lists do not identify their run: there must be a run that may still need them when they arrive. */
function othersAfter(
  { records, calls }: Happened,
  timeOf: (run: RunRecord) => number | undefined,
  when: "leftAt" | "arrivedAt" = "arrivedAt",
): string[] {
  const others = calls.filter(({ kind }) => kind !== "import");
  return others.flatMap((call) => {
    const { kind, n, leftAt, arrivedAt = leftAt } = call;
    const at = when === "leftAt" ? leftAt : arrivedAt;
    const wants = (run: RunRecord) => isDuring(run, call) && at <= (timeOf(run) ?? at);
    if (records.some(wants)) return [];
    return [`${kind} ${n} left at ${leftAt}, arrived at ${arrivedAt} ms, too late`];
  });
}

function nothingAfterCancel(happened: Happened): string[] {
  const cancelOf = ({ cancelledAt }: RunRecord) => cancelledAt;
  return [...importsAfter(happened, cancelOf, "leftAt"), ...othersAfter(happened, cancelOf, "leftAt")];
}

/** Calls of a run after its end: they contain its rows only. */
function importsAfter(
  { records, calls }: Happened,
  timeOf: (run: RunRecord) => number | undefined,
  when: "leftAt" | "arrivedAt" = "arrivedAt",
): string[] {
  return records.flatMap((run) => {
    const timestamp = timeOf(run);
    if (timestamp === undefined) return [];
    const own = new Set(run.plan.rows);
    const late = calls.filter((call) => {
      const isOwn = call.life === run.life && call.kind === "import" && isOf(own, call.rows[0]);
      return isOwn && Math.max(call.leftAt, call[when] ?? 0) > timestamp;
    });
    return late.map(
      ({ n, leftAt, arrivedAt }) =>
        `call ${n} left at ${leftAt}, arrived at ${arrivedAt}, after ${timestamp} ms`,
    );
  });
}

/** Values of two runs differ, so the first row identifies the run. */
function isOf(rows: ReadonlySet<unknown>, row: JsonObject | undefined): boolean {
  const value = row?.["indicatorValue"];
  for (const own of rows) if ((own as JsonObject | null)?.["indicatorValue"] === value) return true;
  return false;
}

function nothingAfterwards({ records, calls }: Happened): string[] {
  return calls
    .filter((call) => !records.some((run) => isDuring(run, { ...call, arrivedAt: call.leftAt })))
    .map(({ kind, n, leftAt }) => `${kind} ${n} was sent at ${leftAt} ms, when no run was active`);
}

/** True if the call was sent during the run, or was in flight when the run began: a token may serve both. */
function isDuring({ life, startedAt, endedAt = Number.POSITIVE_INFINITY }: RunRecord, call: Call): boolean {
  const { leftAt, arrivedAt = leftAt } = call;
  return life === call.life && startedAt <= arrivedAt && leftAt <= endedAt;
}

/** Results known by then are still written: calls, and pages of rows that equal others. */
function endsInTime({ runs, scenario }: Happened): string[] {
  const { concurrency = 1 } = scenario.declarations.actions.get("import_indicators")?.batch ?? {};
  return runs.flatMap(({ index, plan, startedAt, endedAt }) => {
    if (plan.deadlineMs === undefined || endedAt === undefined) return [];
    const over = endedAt - startedAt - plan.deadlineMs;
    const writes = scenario.hasJournal ? concurrency + 1 + Math.ceil(plan.rows.length / 500) : 0;
    const writingMs = writes * maxWriteMs;
    return over > writingMs ? [`run ${index} ended ${over} ms after its deadline`] : [];
  });
}

function singleFlight({ calls }: Happened): string[] {
  const requests = calls.filter(({ kind }) => kind === "token");
  return requests.flatMap((call, i) => {
    const other = requests
      .slice(0, i)
      .find(({ life, endedAt }) => life === call.life && (endedAt === undefined || endedAt > call.leftAt));
    return other === undefined ? [] : [`token ${call.n} was sent while token ${other.n} was in flight`];
  });
}

function summaryIsRight({ runs, calls, scenario }: Happened): string[] {
  return runs.flatMap((run) => {
    const sum = run.events.findLast((event) => event.type === "summary");
    if (sum === undefined) return run.endedAt === undefined ? [] : [`run ${run.index} has no summary`];
    const results = run.results;
    const failed = results.filter((result) => result["isFailed"] === true).length;
    const events = [sum.rows, sum.failed, sum.succeeded];
    const wanted = [results.length, failed, results.length - failed];
    const breaches =
      String(events) === String(wanted)
        ? []
        : [`run ${run.index} reports ${events.join()} instead of ${wanted.join()}`];
    if (scenario.runs.length > 1 || run.life > 0) return breaches;
    const left = calls.filter(({ kind }) => kind !== "token").length;
    return sum.calls === left
      ? breaches
      : [...breaches, `${left} calls were sent, and the summary says ${sum.calls}`];
  });
}

function noSecret({ records, secrets, journal }: Happened): string[] {
  const texts = records.flatMap(({ output, results, error, events }) => [
    JSON.stringify([output ?? null, results]),
    error === undefined ? "" : inspect(error, { depth: 8, showHidden: true, maxArrayLength: 8 }),
    JSON.stringify(events),
  ]);
  const forms = secrets.flatMap((secret) => [
    secret,
    encodeURIComponent(secret),
    new URLSearchParams({ x: secret }).toString().slice(2),
    JSON.stringify(secret).slice(1, -1),
  ]);
  const all = [...texts, journal].join("\n");
  return forms.filter((form) => all.includes(form)).map((form) => `${form} is in the output`);
}

/**
 * A final result of a row is repeated by the next run, without sending the row. Rows after one of the same identity
 * without a response are sent again after it.
 */
function finalResultsStay({ records, calls, scenario }: Happened): string[] {
  if (!scenario.hasJournal) return [];
  return records.flatMap((run, n) => {
    const next = records.slice(n + 1).find(({ index }) => index === run.index);
    if (next === undefined) return [];
    const again = rowsSent(calls.filter(({ life }) => life > run.life));
    const texts = run.plan.rows.map((row) => JSON.stringify(row));
    const open = new Set<string>();
    return run.results.flatMap((result, i) => {
      const identity = identityIn(run.plan.rows[i]);
      if (!isFinal(result)) open.add(identity);
      if (open.has(identity)) return [];
      const later = next.results[i];
      const said = `${rowName(run, i)} has the result ${JSON.stringify(result)}`;
      if (later !== undefined && !isDeepStrictEqual(later, result))
        return [`${said}, and then ${JSON.stringify(later)}`];
      const text = texts[i] as string;
      const isOnce = texts.indexOf(text) === texts.lastIndexOf(text);
      return isOnce && again.has(text) ? [`${said}, and was sent again`] : [];
    });
  });
}

/** Objects that existed before a list was requested are updates, which need no capacity. */
function existingRowsAreAccepted({ runs, calls, service }: Happened): string[] {
  const listedAt = calls.find(({ kind }) => kind === "list")?.leftAt ?? Number.POSITIVE_INFINITY;
  return runs.flatMap((run) =>
    run.results.flatMap((result, i) => {
      if (codeOf(result) !== "CapacityExceeded" || run.plan.overflow === "fail") return [];
      const since = service.store.get(identityIn(run.plan.rows[i]))?.since ?? Number.POSITIVE_INFINITY;
      return since < listedAt ? [`${rowName(run, i)} exists and says ${reasonOf(result)}`] : [];
    }),
  );
}

/** With a higher latency, a run has more calls in flight. */
const usualLatencyMs = 2000;

/** After a list that was requested during the run, only calls that started before it create new objects. */
function noUselessCalls({ records, calls, service, scenario }: Happened): string[] {
  if (scenario.runs.length > 1 || scenario.runs[0]?.overflow !== undefined) return [];
  const {
    concurrency = 1,
    maxConcurrency = concurrency,
    maxItems = 1,
  } = scenario.declarations.actions.get("import_indicators")?.batch ?? {};
  return records.flatMap(({ life }) => {
    const own = calls.filter((call) => call.life === life);
    const closedAt = own.find(({ isLastPage }) => isLastPage === true)?.endedAt;
    if (closedAt === undefined) return [];
    const before = rowsSent(own.filter(({ leftAt }) => leftAt <= closedAt));
    const late = rowsSent(own.filter(({ leftAt }) => leftAt > closedAt));
    const isNew = (text: string) => {
      const since = service.store.get(identityIn(JSON.parse(text)))?.since ?? Number.POSITIVE_INFINITY;
      return since > closedAt && !before.has(text);
    };
    const count = [...late].filter(isNew).length;
    const accepted = own.filter(({ status = 0, endedAt = 0 }) => status === 200 && endedAt <= closedAt);
    const latencies = accepted.map(({ leftAt, endedAt = leftAt }) => endedAt - leftAt);
    const longestMs = Math.max(usualLatencyMs, ...latencies);
    const inFlight = Math.min(maxConcurrency, Math.ceil((concurrency * longestMs) / usualLatencyMs));
    const max = (inFlight - 1) * maxItems;
    return count <= max ? [] : [`${count} new rows were sent in life ${life} after ${closedAt} ms`];
  });
}

/** Returns the identity of a row; the text of a value that is not a row. */
function identityIn(row: unknown): string {
  const isRow = typeof row === "object" && row !== null && !Array.isArray(row);
  return isRow ? identityOf(row as JsonObject) : JSON.stringify(row);
}

/** Accepted or rejected: no other call will change that. A row that did not fit may fit later. */
function isFinal(result: JsonObject): boolean {
  const code = codeOf(result);
  return (code === undefined && !reasonOf(result).startsWith(fullWords)) || code === "Rejected";
}

/** Rows, as text, that are the only ones of their identity. */
function rowsOfOwn(rows: readonly unknown[]): string[] {
  const known = new Map<string, number>();
  for (const row of rows) known.set(identityIn(row), (known.get(identityIn(row)) ?? 0) + 1);
  return rows.filter((row) => known.get(identityIn(row)) === 1).map((row) => JSON.stringify(row));
}

/** A row is sent again in a later life only if its result was not on disk, or was not final. */
function sentOnce({ records, calls, deaths, scenario, service }: Happened): string[] {
  if (!scenario.hasJournal) return [];
  const { concurrency = 1 } = scenario.declarations.actions.get("import_indicators")?.batch ?? {};
  const writingMs = concurrency * maxWriteMs;
  const completed = new Map<string, Call>();
  const single = new Set(records.flatMap(({ plan }) => rowsOfOwn(plan.rows)));
  const breaches: string[] = [];
  for (const call of calls) {
    for (const row of call.rows) {
      const text = JSON.stringify(row);
      const before = completed.get(text);
      if (before !== undefined && before.life < call.life && single.has(text))
        breaches.push(`import ${call.n} sends ${text}, completed by import ${before.n}`);
      const death = deaths.get(call.life) ?? Number.POSITIVE_INFINITY;
      const { status, endedAt = death, fault } = call;
      const isResponse = status === 200 && !roughFaults.some((rough) => rough === fault);
      const since = service.store.get(identityIn(row))?.since ?? Number.POSITIVE_INFINITY;
      const didFit = rejectionOf(row) !== undefined || since <= endedAt;
      if (isResponse && didFit && death - endedAt > writingMs) completed.set(text, call);
    }
  }
  return breaches;
}

/** Returns the connector's code at the beginning of a reason; undefined for the service's own message. */
function codeOf(result: JsonObject): string | undefined {
  const [code = ""] = reasonOf(result).split(":");
  return Object.hasOwn(errorTable, code) ? code : undefined;
}

function reasonOf({ failureReason }: JsonObject): string {
  return String(failureReason);
}

function rowName({ index }: RunRecord, i: number): string {
  return `run ${index}, row ${i}`;
}
