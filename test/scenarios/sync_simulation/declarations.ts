/** The package's declarations with small batches, small pages and a small tenant, so that few rows reach every bound. */
import type { Declarations } from "../../../connector/index.js";
import { changed, own, put } from "../../engine/stub.js";

/** maxItems of imports and deletes; attempts; consecutive failed calls. */
const shapes = [
  [2, 3, 8, 10],
  [5, 2, 4, 3],
  [20, 20, 2, 2],
  [500, 500, 8, 10],
] as const;

/** Number of different shapes. */
export const shapeCount = shapes.length;

const made = new Map<string, Declarations>();

/** Returns the declarations of a shape for this size of pages and of the tenant. */
export function declarationsOf(shape: number, pageSize: number, capacity: number): Declarations {
  const id = `${shape} ${pageSize}`;
  const known = made.get(id) ?? declarationsAs(shapes[shape] as (typeof shapes)[number], pageSize);
  made.set(id, known);
  return withCapacity(known, capacity);
}

function declarationsAs(
  [imported, deleted, attempts, maxFailedCalls]: (typeof shapes)[number],
  pageSize: number,
): Declarations {
  const calls = {
    "/retry/attempts": attempts,
    "/retry/connectAttempts": Math.min(3, attempts),
    "/circuitBreaker/maxConsecutiveFailures": maxFailedCalls,
  };
  const declarations = changed({ action: { ...calls, "/batch/maxItems": imported } });
  put(declarations.actions.get("batch_delete_indicators"), { ...calls, "/batch/maxItems": deleted });
  put(declarations.actions.get("get_indicators"), {
    "/retry/attempts": attempts,
    "/paging/offsetFallback/from": pageSize,
  });
  return { ...declarations, digest: own.digest };
}

function withCapacity(declarations: Declarations, capacity: number): Declarations {
  const action = declarations.actions.get("import_indicators");
  const composed = declarations.composed.get("sync_indicators");
  if (action?.capacity === undefined || composed?.sync === undefined) throw new Error("no capacity declared");
  const limited = { ...action, capacity: { ...action.capacity, limit: capacity } };
  const sync = { ...composed, sync: { ...composed.sync, capacity } };
  return {
    ...declarations,
    actions: new Map(declarations.actions).set("import_indicators", limited),
    composed: new Map(declarations.composed).set("sync_indicators", sync),
  };
}
