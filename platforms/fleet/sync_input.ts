/** Checks a sync file that becomes a job. */
import { createConnector } from "../../connector/platform_api.js";
import { readSyncFile } from "../cli/sync/sync_file.js";
import { checkedTarget } from "../cli/sync/sync_rules.js";
import { loadDeclarations } from "../shared/declarations.js";
import type { Io } from "../shared/io.js";
import { placeOfSecret } from "./inline_secrets.js";
import { fleetErrors } from "./messages.js";
import type { NewJob } from "./queue_job.js";

/** What a sync file contributes to a job. */
type CheckedSync = Pick<NewJob, "kind" | "action" | "bytes" | "inputName" | "format" | "options" | "rows">;

/** @throws ConnectorError InvalidOption for a file that no worker could carry out, and for a secret in it */
export async function checkedSync(
  path: string,
  { profile, allowDelete }: { readonly profile: string; readonly allowDelete?: number },
  io: Io,
): Promise<CheckedSync> {
  const declarations = loadDeclarations(io.env);
  const file = await readSyncFile(path, declarations, profile);
  checkedTarget(file, declarations, { allowDelete });
  const connector = await createConnector({ declarations, env: io.env });
  for (const source of file.sources) if ("action" in source) connector.describe(source.action);
  const secret = placeOfSecret(file.content);
  if (secret !== undefined) throw fleetErrors.secretInSync(secret);
  return {
    kind: "sync",
    action: file.target.action,
    bytes: Buffer.from(JSON.stringify(file.content)),
    inputName: file.path,
    format: undefined,
    options: allowDelete === undefined ? {} : { allow_delete: allowDelete },
    rows: undefined,
  };
}
