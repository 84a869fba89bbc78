/** Applies a plan in an order that never leaves the target without a row that it should have, as far as there is room. */
import type { JsonObject } from "../contract/types.js";
import { notices, reasons } from "./messages.js";
import type { CallOutcome, TargetCalls } from "./target_calls.js";
import type { Change, PlanLine, SyncNotice } from "./sync_types.js";

/** What became of a line. */
export interface LineOutcome {
  readonly isFailed: boolean;
  readonly id: string | null;
  readonly reason: string | null;
}

/** What applying needs. */
export interface ApplyPorts {
  readonly calls: Pick<TargetCalls, "import" | "delete" | "failure">;
  /** Number of places that are free now; infinity without a capacity. */
  readonly free: number;
  /** Delete each row before it is imported again, because its owner is set only when it is created. */
  readonly adopt: boolean;
  /** Called before and after each phase; resolves when this is known to survive a crash. */
  readonly mark: (phase: string, rows: number) => Promise<void>;
  readonly onNotice: (notice: SyncNotice) => void;
}

/** Rows that are deleted together before they are imported again. */
const adoptedTogether = 100;

/** Applies lines. */
export class Applier {
  /** The outcome of each line that was due. */
  readonly outcomes = new Map<PlanLine, LineOutcome>();
  readonly #ports: ApplyPorts;
  #free: number;
  /** Ids of objects that were imported. They are never deleted, whatever the plan says. */
  readonly #imported = new Set<string>();
  /** Objects with a new row that was not imported. */
  readonly #unconfirmed = new Set<string>();

  constructor(ports: ApplyPorts) {
    this.#ports = ports;
    this.#free = ports.free;
  }

  /** Applies the lines with a change: deletes only as far as room is needed, imports, then the other deletes. */
  async apply(lines: readonly PlanLine[]): Promise<void> {
    const of = (change: Change) => lines.filter(({ entry }) => entry.change === change);
    const [creates, updates, deletes, replaced] = [
      of("create"),
      of("update"),
      of("delete").toSorted((a, b) => Number(a.object !== undefined) - Number(b.object !== undefined)),
      of("changeAction"),
    ];
    if (this.#ports.adopt) return this.#inGroups(replaced, adoptedTogether);
    const shortage = Math.max(0, creates.length + replaced.length - this.#free);
    await this.#delete(deletes.slice(0, shortage));
    const room = Math.min(replaced.length, Math.max(0, this.#free - creates.length));
    const first = replaced.slice(0, room);
    await this.#import([...creates, ...updates, ...first]);
    await this.#delete([...first, ...deletes.slice(shortage)]);
    await this.#withoutRoom(replaced.slice(room));
  }

  /** Replaces rows in rounds: as many as fit with both sides, or one row that is deleted first. */
  async #withoutRoom(replaced: readonly PlanLine[]): Promise<void> {
    let gaps = 0;
    for (let i = 0; i < replaced.length; ) {
      const size = Math.max(1, this.#free);
      const part = replaced.slice(i, i + size);
      i += part.length;
      if (this.#free > 0) {
        await this.#import(part);
        await this.#delete(part);
      } else {
        gaps += part.length;
        await this.#deleteFirst(part);
      }
    }
    if (gaps > 0) this.#ports.onNotice(notices.gap(gaps));
  }

  async #inGroups(replaced: readonly PlanLine[], size: number): Promise<void> {
    for (let i = 0; i < replaced.length; i += size) await this.#deleteFirst(replaced.slice(i, i + size));
    if (replaced.length > 0) this.#ports.onNotice(notices.gap(replaced.length));
  }

  async #deleteFirst(part: readonly PlanLine[]): Promise<void> {
    await this.#delete(part, true);
    const deleted = part.filter((line) => this.outcomes.get(line)?.isFailed === false);
    await this.#import(deleted, true);
  }

  /** @param isAfterDelete - the old side of the rows is gone */
  async #import(lines: readonly PlanLine[], isAfterDelete = false): Promise<void> {
    const found = await this.#phase("import", lines, () =>
      this.#ports.calls.import(lines.map(({ entry }) => entry.after as JsonObject)),
    );
    for (const [i, line] of lines.entries()) {
      const { isDone, id, reason } = found[i] ?? notReached;
      if (isDone && id !== null) this.#imported.add(id);
      if (isDone && line.entry.change !== "update") this.#free -= 1;
      if (!isDone && line.object !== undefined) this.#unconfirmed.add(line.object);
      const why = isAfterDelete && !isDone ? reasons.gap(reason ?? "") : reason;
      this.outcomes.set(line, { isFailed: !isDone, id, reason: isDone ? null : why });
    }
  }

  /**
   * Deletes rows, and the old side of replaced rows once their new side is confirmed.
   * @param isBeforeImport - the rows are deleted before their new side exists
   */
  async #delete(lines: readonly PlanLine[], isBeforeImport = false): Promise<void> {
    const due = lines.filter((line) => this.#isDue(line, isBeforeImport));
    const found = await this.#phase("delete", due, () =>
      this.#ports.calls.delete(due.map(({ id }) => id as string)),
    );
    for (const [i, line] of due.entries()) {
      const { isDone, reason } = found[i] ?? notReached;
      if (isDone) this.#free += 1;
      this.#deleted(line, isDone, reason);
    }
  }

  #isDue(line: PlanLine, isBeforeImport: boolean): boolean {
    const isOldSide = line.entry.change === "changeAction" && !isBeforeImport;
    const before = this.outcomes.get(line);
    if (isOldSide && before?.isFailed !== false) return false;
    if (line.entry.change === "delete" && this.#unconfirmed.has(line.object ?? "")) {
      this.outcomes.set(line, { isFailed: true, id: line.id ?? null, reason: reasons.newMissing() });
      return false;
    }
    if (!this.#imported.has(line.id as string)) return true;
    this.outcomes.set(line, { isFailed: false, id: line.id ?? null, reason: reasons.sameRow() });
    return false;
  }

  #deleted(line: PlanLine, isDone: boolean, reason: string | null): void {
    const before = this.outcomes.get(line);
    if (before === undefined) {
      this.outcomes.set(line, { isFailed: !isDone, id: line.id ?? null, reason: isDone ? null : reason });
    } else if (!isDone) {
      this.outcomes.set(line, { ...before, isFailed: true, reason: reasons.oldRemains(reason ?? "") });
    }
  }

  /** Makes calls unless an earlier one failed as a whole: the target may not be what the plan expects. */
  async #phase(
    name: string,
    lines: readonly PlanLine[],
    work: () => Promise<readonly CallOutcome[]>,
  ): Promise<readonly CallOutcome[]> {
    if (lines.length === 0 || this.#ports.calls.failure !== undefined) return [];
    await this.#ports.mark(name, lines.length);
    const found = await work();
    await this.#ports.mark(`${name}ed`, found.filter(({ isDone }) => isDone).length);
    return found;
  }
}

const notReached: CallOutcome = { isDone: false, id: null, reason: reasons.notReached() };
