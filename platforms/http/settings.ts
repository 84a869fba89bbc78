/** What the operator of a service configures: the profiles, and the callers with their keys. */
import { ConnectorError } from "../../connector/platform_api.js";
import type { ReadText } from "../shared/config/small_file.js";
import type { CallerEntry } from "../shared/config/read_config.js";
import { keysOfFile } from "./api_key.js";
import { type CallerKeys, Callers } from "./callers.js";
import type { Profiles } from "./profiles.js";

/** The settings of a service. They are replaced as a whole. */
export interface Settings {
  readonly profiles: Profiles;
  readonly callers: Callers;
}

/** Returns the settings of a service with one key. */
export function openSettings(profiles: Profiles, keys: readonly string[]): Settings {
  return { profiles, callers: new Callers([{ name: undefined, keys }], profiles) };
}

/** Returns the settings of a service with callers. @throws ConnectorError InvalidConfig */
export async function callerSettings(
  profiles: Profiles,
  entries: readonly CallerEntry[],
  read: ReadText,
): Promise<Settings> {
  const callers: CallerKeys[] = [];
  const owners = new Map<string, string>();
  for (const { name, keyFile, profiles: names, actions } of entries) {
    const keys = await keysOfFile(keyFile, read);
    for (const key of keys) assertOwn(key, name, owners);
    callers.push({ name, keys, profiles: new Set(names), actions: new Set(actions) });
  }
  return { profiles, callers: new Callers(callers, profiles) };
}

/** A key of two callers does not show who calls. */
function assertOwn(key: string, name: string, owners: Map<string, string>): void {
  const owner = owners.get(key);
  if (owner !== undefined && owner !== name)
    throw new ConnectorError(
      "InvalidConfig",
      `The callers ${owner} and ${name} have the same key. Generate a key for each caller.`,
    );
  owners.set(key, name);
}
