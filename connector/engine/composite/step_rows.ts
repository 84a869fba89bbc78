/** Checks the rows of a composed action by the rules of all its steps, before any step is taken. */
import type { NamesFound } from "../../contract/compiled_action.js";
import { getAt, isObject } from "../../contract/json_pointer.js";
import type { JsonObject } from "../../contract/types.js";
import { isUnreadableRow, UnreadableRow } from "../../contract/unreadable_row.js";
import { rowMessages } from "../rows/messages.js";
import { plainRow } from "../rows/plain_row.js";
import { checkSettings } from "../rows/row_context.js";
import type { UnknownFields } from "../rows/unknown_fields.js";
import { checkedRow, RowError } from "../rows/validate_row.js";
import { failedAt, type Step, type StepContexts, type StepsJob } from "./step_contexts.js";

/** Checks rows and makes their first results. */
export class StepRows {
  readonly #job: StepsJob;
  readonly #contexts: StepContexts;
  readonly #unknownFields: UnknownFields;

  constructor(job: StepsJob, contexts: StepContexts, unknownFields: UnknownFields) {
    this.#job = job;
    this.#contexts = contexts;
    this.#unknownFields = unknownFields;
  }

  /** Returns the result of a row before the first step: a failure if one of the steps would reject the row. */
  firstResult(row: unknown, index: number): JsonObject {
    const { template, match, failedField, reasonField, step: stepField } = this.#job.composed.results;
    const name = getAt(row, `/${match.row}`);
    const named = { [match.result]: typeof name === "string" ? name : null };
    const result = { ...template, ...this.#named(row), ...named };
    for (const step of this.#job.composed.steps) {
      const rowError = this.#rowError(step, row, index);
      if (rowError !== undefined) return failedAt(this.#job, result, rowError, step.action);
    }
    return { ...result, [failedField]: false, [reasonField]: null, [stepField]: null };
  }

  /** Returns the row with its values as the steps normalize them, because rows are compared by what is sent. */
  asSent(row: unknown): unknown {
    const { steps } = this.#job.composed;
    if (!isObject(row) || !this.#contexts.of(steps[0] as Step).context.normalize) return row;
    const normalized = steps.map((step) => {
      const checked = this.#checked(step, row, 0);
      if (checked instanceof RowError) return {};
      const { scalarField = "" } = this.#contexts.of(step).context.compiled.action.batch ?? {};
      return step.pluck === undefined ? checked : { [step.pluck]: checked[scalarField] };
    });
    return Object.assign({}, row, ...normalized) as unknown;
  }

  /** Returns the fields by which the results of the steps name their row, as far as the row itself contains them. */
  #named(row: unknown): JsonObject {
    const named: JsonObject = {};
    for (const step of this.#job.composed.steps) {
      const match = this.#contexts.of(step).context.compiled.action.results?.match;
      const value = match === undefined ? undefined : getAt(row, `/${match.row}`);
      if (match !== undefined && typeof value === "string" && step.emit?.includes(match.result) === true)
        named[match.result] = value;
    }
    return named;
  }

  #rowError(step: Step, row: unknown, index: number): string | undefined {
    const misnamed = this.#misnamed(step, row);
    if (misnamed !== undefined) return `${misnamed.code}: ${misnamed.faults.join(" ")}`;
    if (step.pluck !== undefined && rowFor(step, row) === undefined)
      return `InvalidRow: ${step.pluck} is missing; add it.`;
    const checked = this.#checked(step, row, index, (found) => this.#unknownFields.add(found, index));
    return checked instanceof RowError ? `${checked.code}: ${checked.message}` : undefined;
  }

  /** Returns the finding about a name that no step knows and that is similar to the field that this step reads. */
  #misnamed(step: Step, row: unknown): NamesFound | undefined {
    const { pluck } = step;
    if (pluck === undefined || !isObject(row) || isUnreadableRow(row)) return undefined;
    const { [pluck]: _own, ...others } = row;
    let unknown: JsonObject = others;
    for (const other of this.#job.composed.steps) {
      if (other.pluck !== undefined) continue;
      const found = this.#contexts.of(other).context.compiled.names?.look(unknown);
      if (found === undefined) return undefined;
      unknown = Object.fromEntries(found.unknown.map((name) => [name, row[name]]));
    }
    const found = this.#contexts.of(step).context.compiled.names?.look(unknown);
    return found === undefined || found.faults.length === 0 ? undefined : found;
  }

  #checked(
    step: Step,
    row: unknown,
    index: number,
    onNames: (found: NamesFound) => void = () => {},
  ): ReturnType<typeof checkedRow> {
    const settings = { ...checkSettings(this.#contexts.of(step).context), warn: () => {}, onNames };
    return checkedRow(rowFor(step, row), index, settings);
  }
}

/** Returns the part of the row that the action of the step receives. */
export function rowFor({ pluck, omit = [] }: Step, row: unknown): unknown {
  if (!isObject(row) || isUnreadableRow(row)) return row;
  if (pluck !== undefined) return row[pluck];
  return Object.fromEntries(Object.entries(row).filter(([name]) => !omit.includes(name)));
}

/** Reads the row once for all steps: a getter or a proxy of the caller may throw. */
export function readOnce(row: unknown): unknown {
  if (!isObject(row) || isUnreadableRow(row)) return row;
  try {
    const plain = plainRow(row);
    return typeof plain === "string" ? new UnreadableRow(plain) : plain;
  } catch {
    return new UnreadableRow(rowMessages.unreadable);
  }
}
