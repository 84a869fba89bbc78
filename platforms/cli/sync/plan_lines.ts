/** A plan as text, in the manner of Terraform. */
import type { Change, JsonObject, PlanEntry, SyncPlan } from "../../../connector/platform_api.js";
import { printable } from "../../shared/printable.js";
import { changeWords, planTexts } from "./messages.js";

/** Marks of the lines. What is kept without a reason has no line. */
const marks: Readonly<Record<Change, string>> = {
  create: "  +",
  update: "  ~",
  changeAction: "-/+",
  delete: "  -",
  keep: "  =",
  overCapacity: "  !",
  foreign: "  !",
  rejected: "  !",
};

/** Returns the names of the fields with another value. */
export type Differences = (before: JsonObject, after: JsonObject) => readonly string[];

/** Yields the lines of a plan: its entries, then the sum. */
export function* planLines({ entries, counts }: SyncPlan, differences: Differences): Generator<string> {
  for (const entry of entries) if (isShown(entry)) yield* entryLines(entry, differences);
  yield sumLine(counts);
}

/** Returns whether a plan would change something. */
export function isPending({ create, update, changeAction, delete: deletes }: SyncPlan["counts"]): boolean {
  return create + update + changeAction + deletes > 0;
}

/** Returns the line with all counts; those of rows that stay out are shown if there are any. */
export function sumLine(counts: SyncPlan["counts"]): string {
  const always: readonly Change[] = ["create", "update", "changeAction", "delete"];
  const further: readonly Change[] = ["keep", "foreign", "overCapacity", "rejected"];
  const named = [...always, ...further.filter((change) => counts[change] > 0)];
  const { held = 0 } = counts;
  const heldBack = held === 0 ? [] : [planTexts.held(held)];
  const parts = [...named.map((change) => `${counts[change]} ${changeWords[change]}`), ...heldBack];
  return `${isPending(counts) || held > 0 ? "Plan" : planTexts.noChanges}: ${parts.join(", ")}.`;
}

function isShown({ change, reason }: PlanEntry): boolean {
  return change !== "keep" || reason !== null;
}

function* entryLines(entry: PlanEntry, differences: Differences): Generator<string> {
  const { change, key, reason } = entry;
  const why = reason === null ? "" : `  # ${printable(reason)}`;
  yield `${marks[change]} ${printable(key)}${why}`;
  if (change === "update" || change === "changeAction")
    for (const { field, before, after } of changedFields(entry, differences))
      yield `      ${printable(field)}: ${shown(before)} -> ${shown(after)}`;
}

/** A field with another value. */
export interface ChangedField {
  readonly field: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** Returns the fields of the row that what exists has otherwise. A field that the service does not return is left out. */
export function changedFields({ before, after }: PlanEntry, differences: Differences): ChangedField[] {
  const [old, sent]: [JsonObject, JsonObject] = [before ?? {}, after ?? {}];
  return differences(old, sent).map((field) => ({ field, before: old[field], after: sent[field] }));
}

/** Most characters of a value. */
const maxLength = 200;

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? "null";
  return printable(text.length > maxLength ? `${text.slice(0, maxLength)}…` : text);
}
