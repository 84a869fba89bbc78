/** What the operator of a service configures: the profiles, and the callers with their keys. */
import type { ReadText } from "../shared/config/small_file.js";
import type { CallerEntry, Config } from "../shared/config/read_config.js";
import type { Warn } from "../shared/open_to_others.js";
import { keysOfFile } from "./api_key.js";
import { type CallerKeys, Callers } from "./callers.js";
import { settingErrors } from "./messages.js";
import type { Profiles } from "./profiles.js";
import { renewedKeys } from "./renewed_keys.js";

/** The settings of a service. They are replaced as a whole. */
export interface Settings {
  readonly profiles: Profiles;
  readonly callers: Callers;
  /** The valid keys by caller; undefined for the one caller of a service without names. */
  readonly keys: ReadonlyMap<string | undefined, readonly string[]>;
  /** What the settings were read from; undefined without a configuration. */
  readonly config?: Config | undefined;
}

/** Returns the settings of a service with these callers. */
export function settingsOf(profiles: Profiles, callers: readonly CallerKeys[], config?: Config): Settings {
  const keys = new Map(callers.map(({ name, keys: own }) => [name, own]));
  return { profiles, callers: new Callers(callers, profiles), keys, config };
}

/** What reading the keys of callers needs. */
export interface KeyReading {
  readonly read: ReadText;
  readonly warn: Warn;
  /** The settings that are in use; undefined at the start of the service. */
  readonly before: Settings | undefined;
}

/** Returns the callers with their keys. @throws ConnectorError InvalidConfig at the start of the service */
export async function callersOf(
  entries: readonly CallerEntry[],
  { read, warn, before }: KeyReading,
): Promise<CallerKeys[]> {
  const callers: CallerKeys[] = [];
  const owners = new Map<string, string>();
  for (const { name, keyFile, profiles, actions } of entries) {
    const earlier = before?.keys.get(name) ?? (before === undefined ? undefined : []);
    const renewal = { owner: `the caller ${name}`, earlier, warn };
    const found = await renewedKeys(async () => {
      const own = await keysOfFile(keyFile, read);
      for (const key of own) assertOwn(key, name, owners);
      return own;
    }, renewal);
    const keys = found.filter((key) => !owners.has(key));
    for (const key of keys) owners.set(key, name);
    callers.push({ name, keys, profiles: new Set(profiles), actions: new Set(actions) });
  }
  return callers;
}

/** A key of two callers does not show who calls. */
function assertOwn(key: string, name: string, owners: ReadonlyMap<string, string>): void {
  const owner = owners.get(key);
  if (owner !== undefined) throw settingErrors.sharedKey(owner, name);
}
