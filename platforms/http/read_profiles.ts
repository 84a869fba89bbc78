/** Reads the assets of the profiles of a service, from a configuration or from single files. */
import { type Asset, type Connector, ConnectorError } from "../../connector/platform_api.js";
import { findAsset, givenAsset } from "../shared/asset_source.js";
import type { Config } from "../shared/config/read_config.js";
import { profileAsset } from "../shared/config/profile_asset.js";
import type { Warn } from "../shared/open_to_others.js";
import type { Io } from "../shared/io.js";
import type { ReadText } from "../shared/config/small_file.js";
import { fileMessages, settingErrors } from "./messages.js";
import { Profiles } from "./profiles.js";

/** Name of an asset that was given without a name. */
const unnamed = "default";

/** What reading profiles needs. */
export interface ProfileReading {
  readonly connector: Connector;
  readonly env: Io["env"];
  readonly read: ReadText;
  readonly warn: Warn;
  /** The profiles before, which replace those that cannot be used any more. */
  readonly before?: Profiles | undefined;
  /** Whether the service works without a usable profile. */
  readonly mayBeEmpty?: boolean;
}

/** A profile whose asset has not been read. */
interface Unread {
  readonly name: string;
  /** Path in messages. */
  readonly path?: string;
  readonly asset: () => Promise<Asset>;
}

/**
 * Reads and checks the assets of single files.
 * @param given - `FILE` or `name=FILE`; the asset of the environment if empty
 */
export async function readAssets(given: readonly string[], reading: ProfileReading): Promise<Profiles> {
  const { connector, env, read, warn, mayBeEmpty = false } = reading;
  const isEmpty = async (): Promise<boolean> =>
    given.length === 0 && (await givenAsset(undefined, connector, { env, read }, warn)) === undefined;
  if (mayBeEmpty && (await isEmpty())) return new Profiles(new Map());
  return readAll(
    distinct(given).map(({ name, path }) => ({
      name,
      ...(path === undefined ? {} : { path }),
      asset: () => findAsset(path, connector, { env, read }, warn),
    })),
    reading,
  );
}

/** Reads and checks the assets of a configuration. */
export function readProfiles(config: Config, reading: ProfileReading): Promise<Profiles> {
  const { connector, env, read } = reading;
  const { manifest } = connector;
  const names = [...config.profiles.keys()];
  return readAll(
    names.map((name) => ({ name, asset: () => profileAsset(config, name, { manifest, env, read }) })),
    reading,
  );
}

/**
 * If one of several profiles has a fault, it is reported and the others can be used. Throws the first fault if none can
 * be used.
 */
async function readAll(unread: readonly Unread[], reading: ProfileReading): Promise<Profiles> {
  const assets = new Map<string, Asset>();
  const faults = new Map<string, ConnectorError>();
  for (const one of unread) {
    const { name } = one;
    try {
      assets.set(name, await checkedAsset(one, reading.connector));
    } catch (error) {
      if (!(error instanceof ConnectorError)) throw error;
      faults.set(name, error);
    }
  }
  const [first] = faults.values();
  const { before, mayBeEmpty = false } = reading;
  if (assets.size === 0 && before === undefined && first !== undefined && !mayBeEmpty) throw first;
  for (const [name, fault] of faults) {
    const earlier = before?.assetOf(name);
    warnOf(name, fault, earlier !== undefined, reading);
    if (earlier === undefined) continue;
    assets.set(name, earlier);
    faults.delete(name);
  }
  return new Profiles(assets, faults);
}

function warnOf(
  name: string,
  { code, message }: ConnectorError,
  hasEarlier: boolean,
  { before, warn }: ProfileReading,
): void {
  warn(code, fileMessages.unusableProfile(name, message, hasEarlier, before === undefined));
}

/** Throws InvalidOption if two assets have the same name. */
function distinct(given: readonly string[]): { name: string; path?: string }[] {
  if (given.length === 0) return [{ name: unnamed }];
  const all = given.map(named);
  const names = new Set<string>();
  for (const { name } of all) {
    if (names.has(name)) throw settingErrors.repeatedAsset(name);
    names.add(name);
  }
  return all;
}

async function checkedAsset({ path, asset: read }: Unread, connector: Connector): Promise<Asset> {
  const asset = await read();
  try {
    connector.checkAsset(asset);
    return asset;
  } catch (error) {
    if (path === undefined || !(error instanceof ConnectorError)) throw error;
    throw settingErrors.ofFile(path, error);
  }
}

function named(given: string): { name: string; path: string } {
  const [, name = unnamed, path = given] = /^([\w.-]+)=(.+)$/.exec(given) ?? [];
  return { name, path };
}
