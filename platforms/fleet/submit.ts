/** The command `submit`: queues a job. Needs no configuration. */
import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { createConnector, getAt } from "../../connector/platform_api.js";
import { rowError } from "../cli/run/check_input.js";
import { checkedInputs } from "../cli/run/run_envelopes.js";
import { mappingOf } from "../cli/feeds/action_mapping.js";
import type { Given } from "../cli/run/run_setup.js";
import { findSource } from "../cli/io/find_source.js";
import { loadDeclarations } from "../shared/declarations.js";
import { type Io, print } from "../shared/io.js";
import { type Fleet, withFleet, workflowOf } from "./fleet.js";
import { fleetErrors } from "./messages.js";

/** Options of the command line. */
export interface SubmitOptions {
  readonly input: string;
  readonly profile: string;
  readonly id?: string;
  readonly priority: number;
  readonly format?: "json" | "ndjson";
}

/** An input that was checked. */
interface Checked {
  readonly bytes: Buffer;
  readonly name: string;
  /** Absent if the worker recognizes it. */
  readonly format: string | undefined;
  readonly rows: number | undefined;
}

/** Returns 0. @throws ConnectorError for an input that no run would accept, and for an id with another input */
export async function submitCommand(action: string, options: SubmitOptions, io: Io): Promise<number> {
  const { id = randomUUID() } = options;
  if (!/^[!-~]{1,200}$/.test(id)) throw fleetErrors.badId();
  const input = await checkedFile(action, options, io);
  const isNew = await withFleet(io.env, (fleet) => queueJob(fleet, { ...options, id, action, input }));
  const job = { jobId: id, status: isNew.status, duplicate: isNew.duplicate };
  await print(io, `${JSON.stringify(job)}\n`);
  return 0;
}

/** A job to queue. */
interface NewJob {
  readonly id: string;
  readonly action: string;
  readonly profile: string;
  readonly priority: number;
  readonly input: Checked;
}

/** Stores and queues a job in one transaction. @throws JobConflict */
async function queueJob(
  { database, stores, queue }: Fleet,
  { id, action, profile, priority, input }: NewJob,
): Promise<{ readonly status: string; readonly duplicate: boolean }> {
  const digest = await stores.storeInput(database, input.bytes);
  const workflow = workflowOf(id);
  const job = {
    id,
    action,
    profile,
    priority,
    input: digest,
    inputName: input.name,
    rows: input.rows,
    workflow,
  };
  return database.transaction(async (query, client) => {
    if (await stores.insertJob(query, { ...job, format: input.format })) {
      await queue.queue(client, { id: workflow, profile, priority });
      return { status: "queued", duplicate: false };
    }
    const known = await stores.findJob(query, id);
    if (known === undefined || known.input !== digest || known.action !== action || known.profile !== profile)
      throw fleetErrors.conflict(id);
    return { status: known.state, duplicate: true };
  });
}

async function checkedFile(name: string, options: SubmitOptions, io: Io): Promise<Checked> {
  const declarations = loadDeclarations(io.env);
  const connector = await createConnector({ declarations, env: io.env });
  const action = connector.describe(name);
  const mapping = mappingOf(action, declarations);
  const missing = rowError({}, { connector, action });
  const named = { input: options.input, format: options.format, acceptsFeeds: mapping !== undefined };
  const source = await findSource(named, io, missing);
  const asset = async (): Promise<undefined> => undefined;
  const run = {
    connector,
    declarations,
    action,
    mapping,
    source,
    missing,
    options: {},
    runOptions: {},
    io,
    asset,
  };
  const bytes = await readFile(options.input);
  const rows = source.form === "json" ? await rowsOfInput(run) : undefined;
  const lines = source.form === "ndjson" ? lineCount(bytes) : undefined;
  return { bytes, name: basename(options.input), format: options.format, rows: rows ?? lines };
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
