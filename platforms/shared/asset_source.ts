/** Finds the asset of a command: in a file or in environment variables, never in an argument. */
import { dirname } from "node:path";
import {
  type Asset,
  type Connector,
  type ConnectorError,
  defaultAssetVariables,
} from "../../connector/platform_api.js";
import { holdsSecret, withSecrets, withVariableFiles } from "./config/secrets.js";
import type { ReadText } from "./config/small_file.js";
import type { Io } from "./io.js";
import { repeatedNameIn } from "./json_names.js";
import { assetErrors } from "./messages.js";
import { type Warn, warnIfOpen } from "./open_to_others.js";
import { readJsonFile } from "./read_json.js";

type Manifest = Connector["manifest"];

/** Where assets come from. */
export interface AssetIo extends Pick<Io, "env"> {
  /** Reads files of secrets. */
  readonly read?: ReadText | undefined;
}

/**
 * Returns the asset of that file, or of the environment without a file. Throws InvalidAsset if there is
 * neither.
 */
export async function findAsset(
  path: string | undefined,
  connector: Connector,
  io: AssetIo,
  warn: Warn,
): Promise<Asset> {
  const asset = await givenAsset(path, connector, io, warn);
  if (asset !== undefined) return asset;
  throw noAsset(connector.manifest);
}

/** Returns the same, or an asset without fields if there is neither: some actions need no asset. */
export async function assetIfGiven(...given: Parameters<typeof findAsset>): Promise<Asset> {
  return (await givenAsset(...given)) ?? {};
}

/** Returns the error for a missing asset. */
export function noAsset(manifest: Manifest): ConnectorError {
  return assetErrors.none(defaultAssetVariables(manifest));
}

/** Returns the same, or undefined if there is neither. */
export async function givenAsset(
  path: string | undefined,
  connector: Connector,
  io: AssetIo,
  warn: Warn,
): Promise<Asset | undefined> {
  const sources = { manifest: connector.manifest, env: io.env, read: io.read };
  if (path !== undefined)
    return withSecrets(await assetOfFile(path, connector.manifest, warn), {
      ...sources,
      folder: dirname(path),
    });
  const asset = await withVariableFiles(connector.assetFromEnvironment(io.env), sources);
  assertSingleNames(io.env, connector);
  return Object.keys(asset).length > 0 ? asset : undefined;
}

/** Throws InvalidAsset for a variable with JSON in which a name occurs twice: only one of its values could be used. */
function assertSingleNames(env: Io["env"], connector: Connector): void {
  const { environmentPrefix } = connector.manifest;
  const variables = connector.assetFields().map((field) => environmentPrefix + field.toUpperCase());
  for (const name of variables) {
    const text = env[name] ?? "";
    const repeated = /^\s*\{/.test(text) ? repeatedNameIn(text) : undefined;
    if (repeated === undefined) continue;
    throw assetErrors.ambiguousVariable(name, repeated.offset + 1, repeated.problem);
  }
}

/** Returns the asset of a file as it is, without the secrets of other files. @throws InvalidAsset */
export async function assetOfFile(path: string, manifest: Manifest, warn: Warn): Promise<Asset> {
  const asset = await readJsonFile(path, "InvalidAsset");
  if (typeof asset !== "object" || asset === null || Array.isArray(asset)) {
    throw assetErrors.notAnObject(path);
  }
  if (holdsSecret(asset as Asset, manifest)) await warnIfOpen(path, warn);
  return asset as Asset;
}
