/**
 * What the nodes of one asset share: the asset, and a connector, so that its rate limits cover all of them.
 */
import {
  type Asset,
  type Connector,
  createConnector,
  type Declarations,
} from "../../connector/platform_api.js";
import { fixedFields } from "../shared/fixed_fields.js";
import { givenAsset } from "../shared/asset_source.js";
import type { Warn } from "../shared/open_to_others.js";
import { nodeErrors } from "./messages.js";
import { otherSources, secretsOf } from "./names.js";

/** An asset as the editor saves it. */
export interface AssetConfig {
  /** A kind of the manifest, or one of {@link otherSources}. */
  readonly source: string;
  /** Path of the file, if the source is a file. */
  readonly file?: string;
  /** Fields that are not secret, as text. Values other than text are JSON, as in environment variables. */
  readonly fields?: Readonly<Record<string, string>>;
}

/** The parts of a connection. */
export interface ConnectionParts {
  readonly config: AssetConfig;
  readonly credentials: Readonly<Record<string, string>>;
  readonly declarations: Declarations;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** One connection. */
export class Connection {
  readonly #parts: ConnectionParts;
  readonly #connector: Promise<Connector>;

  constructor(parts: ConnectionParts) {
    this.#parts = parts;
    this.#connector = createConnector({ declarations: parts.declarations, env: parts.env });
    // Whoever opens the connection gets the error.
    this.#connector.catch(() => {});
  }

  /**
   * Reads the asset each time, so that a corrected file works immediately. Throws InvalidAsset,
   * InvalidDeclaration.
   */
  async open(warn: Warn = () => {}): Promise<{ connector: Connector; asset: Asset }> {
    const connector = await this.#connector;
    return { connector, asset: await this.#asset(connector, warn) };
  }

  /** Throws what a run would throw for this asset before its first call. */
  async check(warn: Warn): Promise<void> {
    const { connector, asset } = await this.open(warn);
    connector.checkAsset(asset);
  }

  async #asset(connector: Connector, warn: Warn): Promise<Asset> {
    const { config, env } = this.#parts;
    const { source, file = "" } = config;
    if (source === otherSources.file) return (await givenAsset(file, connector, { env }, warn)) as Asset;
    if (source !== otherSources.environment) return connector.assetFromEnvironment(this.#fields(source));
    const asset = await givenAsset(undefined, connector, { env }, warn);
    if (asset !== undefined) return asset;
    throw nodeErrors.noVariable(connector.manifest.environmentPrefix);
  }

  /** Returns the fields of the node like environment variables: both are text. */
  #fields(kind: string): Record<string, string> {
    const { config, credentials, declarations } = this.#parts;
    const { manifest } = declarations;
    const { environmentPrefix: prefix } = manifest;
    if (!Object.hasOwn(manifest.assets, kind)) throw nodeErrors.unknownKind();
    const secrets = secretsOf(manifest, [kind]).map((field) => [field, credentials[field] ?? ""] as const);
    const fixed = Object.entries(fixedFields(kind, declarations)).map(
      ([field, value]) => [field, String(value)] as const,
    );
    const fields = [...Object.entries(config.fields ?? {}), ...secrets, ...fixed];
    return Object.fromEntries(fields.map(([field, text]) => [prefix + field.toUpperCase(), text]));
  }
}
