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
import { loadDeclarations } from "../shared/declarations.js";
import { type Io, print } from "../shared/io.js";
import { withFleet } from "./fleet.js";
import { fleetErrors } from "./messages.js";
import { type NewJob, queueJob } from "./queue_job.js";

/** Options of the command line, with those of a run. */
export interface SubmitOptions extends Flags {
  readonly input: string;
  readonly profile: string;
  readonly id?: string;
  readonly priority: number;
  readonly format?: "json" | "ndjson";
}

/** What a file contributes to a job. */
type CheckedInput = Pick<NewJob, "bytes" | "inputName" | "format" | "options" | "rows">;

/** Returns 0. @throws ConnectorError for an input that no run would accept, and for an id with another input */
export async function submitCommand(action: string, options: SubmitOptions, io: Io): Promise<number> {
  const { id = randomUUID(), profile, priority } = options;
  if (!/^[!-~]{1,200}$/.test(id)) throw fleetErrors.badId();
  const job = { ...(await checkedInput(action, options, io)), id, action, profile, priority };
  const queued = await withFleet(io.env, (fleet) => queueJob(fleet, job));
  await print(io, `${JSON.stringify({ jobId: id, ...queued })}\n`);
  return 0;
}

async function checkedInput(name: string, options: SubmitOptions, io: Io): Promise<CheckedInput> {
  const declarations = loadDeclarations(io.env);
  const connector = await createConnector({ declarations, env: io.env });
  const action = connector.describe(name);
  const mapping = mappingOf(action, declarations);
  const { id: _id, profile: _profile, priority: _priority, ...flags } = options;
  const asset = async (): Promise<undefined> => undefined;
  const given = await checked({ connector, declarations, action, mapping, options: flags, io, asset });
  const { form } = given.source;
  const bytes = await readFile(options.input);
  const rows = form === "json" ? await rowsOfInput(given) : form === "ndjson" ? lineCount(bytes) : undefined;
  return {
    bytes,
    inputName: basename(options.input),
    format: options.format,
    options: { ...given.runOptions },
    rows,
  };
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
