/** The result of a job that was cancelled before a worker took it: every row was not sent. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { type Asset, createConnector, type JobRow } from "../../connector/platform_api.js";
import { flagsOfOptions } from "../cli/option_flags.js";
import { runCommand } from "../cli/run/run.js";
import { writeFailure } from "../cli/ui/failures.js";
import { loadDeclarations } from "../shared/declarations.js";
import type { Io } from "../shared/io.js";
import type { Fleet } from "./fleet.js";
import { fleetErrors } from "./messages.js";

/** No call is made, so the asset is never used. */
const unusedAsset: Asset = { tenant_id: "unused", client_id: "unused", client_secret: "unused" };

/** Runs the job as a command that was stopped before its first call. Returns its exit code. */
export async function unsentResult({ stores, database }: Fleet, job: JobRow, io: Io): Promise<number> {
  if (job.kind === "sync") return writeFailure(fleetErrors.unsentSync(job.id), io);
  const folder = await mkdtemp(join(tmpdir(), "defender-job-"));
  try {
    const path = join(folder, basename(job.input_name));
    await writeFile(path, stores.readInput(database.query, job.input), { mode: 0o600 });
    const connector = await createConnector({ declarations: loadDeclarations(io.env), env: io.env });
    // A dry run would make its plan, and the job was cancelled.
    const { dry_run: _never, ...given } = job.options;
    const options = {
      input: path,
      ...(job.format === null ? {} : { format: job.format }),
      ...flagsOfOptions(given),
    };
    return await runCommand(job.action, options as Parameters<typeof runCommand>[1], io, {
      connector,
      asset: async () => unusedAsset,
      signal: AbortSignal.abort(),
      onEvent: () => {},
      onPlan: () => {},
      onEnd: () => {},
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
