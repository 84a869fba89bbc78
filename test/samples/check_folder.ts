/** Checks all files of a folder of samples. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { outcomes, violations } from "./checks.js";
import { type Reading, ruleFor } from "./folders.js";
import { readIndependently } from "./independent.js";
import { convert } from "./product.js";
import type { Beat } from "./watchdog.js";

/** Numbers of a folder, and what was wrong. */
export interface FolderResult {
  readonly folder: string;
  readonly faults: string[];
  files: number;
  notFeeds: number;
  items: number;
  rows: number;
  /** Distinct values of the independent readers. */
  counted: number;
  /** Those of them that have a row. */
  taken: number;
  /** Distinct values without a row, by reason. */
  readonly reasons: Map<string, number>;
  /** What the independent readers did not count as a value, by reason. */
  readonly uncounted: Map<string, number>;
  /** Values without a row, for a person who looks for the cause. */
  readonly missing: Map<string, string>;
}

/** Checks the files below a folder, sorted by name. */
export async function checkFolder(
  path: string,
  folder: string,
  itemsFile: string,
  beat: Beat,
): Promise<FolderResult> {
  const result = new FolderCheck(folder, itemsFile);
  const files = readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  for (const file of files.toSorted()) {
    beat.next(file);
    await result.add(file, file.slice(path.length + 1));
  }
  return result.sum();
}

class FolderCheck {
  readonly #result: FolderResult;
  readonly #itemsFile: string;
  readonly #values = new Map<string, string>();

  constructor(folder: string, itemsFile: string) {
    this.#itemsFile = itemsFile;
    const numbers = { files: 0, notFeeds: 0, items: 0, rows: 0, counted: 0, taken: 0 };
    this.#result = {
      folder,
      faults: [],
      ...numbers,
      reasons: new Map(),
      uncounted: new Map(),
      missing: new Map(),
    };
  }

  async add(file: string, name: string): Promise<void> {
    const rule = ruleFor(this.#result.folder, name);
    if ("notFeed" in rule) await this.#addOther(file, name);
    else await this.#addFeed(file, name, rule.as);
  }

  /** What is not a feed must end with an exit code for it, too. */
  async #addOther(file: string, name: string): Promise<void> {
    this.#result.notFeeds += 1;
    const { exitCode, items, rows, stderr } = await convert(file, this.#itemsFile);
    if (exitCode !== 0 && exitCode !== 2) this.#fault(name, `exit code ${exitCode}: ${stderr}`);
    if (rows.length !== items.reduce((sum, item) => sum + item.rows, 0))
      this.#fault(name, "rows do not add up");
  }

  async #addFeed(file: string, name: string, as: Reading): Promise<void> {
    const text = readFileSync(file, "utf8");
    const findings = readIndependently(text, as);
    const found = await convert(file, this.#itemsFile, as === "prose" ? ["--prose"] : []);
    for (const fault of violations(found, text, as, findings).slice(0, 5)) this.#fault(name, fault);
    this.#result.files += 1;
    this.#result.items += found.items.length;
    this.#result.rows += found.rows.length;
    for (const [reason, count] of findings.uncounted) addTo(this.#result.uncounted, reason, count);
    for (const [value, outcome] of outcomes(found, findings))
      if (this.#values.get(value) !== "in") this.#values.set(value, outcome);
  }

  #fault(name: string, text: string): void {
    this.#result.faults.push(`${this.#result.folder}/${name}: ${text}`);
  }

  sum(): FolderResult {
    for (const [value, outcome] of this.#values) {
      this.#result.counted += 1;
      if (outcome === "in") this.#result.taken += 1;
      else {
        addTo(this.#result.reasons, outcome, 1);
        this.#result.missing.set(value, outcome);
      }
    }
    return this.#result;
  }
}

function addTo(counts: Map<string, number>, key: string, count: number): void {
  counts.set(key, (counts.get(key) ?? 0) + count);
}
