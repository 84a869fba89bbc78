/** Runs a variant over one input text again and again, and tells what each time cost. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

/** The cost of one time. */
export interface Cost {
  /** User and system time of the whole process, garbage collection included, in milliseconds. */
  readonly cpuMs: number;
  readonly wallMs: number;
  /** Of the output, to see that both variants do the same work. */
  readonly digest: string;
}

/** From the text of an input to the text of its output. */
export type Variant = (inputText: string) => Promise<string>;

/** Measures at each message from the parent, and answers with the cost. The last argument is the input's file. */
export function serveCosts(variant: Variant): void {
  const inputText = readFileSync(process.argv.at(-1) as string, "utf8");
  process.on("message", () => void costOf(variant, inputText).then((cost) => process.send?.(cost)));
  process.on("disconnect", () => process.exit());
}

async function costOf(variant: Variant, inputText: string): Promise<Cost> {
  const begun = performance.now();
  const before = process.cpuUsage();
  const outputText = await variant(inputText);
  const { user, system } = process.cpuUsage(before);
  const wallMs = performance.now() - begun;
  return {
    cpuMs: (user + system) / 1000,
    wallMs,
    digest: createHash("sha256").update(outputText).digest("hex"),
  };
}
