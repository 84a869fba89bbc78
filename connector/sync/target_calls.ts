/** Imports into a target and deletes from it, with the actions that the target declares. */
import type { ConnectorError } from "../contract/errors.js";
import { getAt, setAt } from "../contract/json_pointer.js";
import type { ActionInput, JsonObject, RunEvent } from "../contract/types.js";
import type { StepOutcomes } from "../engine/composite/step_outcomes.js";
import { settledOutput } from "../engine/results/build_output.js";
import { RunStats } from "../engine/results/run_stats.js";
import type { RunContext } from "../engine/run_context.js";
import { run } from "../engine/run_rows.js";
import { initialState } from "../engine/run_state.js";
import type { SyncTarget } from "./sync_types.js";

/** What the service says about one row or id. */
export interface CallOutcome {
  readonly isDone: boolean;
  /** Id of the object, if the result contains it. */
  readonly id: string | null;
  /** `Code: sentence`; null without a problem. */
  readonly reason: string | null;
}

/** What the calls need. */
export interface CallPorts {
  readonly target: Pick<SyncTarget, "import" | "delete" | "id">;
  /** Returns the context of an action; every call makes a new one. */
  readonly contextFor: (name: string) => RunContext;
  readonly outcomes: StepOutcomes;
  readonly headers: ActionInput["headers"];
}

/** Sends rows and ids through the declared actions. */
export class TargetCalls {
  readonly #ports: CallPorts;
  /** Why the last call ended early. */
  failure: ConnectorError | undefined;

  constructor(ports: CallPorts) {
    this.#ports = ports;
  }

  /** Imports the rows. Returns one outcome per row, in order. */
  import(rows: readonly JsonObject[]): Promise<readonly CallOutcome[]> {
    return this.#send(this.#ports.target.import, rows);
  }

  /** Deletes the objects. An object that is gone already counts as deleted. */
  async delete(ids: readonly string[]): Promise<readonly CallOutcome[]> {
    const context = this.#ports.contextFor(this.#ports.target.delete);
    const { scalarField } = context.compiled.action.batch ?? {};
    const rows = scalarField === undefined ? ids.map((id) => ({ [this.#ports.target.id]: id })) : ids;
    const outcomes = await this.#send(this.#ports.target.delete, rows, context);
    return outcomes.map((outcome) =>
      isGone(outcome) ? { ...outcome, isDone: true, reason: null } : outcome,
    );
  }

  async #send(
    name: string,
    rows: readonly unknown[],
    context = this.#ports.contextFor(name),
  ): Promise<readonly CallOutcome[]> {
    if (rows.length === 0) return [];
    const { batch, results } = context.compiled.action;
    const { headers, outcomes, target } = this.#ports;
    const input = setAt(headers === undefined ? {} : { headers }, batch?.items ?? "", rows) as ActionInput;
    const stats = new RunStats(context.clock);
    const state = initialState();
    const emit = (event: RunEvent) => emitWarning(event, context);
    const { output, thrown } = await settledOutput(
      run(input, { ...context, stats, emit, out: context.out.within() }, state),
    );
    for (const code of stats.summary().errorCodes) context.stats.failure({ code });
    if (state.batches > 0) outcomes.add(output, results?.items ?? "", thrown);
    this.failure ??= thrown;
    const found = getAt(output.json_body, results?.items ?? "") as JsonObject[];
    return rows.map((_row, i) => outcomeOf(found[i] ?? {}, results, target.id));
  }
}

/** Warnings about rows were given when the rows were planned, with their positions in the input. */
function emitWarning(event: RunEvent, { emit }: RunContext): void {
  if (event.type === "warning" && event.rows === undefined) emit(event);
  if (event.type === "wait" || event.type === "capacity") emit(event);
}

type Results = NonNullable<RunContext["compiled"]["action"]["results"]>;

function outcomeOf(result: JsonObject, results: Results | undefined, idField: string): CallOutcome {
  const { failedField = "", failedWhen, reasonField = "" } = results ?? {};
  const id = result[idField] ?? null;
  const reason = result[reasonField] ?? null;
  return {
    isDone: result[failedField] === (failedWhen === false),
    id: typeof id === "string" || typeof id === "number" ? String(id) : null,
    reason: typeof reason === "string" ? reason : null,
  };
}

function isGone({ isDone, reason }: CallOutcome): boolean {
  return !isDone && reason?.startsWith("NotFound:") === true;
}
