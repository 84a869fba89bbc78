/** The assets of a service: read once, at its start, and chosen by name. */
import { type Asset, ConnectorError, type Connector } from "../../connector/index.js";
import { findAsset, type Warn } from "../shared/asset_source.js";
import type { Io } from "../shared/io.js";

/** Name of an asset that was given without one. */
const unnamed = "default";

/** The assets by name. */
export class Assets {
  readonly #assets: ReadonlyMap<string, Asset>;

  constructor(assets: ReadonlyMap<string, Asset>) {
    this.#assets = assets;
  }

  get names(): string[] {
    return [...this.#assets.keys()];
  }

  /** The asset of that name; the only one where none is named. Throws InvalidOption. */
  named(name: string | undefined): { name: string; asset: Asset } {
    const [only, ...others] = this.names;
    // Never a guess between several: rows would go into somebody else's tenant.
    const chosen = name ?? (others.length === 0 ? only : undefined);
    const asset = this.#assets.get(chosen ?? "");
    if (chosen !== undefined && asset !== undefined) return { name: chosen, asset };
    const problem = name === undefined ? "No asset is named." : `There is no asset ${JSON.stringify(name)}.`;
    throw new ConnectorError("InvalidOption", problem, {
      hint: `Name one in the query, as in ?asset=${only}. There are: ${this.names.join(", ")}.`,
    });
  }
}

/**
 * Reads and checks them. Throws InvalidAsset, InvalidOption.
 * @param given `FILE` or `name=FILE`; the environment's asset where there is none
 */
export async function readAssets(
  given: readonly string[],
  connector: Connector,
  io: Io,
  warn: Warn,
): Promise<Assets> {
  const assets = new Map<string, Asset>();
  for (const { name, path } of given.length === 0 ? [{ name: unnamed, path: undefined }] : given.map(named)) {
    if (assets.has(name))
      throw new ConnectorError("InvalidOption", `Two assets are called ${name}.`, {
        hint: "Give each a name of its own, as in --asset first=one.json --asset second=two.json",
      });
    assets.set(name, await checkedAsset(path, connector, io, warn));
  }
  return new Assets(assets);
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
