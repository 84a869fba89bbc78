/** Where the command `serve` finds its profiles and keys. */
import { type Connector, type Declarations, isConnectorError } from "../../connector/platform_api.js";
import { type Config, configPath, configVariable, readConfig } from "../shared/config/read_config.js";
import type { ReadText } from "../shared/config/small_file.js";
import type { Io } from "../shared/io.js";
import type { Warn } from "../shared/open_to_others.js";
import { fileVariable, keyVariable, type ServiceKeys, serviceKeys } from "./api_key.js";
import { LiveSettings } from "./live_settings.js";
import { fileMessages, settingErrors } from "./messages.js";
import { readAssets, readProfiles } from "./read_profiles.js";
import type { ServeOptions } from "./serve_options.js";
import { renewedKeys } from "./renewed_keys.js";
import { callersOf, type Settings, settingsOf } from "./settings.js";

/** What the settings are read from. */
export interface SettingsSource {
  readonly connector: Connector;
  readonly schemas: Declarations["schemas"];
  readonly options: Pick<ServeOptions, "asset" | "config" | "host">;
  readonly env: Io["env"];
  /** Whether workers run the jobs, so that the service may be without a usable profile. */
  readonly hasFleet?: boolean;
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
    throw settingErrors.assetAndConfig(configVariable(connector.manifest));
  const keys = new LazyKeys(source);
  let last: Config | undefined;
  const settings = await LiveSettings.open({
    load: (read, before) => loadSettings({ source, path, keys, warn: log.warn, read, before }),
    warn: log.warn,
    reloaded({ profiles, config }) {
      if (path === undefined || config !== last) log.log(fileMessages.reloaded(profiles.names.length));
      last = config;
    },
  });
  last = settings.current.config;
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

async function loadSettings(loading: Loading): Promise<Settings> {
  const { source, keys, warn, read, before } = loading;
  const { connector, options, env, hasFleet = false } = source;
  const reading = { connector, env, read, warn, before: before?.profiles, mayBeEmpty: hasFleet };
  const config = await configOf(loading);
  const profiles =
    config === undefined ? await readAssets(options.asset, reading) : await readProfiles(config, reading);
  if (config?.callers === undefined)
    return settingsOf(profiles, [{ name: undefined, keys: await keys.current(loading) }], config);
  warnOfIgnoredKey(source, warn);
  return settingsOf(profiles, await callersOf(config.callers, { read, warn, before }), config);
}

/** A broken configuration does not keep the service from reading the files of the earlier one: keys can be revoked. */
async function configOf({ source, path, warn, read, before }: Loading): Promise<Config | undefined> {
  if (path === undefined) return undefined;
  const { connector, schemas } = source;
  try {
    return await readConfig(path, { connector, schemas, read, warn });
  } catch (error) {
    if (before?.config === undefined || !isConnectorError(error)) throw error;
    warn(error.code, fileMessages.configStays(error.message));
    return before.config;
  }
}

function warnOfIgnoredKey({ connector, env }: SettingsSource, warn: Warn): void {
  const variable = keyVariable(connector.manifest);
  const ignored = [variable, fileVariable(variable)].filter((name) => (env[name] ?? "") !== "");
  for (const name of ignored) warn("KeyIgnored", fileMessages.keyIgnored(name));
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

  /** A generated key can be printed at the start only. */
  current({ read, before, warn }: Loading): Promise<readonly string[]> {
    const { connector, options, env } = this.#source;
    const variable = keyVariable(connector.manifest);
    const keys = this.#keys ?? serviceKeys({ variable, host: options.host }, env);
    if (before !== undefined && this.#keys === undefined && keys.generated !== undefined)
      throw settingErrors.keyNeeded(variable);
    this.#keys = keys;
    const earlier = before?.keys.get(undefined);
    return renewedKeys(() => keys.current(read), { owner: "the service", earlier, warn });
  }
}
