/** Where the command `serve` finds its profiles and keys. */
import { type Connector, ConnectorError, type Declarations } from "../../connector/platform_api.js";
import { configPath, configVariable, readConfig } from "../shared/config/read_config.js";
import type { ReadText } from "../shared/config/small_file.js";
import type { Io } from "../shared/io.js";
import type { Warn } from "../shared/open_to_others.js";
import { fileVariable, keyVariable, type ServiceKeys, serviceKeys } from "./api_key.js";
import { LiveSettings } from "./live_settings.js";
import { readAssets, readProfiles } from "./read_profiles.js";
import type { ServeOptions } from "./serve_options.js";
import { callerSettings, openSettings, type Settings } from "./settings.js";

/** What the settings are read from. */
export interface SettingsSource {
  readonly connector: Connector;
  readonly schemas: Declarations["schemas"];
  readonly options: Pick<ServeOptions, "asset" | "config" | "host">;
  readonly env: Io["env"];
}

/** Receives what happens to the settings. */
export interface SettingsLog {
  readonly log: (line: string) => void;
  readonly warn: Warn;
}

/** The settings of a service that starts. */
export interface ServeSettings {
  readonly settings: LiveSettings;
  /** The key that was generated; undefined if the operator has set the keys. */
  readonly key: string | undefined;
  /** Whether there is a configuration, which SIGHUP reads again. */
  readonly isReloaded: boolean;
}

/** @throws ConnectorError InvalidOption, InvalidConfig, InvalidAsset */
export async function openServeSettings(source: SettingsSource, log: SettingsLog): Promise<ServeSettings> {
  const { connector, options, env } = source;
  const path = configPath(options.config, connector.manifest, env);
  if (path !== undefined && options.asset.length > 0)
    throw new ConnectorError(
      "InvalidOption",
      `--asset and a configuration exclude each other. Remove --asset, --config or ${configVariable(connector.manifest)}.`,
    );
  const keys = new LazyKeys(source);
  const settings = await LiveSettings.open({
    load: (read, before) => loadSettings({ source, path, keys, warn: log.warn, read, before }),
    warn: log.warn,
    reloaded: ({ profiles }) => log.log(`Configuration reloaded: ${profiles.names.length} profiles.`),
  });
  return { settings, key: keys.generated, isReloaded: path !== undefined };
}

interface Loading {
  readonly source: SettingsSource;
  readonly path: string | undefined;
  readonly keys: LazyKeys;
  readonly warn: Warn;
  readonly read: ReadText;
  readonly before: Settings | undefined;
}

async function loadSettings({ source, path, keys, warn, read, before }: Loading): Promise<Settings> {
  const { connector, schemas, options, env } = source;
  const reading = { connector, env, read, warn, before: before?.profiles };
  if (path === undefined)
    return openSettings(
      await readAssets(options.asset, reading),
      await keys.current(read, before === undefined),
    );
  const config = await readConfig(path, { connector, schemas, read, warn });
  if (config.callers === undefined)
    return openSettings(await readProfiles(config, reading), await keys.current(read, before === undefined));
  warnOfIgnoredKey(source, warn);
  return callerSettings(await readProfiles(config, reading), config.callers, read);
}

function warnOfIgnoredKey({ connector, env }: SettingsSource, warn: Warn): void {
  const variable = keyVariable(connector.manifest);
  const ignored = [variable, fileVariable(variable)].filter((name) => (env[name] ?? "") !== "");
  for (const name of ignored)
    warn(
      "KeyIgnored",
      `${name} is ignored, because the configuration has callers with keys of their own. Unset it.`,
    );
}

/** The keys of a service without callers. They are not needed, and not generated, if there are callers. */
class LazyKeys {
  readonly #source: SettingsSource;
  #keys: ServiceKeys | undefined;

  constructor(source: SettingsSource) {
    this.#source = source;
  }

  get generated(): string | undefined {
    return this.#keys?.generated;
  }

  /** @param isStart - whether a generated key can still be printed */
  current(read: ReadText, isStart: boolean): Promise<readonly string[]> {
    const { connector, options, env } = this.#source;
    const variable = keyVariable(connector.manifest);
    const keys = this.#keys ?? serviceKeys({ variable, host: options.host }, env);
    if (!isStart && this.#keys === undefined && keys.generated !== undefined)
      throw new ConnectorError(
        "InvalidConfig",
        `The configuration has no callers, and ${variable} is not set.`,
      );
    this.#keys = keys;
    return keys.current(read);
  }
}
