/** Checks the command line of `run`, and runs it for one asset. */
import { randomUUID } from "node:crypto";
import type { Connector } from "../../../connector/platform_api.js";
import { withLogFields } from "../../shared/log/log_of.js";
import { rowError } from "./check_input.js";
import { hasFeedFlags } from "../feeds/feed_flags.js";
import { findSource, type NamedInput } from "../io/find_source.js";
import { assertFlagsFit } from "./assert_flags.js";
import { optionsOfFlags } from "../option_flags.js";
import type { RunOutcome } from "./run_record.js";
import type { RunCommandOptions } from "./run_options.js";
import type { GivenOptions } from "../../shared/options.js";
import { flagErrors } from "./messages.js";
import { assertFiles } from "./run_files.js";
import type { Given } from "./run_setup.js";

/** A command line that has not been checked. */
export type UncheckedRun = Omit<Given, "source" | "missing" | "runOptions">;

/** Returns everything that a run needs. Throws what is wrong with the command line. */
export async function checked(given: UncheckedRun): Promise<Given> {
  const { connector, action, mapping, options, io } = given;
  await assertFiles(options);
  assertJournalFlags(options);
  const runOptions = runOptionsOf(options, connector);
  connector.checkOptions(action.name, runOptions);
  assertFlagsFit(options, action, mapping);
  const missing = rowError({}, { connector, action });
  const source = await findSource(inputOf(options, mapping), io, missing);
  return { ...given, source, missing, runOptions };
}

function inputOf(options: RunCommandOptions, mapping: string | undefined): NamedInput {
  const { input, format } = options;
  const isRows = format === "json" || format === "ndjson";
  const form = hasFeedFlags(options) ? "feed" : isRows ? format : undefined;
  return { input, format: form, acceptsFeeds: mapping !== undefined };
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
export async function runGiven(all: Given): Promise<RunOutcome> {
  const given = { ...all, io: withLogFields(all.io, { runId: randomUUID(), action: all.action.name }) };
  const { sync, deleteMatching } = given.action;
  const plansInRun = sync !== undefined || deleteMatching !== undefined;
  if (given.runOptions.dry_run === true && !plansInRun) {
    const { dryRun } = await import("../commands/dry_run.js");
    return dryRun(given);
  }
  if (given.source.form !== "json") {
    const { runStream } = await import("./run_stream.js");
    return runStream(given);
  }
  const { runEnvelopes } = await import("./run_envelopes.js");
  return runEnvelopes(given);
}

/** Reports the names of the flags; the connector would report the names of its options. */
function assertJournalFlags({ journal, journalDir, keepJournals }: RunCommandOptions): void {
  if (journal !== undefined && journalDir !== undefined) throw flagErrors.twoJournals();
  if (keepJournals !== undefined && journalDir === undefined) throw flagErrors.keepWithoutFolder();
}
