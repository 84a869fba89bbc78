/** Finds the asset of a command: in a file or in environment variables, never in an argument. */
import { stat } from "node:fs/promises";
import {
  type Asset,
  ConnectorError,
  type Connector,
  defaultAssetVariables,
} from "../../connector/platform_api.js";
import type { Io } from "./io.js";
import { repeatedNameIn } from "./json_names.js";
import { readJsonFile } from "./read_json.js";

type Manifest = Connector["manifest"];

/** Receives warnings about the asset for the user. */
export type Warn = (code: string, message: string) => void;

/**
 * Returns the asset of that file, or of the environment without a file. Throws InvalidAsset if there is
 * neither.
 */
export async function findAsset(
  path: string | undefined,
  connector: Connector,
  io: Pick<Io, "env">,
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
  return new ConnectorError("InvalidAsset", "There is no asset to connect with.", {
    hint: `Name a file with --asset, or set ${defaultAssetVariables(manifest)}.`,
  });
}

/** Returns the same, or undefined if there is neither. */
export async function givenAsset(
  path: string | undefined,
  connector: Connector,
  io: Pick<Io, "env">,
  warn: Warn,
): Promise<Asset | undefined> {
  if (path !== undefined) return assetOfFile(path, connector.manifest, warn);
  const asset = connector.assetFromEnvironment(io.env);
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
    throw new ConnectorError(
      "InvalidAsset",
      `The variable ${name} is ambiguous: at character ${repeated.offset + 1}, ${repeated.problem}.`,
      { hint: "Remove the wrong value. Nothing was sent." },
    );
  }
}

async function assetOfFile(path: string, manifest: Manifest, warn: Warn): Promise<Asset> {
  const asset = await readJsonFile(path, "InvalidAsset");
  if (typeof asset !== "object" || asset === null || Array.isArray(asset)) {
    throw new ConnectorError("InvalidAsset", `${path} must contain one JSON object, the asset.`);
  }
  if (holdsSecret(asset, manifest) && (await isOpenToOthers(path))) {
    warn(
      "AssetFileReadableByOthers",
      `${path} contains a secret and other users can read it. Run: chmod 600 ${path}`,
    );
  }
  return asset as Asset;
}

function holdsSecret(asset: object, { assets }: Manifest): boolean {
  const secrets = Object.values(assets).flatMap((kind) => kind.secrets);
  return secrets.some((field) => Object.hasOwn(asset, field));
}

/** Windows stores access rights elsewhere: its mode bits have no meaning. */
async function isOpenToOthers(path: string): Promise<boolean> {
  return process.platform !== "win32" && ((await stat(path)).mode & 0o077) !== 0;
}
