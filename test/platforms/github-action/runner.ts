// What a GitHub Actions runner gives to an action: its inputs as variables, and files for outputs and the summary.
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The files of one step. */
export interface StepFiles {
  readonly env: Record<string, string>;
  outputs(): Record<string, string>;
  summary(): string;
}

/** Creates the files in a new folder below `parent`. */
export function stepFiles(parent: string = tmpdir()): StepFiles {
  const folder = mkdtempSync(join(parent, "step-"));
  const [output, summary, temporary] = ["output", "summary", "temporary"].map((name) => join(folder, name));
  for (const path of [output, summary]) writeFileSync(path as string, "");
  mkdirSync(temporary as string);
  return {
    env: {
      GITHUB_OUTPUT: output as string,
      GITHUB_STEP_SUMMARY: summary as string,
      RUNNER_TEMP: temporary as string,
    },
    outputs: () => outputsOf(readFileSync(output as string, "utf8")),
    summary: () => readFileSync(summary as string, "utf8"),
  };
}

/** Reads the file as the runner does: `name<<delimiter`, lines, the delimiter. */
function outputsOf(text: string): Record<string, string> {
  const outputs: Record<string, string> = {};
  const lines = text.split("\n");
  for (let at = 0; at < lines.length - 1; ) {
    const [, name, delimiter] = /^([^=]+?)<<(.+)$/.exec(lines[at] ?? "") ?? [];
    if (name === undefined || delimiter === undefined) throw new Error(`not an output: ${lines[at]}`);
    const end = lines.indexOf(delimiter, at + 1);
    if (end < 0) throw new Error(`${name} has no end`);
    outputs[name] = lines.slice(at + 1, end).join("\n");
    at = end + 1;
  }
  return outputs;
}

/** Returns the variables for inputs. */
export function inputVariables(inputs: Record<string, string>): Record<string, string> {
  const entries = Object.entries(inputs);
  return Object.fromEntries(entries.map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]));
}
