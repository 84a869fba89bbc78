/** The rules of a sync: its file, and the options of the run. */
import {
  checkRules,
  type Declarations,
  type SyncRules,
  type SyncTarget,
} from "../../../connector/platform_api.js";
import { syncFileErrors } from "./messages.js";
import type { SyncFile } from "./sync_file.js";

/** The options that are a part of the rules. */
export interface RuleOptions {
  readonly allowDelete?: number | undefined;
  /** Interval of the rounds in milliseconds. If the file has another one, the longer one counts. */
  readonly everyMs?: number | undefined;
}

/** Returns the declared target. @throws ConnectorError InvalidOption if the target or the options do not fit the sync */
export function checkedTarget(file: SyncFile, declarations: Declarations, options: RuleOptions): SyncTarget {
  const target = targetOf(file, declarations);
  checkRules(rulesOf(file, options), target);
  return target;
}

/** Returns the rules of the sync. */
export function rulesOf(file: SyncFile, { allowDelete, everyMs }: RuleOptions): SyncRules {
  const { name, policy, ownership, maxDelete, rank } = file;
  const given = { ownership, maxDelete, rank, everyMs: longer(file.everyMs, everyMs), allowDelete };
  const set = Object.entries(given).filter(([, value]) => value !== undefined);
  return { name, policy, ...Object.fromEntries(set) };
}

/** Rows of a lease must outlive the longest interval that is known. */
function longer(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? (a ?? b) : Math.max(a, b);
}

/** Returns the declared target. @throws ConnectorError InvalidOption */
export function targetOf({ target }: SyncFile, { composed }: Declarations): SyncTarget {
  const { sync } = composed.get(target.action) ?? {};
  if (sync !== undefined) return sync;
  throw syncFileErrors.notATarget(target.action);
}
