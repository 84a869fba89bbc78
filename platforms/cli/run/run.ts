/** The command `run`: reads rows and writes results in the same order; data on stdout, messages on stderr. */
import { type Connector, ConnectorError, createConnector } from "../../../connector/platform_api.js";
import type { Io } from "../../shared/io.js";
import { assertDistinct } from "../io/path_conflicts.js";
import { rowError } from "./check_input.js";
import { assertNoTable, findSource } from "../io/input_source.js";
import { optionsOfFlags } from "../option_flags.js";
import type { RunCommandOptions } from "./run_options.js";
import type { GivenOptions } from "../../shared/options.js";
import { loadDeclarations } from "../../shared/declarations.js";
import type { Given } from "./run_setup.js";

/** Checks everything that the user passed before anything is sent. */
export async function runCommand(name: string, options: RunCommandOptions, io: Io): Promise<number> {
  const connector = await createConnector({ declarations: loadDeclarations(io.env), env: io.env });
  const action = connector.describe(name);
  assertJournalFlags(options);
  const runOptions = runOptionsOf(options, connector);
  connector.checkOptions(name, runOptions);
  assertNoTable(options.output);
  const missing = rowError({}, { connector, action });
  const source = await findSource(options, io, missing);
  await assertDistinct({
    "--input": source.path,
    "--asset": options.asset,
    "--output": options.output,
    "--journal": options.journal,
  });
  return runGiven({ connector, action, source, missing, options, runOptions, io });
}

function runOptionsOf(options: RunCommandOptions, connector: Connector): GivenOptions {
  const { journal, journalDir, keepJournals } = options;
  return {
    ...optionsOfFlags(options, connector.options()),
    ...(journal === undefined ? {} : { journal }),
    ...(journalDir === undefined ? {} : { journalDir }),
    ...(keepJournals === undefined ? {} : { keepJournals }),
  };
}

/** Loads the code for this kind of run, and calls it. */
async function runGiven(given: Given): Promise<number> {
  if (given.runOptions.dry_run === true) {
    const { dryRun } = await import("../commands/dry_run.js");
    return dryRun(given);
  }
  if (given.source.form === "ndjson") {
    const { runStream } = await import("./run_stream.js");
    return runStream(given);
  }
  const { runEnvelopes } = await import("./run_envelopes.js");
  return runEnvelopes(given);
}

/** Reports the names of the flags; the connector would report the names of its options. */
function assertJournalFlags({ journal, journalDir, keepJournals }: RunCommandOptions): void {
  const message =
    journal !== undefined && journalDir !== undefined
      ? "--journal and --journal-dir exclude each other. Set one of them."
      : keepJournals !== undefined && journalDir === undefined
        ? "--keep-journals has an effect only together with --journal-dir. Set both, or neither of them."
        : undefined;
  if (message !== undefined) throw new ConnectorError("InvalidOption", message);
}
