/** The command `test-connection`: reports what an asset can do, or each of the chosen profiles. */
import { type Asset, type ConnectionReport, type Connector } from "../../../connector/platform_api.js";
import { openConnector } from "../../shared/shared_database.js";
import { findAsset } from "../../shared/asset_source.js";
import { chosenProfiles } from "../../shared/config/chosen_profiles.js";
import { hasProfileFlags, type ProfileFlags } from "../../shared/config/profile_choice.js";
import { exitCodes } from "../../shared/exit_code.js";
import { type Io, print } from "../../shared/io.js";
import type { Warn } from "../../shared/open_to_others.js";
import {
  eachProfile,
  exitCodeOfProfiles,
  printProfile,
  type ProfileResult,
} from "../profiles/each_profile.js";
import { profileIos } from "../profiles/profile_io.js";
import { untilStopped } from "../run/run_setup.js";
import { twoColumns, widthOf } from "../ui/columns.js";
import { openReport } from "../ui/report.js";
import { loadDeclarations } from "../../shared/declarations.js";

/** Returns the exit code of the asset, or 0 if it is 0 for every chosen profile, else 1. */
export async function testConnectionCommand(flags: ProfileFlags, io: Io): Promise<number> {
  const declarations = loadDeclarations(io.env);
  const connector = await openConnector(declarations, io.env);
  if (!hasProfileFlags(flags))
    return test((warn) => findAsset(flags.asset, connector, io, warn), { connector, io });
  const { names, assetOf } = await chosenProfiles(flags, { connector, declarations, io });
  const ioOf = await profileIos(io, false);
  const write = (result: ProfileResult): Promise<void> => printProfile(result, io);
  const outcomes = await eachProfile({ names, ioOf, io, write }, async (name, own, signal) => ({
    exitCode: await test(() => assetOf(name), { connector, io: own, signal }),
  }));
  return exitCodeOfProfiles(outcomes);
}

/** Returns 0 if the service lets this asset write, 3 if it denies that, 4 if neither is known. */
async function test(
  assetOf: (warn: Warn) => Promise<Asset>,
  { connector, io, signal: shared }: { connector: Connector; io: Io; signal?: AbortSignal },
): Promise<number> {
  const report = await openReport(io, 1);
  const asset = await assetOf((code, message) => report.warn(code, message));
  report.hide((text) => connector.masked(text, asset));
  const onEvent = report.listener(0, () => {});
  const found = await untilStopped(
    report,
    (signal) => connector.testConnection({ asset, signal, onEvent }),
    shared,
  );
  const lines = twoColumns(facts(found, connector.manifest), widthOf(io.stdout));
  await print(io, `${lines.join("\n")}\n`);
  return { allowed: exitCodes.done, denied: exitCodes.accessDenied, unknown: exitCodes.notFinished }[
    found.write
  ];
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
