/** The assets of a service: read once, at its start, and selected by name. */
import { type Asset, ConnectorError, type Connector } from "../../connector/platform_api.js";
import { findAsset } from "../shared/asset_source.js";
import type { Warn } from "../shared/open_to_others.js";
import type { Io } from "../shared/io.js";

/** Name of an asset that was configured without a name. */
const unnamed = "default";

/** The fault of an asset that cannot be used. */
export interface UnusableAsset {
  readonly asset: string;
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}

/** The assets by name. */
export class Assets {
  readonly #assets: ReadonlyMap<string, Asset>;
  readonly #faults: ReadonlyMap<string, ConnectorError>;

  /** @param faults - faults of the assets that cannot be used, by name */
  constructor(assets: ReadonlyMap<string, Asset>, faults: ReadonlyMap<string, ConnectorError> = new Map()) {
    this.#assets = assets;
    this.#faults = faults;
  }

  /** Returns the names of the usable assets. */
  get names(): string[] {
    return [...this.#assets.keys()];
  }

  get unusable(): UnusableAsset[] {
    return [...this.#faults].map(([asset, { code, message, hint }]) => ({ asset, code, message, hint }));
  }

  has(name: string): boolean {
    return this.#assets.has(name) || this.#faults.has(name);
  }

  /** Returns the same for an action that needs no asset: nothing is missing without a name. */
  ifNamed(name: string | undefined): { name: string; asset: Asset } {
    return name === undefined ? { name: "", asset: {} } : this.named(name);
  }

  /**
   * Returns the asset of that name, or the only one if no name is set. Throws InvalidOption, and the fault
   * of an unusable asset.
   */
  named(name: string | undefined): { name: string; asset: Asset } {
    const [only, ...others] = [...this.names, ...this.#faults.keys()];
    // Never guess between several assets: rows would reach the wrong tenant.
    const chosen = name ?? (others.length === 0 ? only : undefined);
    const asset = this.#assets.get(chosen ?? "");
    if (chosen !== undefined && asset !== undefined) return { name: chosen, asset };
    const fault = this.#faults.get(chosen ?? "");
    if (chosen !== undefined && fault !== undefined) throw unusableError(chosen, fault);
    const problem = name === undefined ? "No asset is named." : `There is no asset ${JSON.stringify(name)}.`;
    throw new ConnectorError("InvalidOption", problem, {
      hint: `Name an asset in the query, as in ?asset=${only}. Assets: ${this.names.join(", ")}.`,
    });
  }
}

function unusableError(name: string, { code, message, hint }: ConnectorError): ConnectorError {
  return new ConnectorError(code, `The asset ${name} cannot be used: ${message}`, {
    hint: `${hint} Then start the service again: it reads its assets when it starts.`,
  });
}

/**
 * Reads and checks the assets. If one of several has a fault, it is reported and the others can be used.
 * Throws InvalidOption, and the first fault if no asset can be used.
 * @param given - `FILE` or `name=FILE`; the asset of the environment if empty
 */
export async function readAssets(
  given: readonly string[],
  connector: Connector,
  io: Io,
  warn: Warn,
): Promise<Assets> {
  const assets = new Map<string, Asset>();
  const faults = new Map<string, ConnectorError>();
  for (const { name, path } of distinct(given)) {
    try {
      assets.set(name, await checkedAsset(path, connector, io, warn));
    } catch (error) {
      if (!(error instanceof ConnectorError)) throw error;
      faults.set(name, error);
    }
  }
  const [first] = faults.values();
  if (assets.size === 0 && first !== undefined) throw first;
  for (const [name, { code, message }] of faults)
    warn(code, `The asset ${name} cannot be used: ${message} The service starts without it.`);
  return new Assets(assets, faults);
}

/** Throws InvalidOption if two assets have the same name. */
function distinct(given: readonly string[]): { name: string; path?: string }[] {
  if (given.length === 0) return [{ name: unnamed }];
  const all = given.map(named);
  const names = new Set<string>();
  for (const { name } of all) {
    if (names.has(name))
      throw new ConnectorError("InvalidOption", `Two assets have the name ${name}.`, {
        hint: "Use a different name for each, as in --asset first=one.json --asset second=two.json",
      });
    names.add(name);
  }
  return all;
}

async function checkedAsset(
  path: string | undefined,
  connector: Connector,
  io: Io,
  warn: Warn,
): Promise<Asset> {
  const asset = await findAsset(path, connector, io, warn);
  try {
    connector.checkAsset(asset);
    return asset;
  } catch (error) {
    if (path === undefined || !(error instanceof ConnectorError)) throw error;
    throw new ConnectorError(error.code, `${path}: ${error.message}`, { hint: error.hint });
  }
}

function named(given: string): { name: string; path: string } {
  const [, name = unnamed, path = given] = /^([\w.-]+)=(.+)$/.exec(given) ?? [];
  return { name, path };
}
