/** Carries out work for several profiles at once, and prints one array with what became of each. */
import type { ConnectorError } from "../../../connector/platform_api.js";
import { exitCodeOfError, exitCodes } from "../../shared/exit_code.js";
import { asConnectorError } from "../../shared/failure.js";
import { type Io, print } from "../../shared/io.js";
import { logOf } from "../../shared/log/log_of.js";
import { printable } from "../../shared/printable.js";
import { stoppingLine } from "../../shared/messages.js";
import { stopOnSignal } from "../../shared/stop_signal.js";
import { writeFailure } from "../ui/failures.js";
import type { ProfileIo } from "./profile_io.js";
import { profileErrors, profileLines } from "./messages.js";

/** How the work for one profile ended. */
export interface ProfileOutcome {
  readonly exitCode: number;
  readonly error?: ConnectorError | undefined;
}

/** How the work for a profile ended, with what it printed. */
export interface ProfileResult extends ProfileOutcome {
  readonly profile: string;
  readonly text: string;
}

/** Work for one profile. */
export type ProfileWork = (profile: string, io: Io, signal: AbortSignal) => Promise<ProfileOutcome>;

/** Profiles in work at once: tenants have rate limits of their own, and the rows of a run need memory. */
const maxAtOnce = 8;

/** Profiles that can end before the first one that has not: what they printed is in memory. */
const maxAhead = 64;

/** What is common to all profiles of a command. */
export interface EachProfile {
  readonly names: readonly string[];
  readonly ioOf: (profile: string) => ProfileIo;
  readonly io: Io;
  /** Stops all profiles; undefined: Ctrl-C does. */
  readonly signal?: AbortSignal;
  /** Receives the results in the order of the names. */
  readonly write: (result: ProfileResult) => Promise<void>;
}

/** Returns the results without what was printed. One profile that fails does not stop the others; Ctrl-C stops all. */
export async function eachProfile(each: EachProfile, work: ProfileWork): Promise<ProfileOutcome[]> {
  const { names, io, write } = each;
  const log = logOf(io);
  const stop =
    each.signal === undefined
      ? stopOnSignal(() => log.write("info", stoppingLine))
      : { signal: each.signal, release: () => {} };
  const outcomes: ProfileOutcome[] = [];
  try {
    for await (const result of resultsOf(each, work, stop.signal)) {
      await write(result);
      outcomes.push({ exitCode: result.exitCode, error: result.error });
    }
  } finally {
    stop.release();
  }
  log.write("info", profileLines.sum(names, outcomes));
  return outcomes;
}

/** Yields the results in order, and works on further profiles meanwhile. */
async function* resultsOf(
  each: EachProfile,
  work: ProfileWork,
  signal: AbortSignal,
): AsyncGenerator<ProfileResult> {
  const { names } = each;
  const waiting: Promise<ProfileResult>[] = [];
  let [begun, ended, yielded] = [0, 0, 0];
  const begin = (): void => {
    while (begun - ended < maxAtOnce && begun - yielded < maxAhead && begun < names.length) {
      const result = resultOf(names[begun] as string, each, work, signal);
      begun += 1;
      waiting.push(
        result.finally(() => {
          ended += 1;
          begin();
        }),
      );
    }
  };
  begin();
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    yield await next;
    yielded += 1;
    begin();
  }
}

async function resultOf(
  profile: string,
  { ioOf }: EachProfile,
  work: ProfileWork,
  signal: AbortSignal,
): Promise<ProfileResult> {
  const { io, stdout } = ioOf(profile);
  try {
    if (signal.aborted) throw profileErrors.notBegun();
    const { exitCode, error } = await work(profile, io, signal);
    return { profile, exitCode, error, text: stdout.text };
  } catch (thrown) {
    const error = asConnectorError(thrown);
    await writeFailure(error, io);
    return { profile, exitCode: exitCodeOfError(error), error, text: stdout.text };
  }
}

/** Returns 0 if every profile has 0, else 1. */
export function exitCodeOfProfiles(outcomes: readonly ProfileOutcome[]): number {
  return outcomes.every(({ exitCode }) => exitCode === exitCodes.done)
    ? exitCodes.done
    : exitCodes.rowsFailed;
}

/** Prints what the work for a profile printed, or why there is nothing, below the name of the profile. */
export function printProfile({ profile, text, error }: ProfileResult, io: Io): Promise<void> {
  const fault = error === undefined ? "" : `${printable(profileLines.error(error))}\n`;
  return print(io, `${profileLines.heading(profile)}\n${text}${fault}`);
}

/** Returns the entry of a profile in the array, as JSON. What was printed is an array of outputs, or nothing. */
export function entryOf({ profile, exitCode, error, text }: ProfileResult): string {
  const { code, message } = error ?? {};
  const head = JSON.stringify({ profile, exitCode, error: error === undefined ? null : { code, message } });
  return `${head.slice(0, -1)},"outputs":${text.trim() === "" ? "[]" : text.trim()}}`;
}
