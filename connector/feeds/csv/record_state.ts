/** Reads columns by which a source withdraws a record, such as `to_ids`, `status` or `whitelisted`. */
import type { Reason } from "../feed_types.js";
import { plainName } from "./column_names.js";
import { notForDetection, toIdsInvalid, withdrawnBy } from "./messages.js";

/** What a column says: `to_ids` of MISP, a word, a truth that keeps the record, or one that withdraws the record. */
export type StateKind = "toIds" | "word" | "keeps" | "withdraws";

/** A column that can withdraw a record. Columns are counted from 0. */
export interface StateColumn {
  readonly index: number;
  readonly kind: StateKind;
}

const names: readonly (readonly [RegExp, StateKind])[] = [
  [/^toids$/, "toIds"],
  [/^(?:url|ioc|indicator|current)?(?:status|state|verdict|disposition|assessment|judge?ment)$/, "word"],
  [/^(?:is)?(?:active|enabled|malicious)$/, "keeps"],
  [
    /^(?:is)?(?:whitelist|whitelisted|allowlist|allowlisted|falsepositives?|fp|benign|clean|safe|harmless|goodware|trusted|revoked|deleted|removed|retired|expired|inactive|disabled|deprecated|withdrawn)$/,
    "withdraws",
  ],
];

/** Returns what a column of that name says; undefined for other columns. */
export function stateKindOf(name: string): StateKind | undefined {
  const plain = plainName(name);
  return names.find(([known]) => known.test(plain))?.[1];
}

const yes = /^(?:1|true|yes|y|t|x)$/i;
const no = /^(?:0|false|no|n|f)$/i;
/** Words of a value that must not be used, also in a text such as `likely benign`. */
const withdrawal =
  /(?<![\p{L}\p{N}])(?:clean|white[\s_-]?list(?:ed)?|allow[\s_-]?list(?:ed)?|false[\s_-]?positives?|fp|benign|safe|harmless|goodware|known[\s_-]good|trusted|legit|legitimate|not[\s_-]malicious|non[\s_-]?malicious|inactive|revoked|deleted|removed|retired|expired|disabled|deprecated|withdrawn|obsolete)(?![\p{L}\p{N}])/iu;
/** Words that change nothing. */
const active =
  /^(?:active|enabled|malicious|bad|online|offline|live|alive|up|down|suspicious|confirmed|verified|new|open|block|blocked|true[\s_-]?positive|tp|phishing|malware|detected|valid|current|high|medium|low|critical)$/i;

/** Returns why the cell withdraws its record; undefined if the cell does not. @param cell - without outer blanks */
export function withdrawalBy(kind: StateKind, name: string, cell: string): Reason | undefined {
  if (kind === "toIds") {
    if (yes.test(cell)) return undefined;
    return cell === "" || no.test(cell) ? notForDetection() : toIdsInvalid(cell);
  }
  if (cell === "" || isUnclear(kind, cell)) return undefined;
  const isWithdrawn =
    kind === "word" ? withdrawal.test(cell) : kind === "keeps" ? !keeps(cell) : !no.test(cell);
  return isWithdrawn ? withdrawnBy(name, cell) : undefined;
}

/** Returns true for a cell that cannot be understood, so that nothing follows from the cell. */
export function isUnclear(kind: StateKind, cell: string): boolean {
  if (kind === "word") return !withdrawal.test(cell) && !active.test(cell);
  return kind === "keeps" && !no.test(cell) && !keeps(cell) && !withdrawal.test(cell);
}

const keeps = (cell: string): boolean => yes.test(cell) || active.test(cell);
