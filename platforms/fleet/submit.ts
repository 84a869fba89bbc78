/** The command `submit`: queues a job. Needs no configuration. */
import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { createConnector, getAt } from "../../connector/platform_api.js";
import type { Flags } from "../cli/option_flags.js";
import { checkedInputs } from "../cli/run/run_envelopes.js";
import { checked } from "../cli/run/run_given.js";
import { mappingOf } from "../cli/feeds/action_mapping.js";
import type { Given } from "../cli/run/run_setup.js";
import { profileNamePattern } from "../shared/config/profile_name.js";
import { loadDeclarations } from "../shared/declarations.js";
import { type Io, print } from "../shared/io.js";
import { type Fleet, withFleet } from "./fleet.js";
import { fleetErrors } from "./messages.js";
import { type NewJob, queueJob, type Submitted } from "./queue_job.js";
import { schedule } from "./schedules.js";
import { checkedSync } from "./sync_input.js";

/** Options of the command line, with those of a run. */
export interface SubmitOptions extends Flags {
  readonly input?: string;
  readonly sync?: string;
  readonly profile: string;
  readonly id?: string;
  readonly priority: number;
  readonly format?: "json" | "ndjson";
  readonly allowDelete?: number;
  readonly cron?: string;
}

/** What a file contributes to a job. */
type CheckedInput = Omit<NewJob, "id" | "profile" | "priority">;

/** Returns 0. @throws ConnectorError for an input that no run would accept, and for an id with another input */
export async function submitCommand(
  action: string | undefined,
  options: SubmitOptions,
  io: Io,
): Promise<number> {
  const { id = randomUUID(), profile, priority, cron } = options;
  if (!/^[!-~]{1,200}$/.test(id)) throw fleetErrors.badId();
  if (!profileNamePattern.test(profile)) throw fleetErrors.badProfile();
  const job = { ...(await checkedFile(action, options, io)), id, profile, priority };
  const queued = await withFleet(io.env, (fleet) =>
    cron === undefined ? submit(fleet, job) : schedule(fleet, job, cron),
  );
  await print(io, `${JSON.stringify({ jobId: id, ...queued })}\n`);
  return 0;
}

/** A schedule has its id alone. @throws JobConflict */
async function submit(fleet: Fleet, job: NewJob): Promise<Submitted> {
  if ((await fleet.queue.schedules.find(job.id)) !== undefined) throw fleetErrors.conflict(job.id);
  const { job: queued, duplicate } = await queueJob(fleet, job);
  return { status: queued.state, duplicate };
}

/** Options that have a meaning for syncs. */
const syncOptions = new Set(["sync", "profile", "id", "priority", "allowDelete", "cron"]);

function checkedFile(action: string | undefined, options: SubmitOptions, io: Io): Promise<CheckedInput> {
  const { sync, input } = options;
  if ((action === undefined) === (sync === undefined) || (action === undefined) !== (input === undefined))
    throw fleetErrors.eitherActionOrSync();
  if (action !== undefined) return checkedInput(action, options, io);
  const foreign = Object.keys(options).find((name) => !syncOptions.has(name));
  if (foreign !== undefined) throw fleetErrors.noMeaning(flagName(foreign), true);
  return checkedSync(sync ?? "", options, io);
}

async function checkedInput(name: string, options: SubmitOptions, io: Io): Promise<CheckedInput> {
  const { id: _id, profile: _profile, priority: _priority, cron: _cron, allowDelete, ...flags } = options;
  if (allowDelete !== undefined) throw fleetErrors.noMeaning(flagName("allowDelete"), false);
  const declarations = loadDeclarations(io.env);
  const connector = await createConnector({ declarations, env: io.env });
  const action = connector.describe(name);
  const mapping = mappingOf(action, declarations);
  const asset = async (): Promise<undefined> => undefined;
  const given = await checked({ connector, declarations, action, mapping, options: flags, io, asset });
  const { form } = given.source;
  const path = options.input ?? "";
  const bytes = await readFile(path);
  const rows = form === "json" ? await rowsOfInput(given) : form === "ndjson" ? lineCount(bytes) : undefined;
  const { format } = options;
  return {
    kind: "run",
    action: name,
    bytes,
    inputName: basename(path),
    format,
    options: { ...given.runOptions },
    rows,
  };
}

/** Returns the flag of an attribute of commander. */
function flagName(attribute: string): string {
  return `--${attribute.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** Returns the number of rows of the only input. @throws what a run of it would throw */
async function rowsOfInput(given: Given): Promise<number | undefined> {
  const { action, connector } = given;
  const inputs = await checkedInputs(given);
  if (inputs.length !== 1) throw fleetErrors.severalInputs(inputs.length);
  connector.check(action.name, inputs[0]);
  const rows = action.rows === undefined ? undefined : getAt(inputs[0], action.rows);
  return Array.isArray(rows) ? rows.length : undefined;
}

/** Returns the number of lines that are not blank. Undefined for a compressed file. */
function lineCount(bytes: Buffer): number | undefined {
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return undefined;
  return bytes
    .toString("latin1")
    .split("\n")
    .filter((line) => line.trim() !== "").length;
}
