/**
 * The command `mcp`: serves the actions to an MCP client over standard input and output, until the client
 * leaves.
 */
import { finished } from "node:stream/promises";
import { setImmediate } from "node:timers/promises";
import { type Connector, type ConnectorError, isConnectorError } from "../../connector/platform_api.js";
import { openConnector } from "../shared/shared_database.js";
import { givenAsset, noAsset } from "../shared/asset_source.js";
import { chosenProfiles, type ProfileTools } from "../shared/config/chosen_profiles.js";
import { hasProfileFlags, type ProfileFlags } from "../shared/config/profile_choice.js";
import { exitCodes } from "../shared/exit_code.js";
import type { Io } from "../shared/io.js";
import type { Mask } from "../shared/log/log.js";
import { logOf } from "../shared/log/log_of.js";
import { printable } from "../shared/printable.js";
import { stopOnSignal } from "../shared/stop_signal.js";
import { fixedAssets, type FoundAsset } from "./call_assets.js";
import { Calls } from "./calls.js";
import { loggedCalls } from "./logged_calls.js";
import { startMessages } from "./messages.js";
import { offeredTools, toolsFor } from "./tools.js";
import { loadDeclarations } from "../shared/declarations.js";

/** Options of the command line. */
export interface McpCommandOptions extends ProfileFlags {
  allowDestructive?: boolean;
  tools?: string[];
}

/** Returns 0 after the client has left. Throws if the server cannot start. */
export async function mcpCommand(options: McpCommandOptions, io: Io): Promise<number> {
  const { newServer, outputCheck, stdioTransport } = await import("./server.js");
  const log = logOf(io);
  const emit = (line: string): void => log.write("info", printable(line));
  const declarations = loadDeclarations(io.env);
  const connector = await openConnector(declarations, io.env);
  const warn = (code: string, message: string): void => log.write("warn", message, { code });
  for (const { code, message } of connector.brokenActions().values()) warn(code, message);
  const allowDestructive = options.allowDestructive === true;
  const choice = { allowDestructive, tools: options.tools };
  const { offered, tools: all } = offeredTools(connector, declarations.schemas, choice);
  const found = await foundAssets(options, { connector, declarations, io });
  const assets = fixedAssets(found);
  const { profiles } = assets;
  const tools = toolsFor(all, { actions: offered, profiles });
  const calls = new Calls(connector, assets, offered);
  const { manifest } = connector;
  const logged = loggedCalls(calls, log, { profiles, maskOf: masksOf(connector, found) });
  const server = newServer({ manifest, tools, calls: logged, emit, problemOf: outputCheck(tools) });
  const left = clientLeaves(io);
  await server.connect(stdioTransport(io, emit));
  emit(startMessages.serving(tools.length));
  await left;
  await calls.end();
  // The last results are being written.
  await setImmediate();
  await server.close();
  io.stdin.destroy();
  return exitCodes.done;
}

/**
 * Returns the assets of the chosen profiles by name, or the only asset. Warns of those that cannot be used.
 * @throws ConnectorError InvalidOption, InvalidConfig
 */
async function foundAssets(
  options: ProfileFlags,
  tools: ProfileTools,
): Promise<ReadonlyMap<string, FoundAsset>> {
  const { connector, io } = tools;
  const log = logOf(io);
  const warn = (code: string, message: string): void => log.write("warn", message, { code });
  const found = new Map<string, FoundAsset>();
  if (hasProfileFlags(options)) {
    const { names, assetOf } = await chosenProfiles(options, tools);
    for (const name of names) found.set(name, await assetOf(name).catch(connectorError));
  } else found.set("", await givenAsset(options.asset, connector, io, warn).catch(connectorError));
  for (const [name, asset] of found)
    if (asset === undefined || isConnectorError(asset)) {
      const fault = asset ?? noAsset(connector.manifest);
      warn(fault.code, startMessages.unusable(name, fault));
    }
  return found;
}

/** An asset that cannot be used has no secrets that a call could meet. */
function masksOf(
  connector: Connector,
  found: ReadonlyMap<string, FoundAsset>,
): (profile: string | undefined) => Mask {
  return (profile = "") => {
    const asset = found.get(profile);
    return (text) => (asset === undefined || isConnectorError(asset) ? text : connector.masked(text, asset));
  };
}

/** Clients show few errors of a server that does not start. So it starts, and each call reports the error. */
function connectorError(error: unknown): ConnectorError {
  if (isConnectorError(error)) return error;
  throw error;
}

/** Resolves when the client closes its end in any way, or the process is asked to end. */
async function clientLeaves({ stdin }: Io): Promise<void> {
  const left = finished(stdin, { writable: false }).catch(() => {});
  await new Promise<void>((resolve) => {
    const stop = stopOnSignal(resolve);
    void left.then(() => {
      stop.release();
      resolve();
    });
  });
}
