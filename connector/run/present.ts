/** Asks another action what is there, when the service says that something among many is not. */
import { isConnectorError } from "../contract/errors.js";
import type { Action } from "../contract/generated/meta/action.js";
import { at } from "../contract/pointer.js";
import type { ActionInput, JsonObject } from "../contract/types.js";
import type { OnceJob } from "./once.js";
import { runOnce } from "./once.js";

type Declared = NonNullable<NonNullable<Action["isolate"]>["present"]>;

/** Names of what is there; undefined where the list cannot be had whole, or names nothing that it holds. */
export async function listPresent(declared: Declared, job: OnceJob): Promise<Set<string> | undefined> {
  const { paging } = job.compiled.action;
  if (paging === undefined) return undefined;
  const input = { ...declared.input, [paging.all]: true } as ActionInput;
  // The list is no part of what the user asked for: neither its progress nor its failure is told.
  const quiet = { ...job, tell: () => {}, tally: { trouble: () => false } };
  const output = await runOnce(input, quiet).catch((error: unknown) => {
    if (!isConnectorError(error)) throw error;
    return undefined;
  });
  if (output?.status_code !== 200) return undefined;
  const items = at(output.json_body, paging.items) as (JsonObject | null)[];
  const names = items.map((item) => item?.[declared.field] ?? null).filter((name) => name !== null);
  return items.length > 0 && names.length === 0 ? undefined : new Set(names.map(String));
}
