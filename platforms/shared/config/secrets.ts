/** Completes an asset with secrets from files and from the environment. */
import { resolve } from "node:path";
import type { Asset, Connector } from "../../../connector/platform_api.js";
import type { Io } from "../io.js";
import { configFaults, secretErrors } from "./messages.js";
import { FileFault, type ReadText, readSmallFile } from "./small_file.js";

type Manifest = Connector["manifest"];

/** Longest secret, in bytes: a private key with its certificates has several KiB. */
const maxSecretBytes = 64 * 1024;

/** What completing an asset needs. */
export interface SecretSources {
  readonly manifest: Manifest;
  readonly env: Io["env"];
  /** Paths in the asset are relative to this folder. */
  readonly folder: string;
  readonly read?: ReadText | undefined;
}

/** Returns the secret fields of all kinds of assets. */
export function secretFields({ assets }: Pick<Manifest, "assets">): string[] {
  return [...new Set(Object.values(assets).flatMap(({ secrets }) => secrets))];
}

/** Returns whether an asset contains a secret itself. */
export function holdsSecret(asset: Asset, manifest: Pick<Manifest, "assets">): boolean {
  return secretFields(manifest).some((field) => Object.hasOwn(asset, field));
}

/** Returns the name of the field with the path of a secret. */
export function fileField(secret: string): string {
  return `${secret}_file`;
}

/**
 * Returns the asset with the secrets of its files. The environment fills the secrets that its kind has and that are
 * missing.
 * @throws ConnectorError InvalidAsset
 */
export async function withSecrets(asset: Asset, sources: SecretSources): Promise<Asset> {
  const own = await withOwnFiles(asset, sources);
  const missing = missingSecrets(own, sources);
  const found: Asset = {};
  for (const secret of missing) {
    const value = await environmentSecret(secret, sources);
    if (value !== undefined) found[secret] = value;
  }
  return { ...own, ...found };
}

/** Adds the secrets of the files that variables name to an asset of the environment. */
export async function withVariableFiles(
  asset: Asset,
  { manifest, env, read }: Omit<SecretSources, "folder">,
): Promise<Asset> {
  const sources = { manifest, env, read, folder: "." };
  const found: Asset = {};
  for (const secret of secretFields(manifest)) {
    if (valueOf(variableOf(fileField(secret), manifest), env) === undefined) continue;
    found[secret] = await environmentSecret(secret, sources);
  }
  return { ...asset, ...found };
}

/**
 * Returns the text of a file with a secret, without one line break at its end.
 * @param field - name of what holds the path, for messages
 */
async function secretOf(field: string, path: string, read: ReadText = readSmallFile): Promise<string> {
  try {
    const text = (await read(path, maxSecretBytes)).replace(/\r?\n$/, "");
    if (text === "") throw new FileFault(configFaults.empty);
    return text;
  } catch (error) {
    if (!(error instanceof FileFault)) throw error;
    throw secretErrors.unreadable(field, path, error.message);
  }
}

async function withOwnFiles(asset: Asset, { manifest, folder, read }: SecretSources): Promise<Asset> {
  const complete: Asset = { ...asset };
  for (const secret of secretFields(manifest)) {
    const field = fileField(secret);
    if (!Object.hasOwn(asset, field)) continue;
    if (Object.hasOwn(asset, secret)) throw secretErrors.both(secret, field);
    const path = asset[field];
    if (typeof path !== "string" || path === "") throw secretErrors.notAPath(field);
    complete[secret] = await secretOf(field, resolve(folder, path), read);
    delete complete[field];
  }
  return complete;
}

/** Returns the missing secrets of the kind that the asset has, or has with a secret of the environment. */
function missingSecrets(asset: Asset, { manifest, env }: SecretSources): string[] {
  const inEnvironment = (field: string): boolean =>
    [field, fileField(field)].some((name) => valueOf(variableOf(name, manifest), env) !== undefined);
  const isHere = (field: string): boolean => Object.hasOwn(asset, field);
  const kind = Object.entries(manifest.assets).find(([name, { detectFields, secrets }]) => {
    if (isHere("kind")) return name === asset["kind"];
    return detectFields.every((field) => isHere(field) || (secrets.includes(field) && inEnvironment(field)));
  });
  return (kind?.[1].secrets ?? []).filter((secret) => !isHere(secret));
}

async function environmentSecret(
  secret: string,
  { manifest, env, read }: SecretSources,
): Promise<string | undefined> {
  const [variable, fileVariable] = [variableOf(secret, manifest), variableOf(fileField(secret), manifest)];
  const [value, path] = [valueOf(variable, env), valueOf(fileVariable, env)];
  if (value !== undefined && path !== undefined) throw secretErrors.bothVariables(variable, fileVariable);
  return path === undefined ? value : secretOf(fileVariable, path, read);
}

function variableOf(field: string, { environmentPrefix }: Manifest): string {
  return environmentPrefix + field.toUpperCase();
}

function valueOf(variable: string, env: Io["env"]): string | undefined {
  const value = env[variable];
  return value === "" ? undefined : value;
}
