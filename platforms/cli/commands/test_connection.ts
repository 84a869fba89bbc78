/** The command `test-connection`: reports what an asset can do. */
import { type ConnectionReport, type Connector } from "../../../connector/platform_api.js";
import { openConnector } from "../../shared/shared_database.js";
import { findAsset } from "../../shared/asset_source.js";
import { exitCodes } from "../../shared/exit_code.js";
import { type Io, print } from "../../shared/io.js";
import { printable } from "../../shared/printable.js";
import { stopOnSignal } from "../../shared/stop_signal.js";
import { twoColumns, widthOf } from "../ui/columns.js";
import { loadDeclarations } from "../../shared/declarations.js";

/** Returns 0 if the service lets this asset write, 3 if it denies that, 4 if neither is known. */
export async function testConnectionCommand(path: string | undefined, io: Io): Promise<number> {
  const connector = await openConnector(loadDeclarations(io.env), io.env);
  const asset = await findAsset(path, connector, io, (code, message) => {
    io.stderr.write(`warning ${code}: ${printable(message)}\n`);
  });
  const stop = stopOnSignal(() => {});
  try {
    const report = await connector.testConnection({ asset, signal: stop.signal });
    const lines = twoColumns(facts(report, connector.manifest), widthOf(io.stdout));
    await print(io, `${lines.join("\n")}\n`);
    return { allowed: exitCodes.done, denied: exitCodes.accessDenied, unknown: exitCodes.notFinished }[
      report.write
    ];
  } finally {
    stop.release();
  }
}

function facts(report: ConnectionReport, { assets }: Connector["manifest"]): [string, string][] {
  const { kind, host, tenant, client, permissions, actions, write: mayWrite, status } = report;
  return [
    ["Asset", `${assets[kind]?.title ?? kind} (${kind})`],
    ["Host", host],
    ["Tenant", tenant],
    ["Client", client],
    ["Permissions", permissions === undefined ? "not listed in the token" : permissions.join(", ") || "none"],
    ...actions.map(({ action, permitted, missing = "" }, i): [string, string] => [
      i === 0 ? "Actions" : "",
      `${action}: ${permitted === true ? "permitted" : `${permitted === null ? "not known" : "not permitted"}. ${missing}`}`,
    ]),
    ["Write", `${mayWrite} (status ${status} for a call that changes nothing)`],
  ];
}
