/** The files that a run reads and writes. They are checked before anything else, so that they can be written in any case. */
import { assertDistinct } from "../io/path_conflicts.js";
import { assertWritable } from "../io/write_output.js";
import type { RunCommandOptions } from "./run_options.js";

/** Returns all files that the options name, by option. */
export function filesOf(options: RunCommandOptions): Record<string, string | undefined> {
  const { input, asset, config, defaults, envelope, journal } = options;
  return {
    "--input": input === "-" ? undefined : input,
    "--asset": asset,
    "--config": config,
    "--defaults": defaults,
    "--envelope": envelope,
    "--journal": journal,
    ...writtenFiles(options),
  };
}

/** Throws InvalidOption if two options name one file, or if a file cannot be written. */
export async function assertFiles(options: RunCommandOptions): Promise<void> {
  await assertDistinct(filesOf(options));
  for (const [option, path] of Object.entries(writtenFiles(options)))
    if (path !== undefined) await assertWritable(path, option);
}

/** Returns those of `--failed`, `--report` and `--items` that can be written without damage to another file. */
export async function usableFiles(
  options: RunCommandOptions,
): Promise<Pick<RunCommandOptions, "failed" | "report" | "items">> {
  const isClear = await succeeds(assertDistinct(filesOf(options)));
  const { failed, report, items } = options;
  const usable = async (path: string | undefined): Promise<boolean> =>
    isClear && path !== undefined && (await succeeds(assertWritable(path)));
  return {
    ...(failed !== undefined && (await usable(failed)) ? { failed } : {}),
    ...(report !== undefined && (await usable(report)) ? { report } : {}),
    ...(items !== undefined && (await usable(items)) ? { items } : {}),
  };
}

function writtenFiles({
  output,
  failed,
  report,
  items,
}: RunCommandOptions): Record<string, string | undefined> {
  return { "--output": output, "--failed": failed, "--report": report, "--items": items };
}

function succeeds(check: Promise<void>): Promise<boolean> {
  return check.then(
    () => true,
    () => false,
  );
}
