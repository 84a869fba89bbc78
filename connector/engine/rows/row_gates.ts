/** The gates that decide about a row before it is placed in a batch. Optional gates may be absent. */
import { ConnectorError } from "../../contract/errors.js";
import type { JsonObject } from "../../contract/types.js";
import type { Deadline } from "../../http/deadline.js";
import type { RowDecision } from "../batch/pipeline.js";
import type { CapacityGate } from "../existing/capacity_gate.js";
import type { ExistingGate } from "../existing/existing_gate.js";
import type { ResumeGate } from "../journal/resume_gate.js";
import type { RunStats } from "../results/run_stats.js";
import type { RunStatus } from "../results/run_status.js";
import { RejectedRow, validateRow, type ValidateRowSettings } from "./validate_row.js";

/** The gates of one run, and what they report to. */
export interface RowGateSettings {
  readonly rowSettings: ValidateRowSettings;
  readonly resumeGate: ResumeGate | undefined;
  readonly existingGate: ExistingGate | undefined;
  readonly capacityGate: CapacityGate | undefined;
  readonly status: RunStatus;
  readonly stats: RunStats;
}

/** Passes rows through the gates. */
export class RowGates {
  readonly #gates: RowGateSettings;

  constructor(gates: RowGateSettings) {
    this.#gates = gates;
  }

  /** Does what must be known before the first row. */
  async prepare(deadline: Pick<Deadline, "stop">): Promise<void> {
    await this.#gates.existingGate?.prepare(deadline);
  }

  /** Validates the row, looks up its result in the journal, then in the service, then checks the capacity. */
  decide(row: unknown, position: number): RowDecision {
    const { rowSettings, existingGate, capacityGate, stats } = this.#gates;
    const validRow = validateRow(row, position, rowSettings);
    if (validRow instanceof RejectedRow)
      return { result: this.#resumed(position, undefined) ?? validRow.result };
    const resumed = this.#resumed(position, validRow);
    if (resumed !== undefined) return { result: resumed, resumed: validRow };
    const existing = existingGate?.result(validRow);
    if (existing !== undefined) {
      stats.unchanged += 1;
      return { result: existing, resumed: validRow };
    }
    const heldBack = capacityGate?.check(validRow);
    return heldBack === undefined ? { send: validRow } : { result: heldBack };
  }

  placed(position: number, row: JsonObject, isShared: boolean): void {
    this.#gates.resumeGate?.placed(position, row, isShared);
    this.#gates.existingGate?.placed(row);
  }

  /** Returns the results of placed rows that no call's journal entry holds. */
  takeShared(first: number, results: readonly JsonObject[]): (readonly [number, JsonObject])[] {
    return this.#gates.resumeGate?.takeShared(first, results) ?? [];
  }

  #resumed(position: number, row: JsonObject | undefined): JsonObject | undefined {
    const { resumeGate, stats } = this.#gates;
    const result = resumeGate?.result(position, row);
    if (result === undefined) return undefined;
    this.#countDoubt(result);
    stats.resumed += 1;
    return result;
  }

  /** A row with an unknown outcome counts as a call without a response, in this run as in the one that sent it. */
  #countDoubt(result: JsonObject): void {
    const { rowSettings, status } = this.#gates;
    const reason = String(result[rowSettings.spec.declared.reasonField]);
    const [, message] = /^OutcomeUnknown: (.*)$/s.exec(reason) ?? [];
    if (message === undefined) return;
    status.add({ index: -1, failure: { error: new ConnectorError("OutcomeUnknown", message) } });
  }
}
