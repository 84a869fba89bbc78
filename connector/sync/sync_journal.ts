/**
 * The journal of a sync: keeps two processes apart, and remembers what the last run did. A run after a crash lists the
 * target again, so that the journal decides about nothing that is deleted.
 */
import { readFileSync } from "node:fs";
import { isObject } from "../contract/json_pointer.js";
import type { JournalFile, OpenJournal } from "../contract/types.js";
import { journalErrors } from "../engine/journal/messages.js";
import type { LeftKeys, SyncPlan } from "./sync_types.js";

type Digests = Pick<SyncPlan, "desiredDigest" | "ownedDigest">;

const format = 1;
/** Larger files are not journals of a sync. */
const maxBytes = 67_108_864;

/** The journal of one sync. */
export class SyncJournal {
  readonly #file: JournalFile;
  /** The plan of a run that did not finish. */
  readonly interrupted: Digests | undefined;
  /** What the last finished run left; undefined if that is not known. */
  readonly left: LeftKeys | undefined;

  private constructor(file: JournalFile, lines: readonly Record<string, unknown>[]) {
    const last = lines.at(-1);
    this.#file = file;
    this.left = last?.["done"] === true ? keysIn(last["keys"]) : undefined;
    this.interrupted = last === undefined || last["done"] === true ? undefined : digestsIn(lines[0]);
  }

  /** Throws JournalInUse, JournalUnwritable, and JournalMismatch for a file that is not a journal of a sync. */
  static async open(path: string, open: OpenJournal): Promise<SyncJournal> {
    const file = await open(path);
    try {
      return new SyncJournal(file, linesIn(file));
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /** Begins a run. The state of the last one is replaced. */
  async begin({ desiredDigest, ownedDigest }: Digests): Promise<void> {
    await this.#file.truncate(0);
    await this.#append({ sync: format, desiredDigest, ownedDigest });
  }

  mark(phase: string, rows: number): Promise<void> {
    return this.#append({ phase, rows });
  }

  /** Ends a run that reached every row. */
  end(left: LeftKeys): Promise<void> {
    return this.#append({ done: true, keys: Object.fromEntries(left) });
  }

  close(): Promise<void> {
    return this.#file.close();
  }

  #append(line: object): Promise<void> {
    return this.#file.append(`${JSON.stringify(line)}\n`);
  }
}

/** Returns what the last finished run left, without taking the journal; undefined if that is not known. */
export function leftIn(path: string): LeftKeys | undefined {
  try {
    const last = parsed(readFileSync(path, "utf8").trimEnd().split("\n").at(-1) ?? "");
    return last?.["done"] === true ? keysIn(last["keys"]) : undefined;
  } catch {
    return undefined;
  }
}

/** Returns the lines. A last line that was not written to its end is left out. */
function linesIn(file: JournalFile): Record<string, unknown>[] {
  if (file.size === 0) return [];
  if (file.size > maxBytes) throw journalErrors.notAJournal();
  const texts = Buffer.from(file.read(0, file.size)).toString("utf8").split("\n");
  const lines = texts.slice(0, -1).map(parsed);
  if (lines.length === 0 && '{"sync":'.startsWith((texts[0] ?? "").slice(0, 8))) return [];
  if (lines[0]?.["sync"] !== format || lines.some((line) => line === undefined))
    throw journalErrors.notAJournal();
  return lines as Record<string, unknown>[];
}

function parsed(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function digestsIn(head: Record<string, unknown> | undefined): Digests {
  return { desiredDigest: String(head?.["desiredDigest"]), ownedDigest: String(head?.["ownedDigest"]) };
}

function keysIn(keys: unknown): LeftKeys {
  const entries = isObject(keys) ? Object.entries(keys) : [];
  return new Map(entries.map(([key, end]) => [key, typeof end === "number" ? end : null]));
}
