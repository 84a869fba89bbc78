/** Reads the configuration: the profiles of many tenants, and the callers of the HTTP service. */
import { dirname, resolve } from "node:path";
import {
  type Asset,
  type Connector,
  getAt,
  type Declarations,
  type JsonObject,
  setAt,
  suggest,
} from "../../../connector/platform_api.js";
import type { Io } from "../io.js";
import { firstFaults, shapeFaults } from "../json_shape.js";
import { type Warn, warnIfOpen } from "../open_to_others.js";
import { configContent } from "./config_content.js";
import { configFaults, invalidConfig } from "./messages.js";
import { fileField, holdsSecret, secretFields } from "./secrets.js";
import { type ReadText, readSmallFile } from "./small_file.js";

/** The schema of a configuration. */
const configSchemaPath = "schemas/config.json";

/** A caller of the HTTP service. */
export interface CallerEntry {
  readonly name: string;
  /** Absolute path of the file with its keys. */
  readonly keyFile: string;
  readonly profiles: readonly string[];
  readonly actions: readonly string[];
}

/** A configuration. */
export interface Config {
  /** Absolute path. */
  readonly path: string;
  /** The profiles as they were read, by name. */
  readonly profiles: ReadonlyMap<string, Asset>;
  /** Undefined if the service has one key for everything. */
  readonly callers: readonly CallerEntry[] | undefined;
}

/** Returns the environment variable with the path of the configuration. */
export function configVariable({ environmentPrefix }: Connector["manifest"]): string {
  return `${environmentPrefix}CONFIG`;
}

/** Returns the path of the configuration: that of the option, or that of the environment. */
export function configPath(
  option: string | undefined,
  manifest: Connector["manifest"],
  env: Io["env"],
): string | undefined {
  const path = option ?? env[configVariable(manifest)];
  return path === "" ? undefined : path;
}

/** What reading a configuration needs. */
export interface ConfigSources {
  readonly connector: Pick<Connector, "actions" | "assetFields" | "brokenActions" | "manifest">;
  readonly schemas: Declarations["schemas"];
  readonly read?: ReadText | undefined;
  readonly warn?: Warn;
}

/** @throws ConnectorError InvalidConfig with every fault */
export async function readConfig(
  given: string,
  { connector, schemas, read = readSmallFile, warn = () => {} }: ConfigSources,
): Promise<Config> {
  const path = resolve(given);
  const content = await configContent(given, path, read);
  const faults = shapeFaults(content, configSchema(schemas, connector));
  if (faults.length > 0) throw invalidConfig(given, faults);
  const config = configOf(path, content as unknown as Content);
  const further = firstFaults(callerFaults(config, connector));
  if (further.length > 0) throw invalidConfig(given, further);
  const { manifest } = connector;
  if ([...config.profiles.values()].some((asset) => holdsSecret(asset, manifest)))
    await warnIfOpen(path, warn);
  return config;
}

/** Returns the schema of a configuration, with the asset fields of further folders of actions. */
function configSchema(schemas: Declarations["schemas"], connector: ConfigSources["connector"]): JsonObject {
  const schema = schemas.get(configSchemaPath) ?? {};
  const fields = [...connector.assetFields(), ...secretFields(connector.manifest).map(fileField)];
  const place = "/properties/profiles/additionalProperties/properties";
  const declared = getAt(schema, place) as JsonObject;
  return setAt(schema, place, {
    ...Object.fromEntries(fields.map((field) => [field, {}])),
    ...declared,
  }) as JsonObject;
}

/** A configuration that has the declared form. */
interface Content {
  readonly profiles: Readonly<Record<string, JsonObject>>;
  readonly serve?: {
    readonly callers?: readonly (Omit<CallerEntry, "keyFile"> & { readonly key_file: string })[];
  };
}

function configOf(path: string, { profiles, serve }: Content): Config {
  const callers = serve?.callers?.map(({ key_file: file, ...caller }) => ({
    ...caller,
    keyFile: resolve(dirname(path), file),
  }));
  return { path, profiles: new Map(Object.entries(profiles)), callers };
}

function* callerFaults(
  { profiles, callers = [] }: Config,
  connector: ConfigSources["connector"],
): Generator<string> {
  const names = new Set<string>();
  const actions = [...connector.actions().map(({ name }) => name), ...connector.brokenActions().keys()];
  for (const [index, caller] of callers.entries()) {
    const place = `serve.callers[${index}]`;
    if (names.has(caller.name)) yield configFaults.twiceCaller(caller.name);
    names.add(caller.name);
    for (const name of caller.profiles)
      if (!profiles.has(name))
        yield configFaults.unknownProfile(`${place}.profiles`, name, suggest(name, [...profiles.keys()]));
    for (const name of caller.actions)
      if (!actions.includes(name))
        yield configFaults.unknownAction(`${place}.actions`, name, suggest(name, actions));
  }
}
