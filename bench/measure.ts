/** Runs a variant repeatedly over one input text and reports the cost of each run. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

/** The cost of one run. */
export interface Cost {
  /** User and system time of the whole process, including garbage collection, in milliseconds. */
  readonly cpuMs: number;
  readonly wallMs: number;
  /** Digest of the output, to check that both variants do the same work. */
  readonly digest: string;
}

/** Maps the text of an input to the text of its output. */
export type Variant = (inputText: string) => Promise<string>;

/** Measures one run per message from the parent and sends the cost. The last process argument is the input file. */
export function serveCosts(variant: Variant): void {
  const inputText = readFileSync(process.argv.at(-1) as string, "utf8");
  process.on("message", () => void costOf(variant, inputText).then((cost) => process.send?.(cost)));
  process.on("disconnect", () => process.exit());
}

async function costOf(variant: Variant, inputText: string): Promise<Cost> {
  const startedAt = performance.now();
  const before = process.cpuUsage();
  const outputText = await variant(inputText);
  const { user, system } = process.cpuUsage(before);
  const wallMs = performance.now() - startedAt;
  return {
    cpuMs: (user + system) / 1000,
    wallMs,
    digest: createHash("sha256").update(outputText).digest("hex"),
  };
}
