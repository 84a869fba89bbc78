/** The messages about configurations and their files. */
import { ConnectorError, quoteName } from "../../../connector/platform_api.js";

/** Faults of a configuration. */
export const configFaults = {
  tooLong: (maxBytes: number): string => `is longer than ${maxBytes / 1024} KiB`,
  notAFile: "is not a regular file",
  empty: "is empty",
  notYaml: (line: number, column: number, problem: string): string =>
    `is not YAML: at line ${line}, column ${column}, ${problem}`,
  unreadable: (path: string, why: string): string => `${path} ${why}.`,
  noProfiles: (path: string): string => `${path} must contain one object with the key profiles.`,
  twiceCaller: (name: string): string => `serve.callers names ${name} twice; use a different name for each.`,
  unknownProfile: (place: string, name: string, known: readonly string[]): string =>
    `${place} names ${name}, which is not a profile of this configuration. ${meant(known)}`,
  unknownAction: (place: string, name: string, near: readonly string[]): string =>
    `${place} names ${name}, which is not an action. ${meant(near)}`,
} as const;

/** Returns the error for the faults of a configuration. @param path - as the user wrote it */
export function invalidConfig(path: string, faults: readonly string[]): ConnectorError {
  const named = faults[0]?.startsWith(path) === true ? faults : [`${path}:`, ...faults];
  return new ConnectorError("InvalidConfig", named.join(" "));
}

function meant(names: readonly string[]): string {
  return names.length === 0 ? "Correct the name." : `Did you mean ${names.slice(0, 3).join(" or ")}?`;
}

/** Faults of YAML. None quotes the text, which can contain secrets. */
export const yamlFaults = {
  alias: "an alias (*name) repeats another part; write the value itself",
  badIndent: "the indentation is wrong",
  deep: "the values are nested too deeply",
  documents: "a second document begins; keep one",
  key: "a key is not a plain text",
  missing: "a quote, a bracket or a colon is missing",
  tab: "a tab is used as indentation; use blanks",
  tag: "a tag (!name) is used; write the plain value",
  tooMany: "the text has too many parts",
  other: "the text is not valid",
} as const;

/** Faults of secrets. */
export const secretFaults = {
  bothVariables: (secret: string, file: string): string =>
    `The variables ${secret} and ${file} are both set, and only one of them could be used. Unset one of them.`,
} as const;

/** Errors about the secrets of an asset. */
export const secretErrors = {
  both: (secret: string, file: string) =>
    new ConnectorError(
      "InvalidAsset",
      `The asset has ${secret} and ${file}, and only one of them could be used. Remove one of them.`,
    ),
  bothVariables: (secret: string, file: string) =>
    new ConnectorError("InvalidAsset", secretFaults.bothVariables(secret, file)),
  notAPath: (field: string) => new ConnectorError("InvalidAsset", `${field} must be the path of a file.`),
  unreadable: (field: string, path: string, why: string) =>
    new ConnectorError("InvalidAsset", `${field}: ${path} ${why}.`, {
      hint: "Write the secret to this file, and let this user read it. Nothing was sent.",
    }),
} as const;

/** Most names that a message lists. */
const maxNames = 20;

/** Returns the first of the names, and how many others there are. */
export function firstNames(names: readonly string[]): string {
  const more = names.length > maxNames ? ` and ${names.length - maxNames} more` : "";
  return `${names.slice(0, maxNames).join(", ")}${more}`;
}

/** Faults of profiles that a call or a request selects by name. */
export const selectionFaults = {
  unknown: (name: string | undefined): string =>
    name === undefined ? "No profile is named." : `There is no profile ${quoteName(name)}.`,
  unusable: (name: string, message: string): string => `The profile ${name} cannot be used: ${message}`,
} as const;

/** Errors about the options that choose profiles, and about options that do not fit several profiles. */
export const profileErrors = {
  noConfig: (variable: string) =>
    invalidOption(`A profile is named, but no configuration. Set --config FILE or ${variable}.`),
  noProfile: () =>
    invalidOption("--config is set, but no profile is named. Set --profile NAME or --all-profiles."),
  both: () => invalidOption("--profile and --all-profiles exclude each other. Set one of them."),
  withAsset: () =>
    invalidOption(
      "--asset and a profile exclude each other, because a profile is an asset. Set one of them.",
    ),
  noName: () => invalidOption("--profile contains an empty name. Separate the names by commas."),
  twice: (name: string) => invalidOption(`--profile names ${name} twice; name it once.`),
  unknown: (name: string, path: string, near: readonly string[], known: readonly string[]) =>
    invalidOption(
      `${path} has no profile ${name}. ${near.length > 0 ? meant(near) : `Profiles: ${firstNames(known)}.`}`,
    ),
  longInput: (maxMb: number) =>
    new ConnectorError(
      "InvalidInput",
      `Standard input is longer than ${maxMb} MiB, and each profile reads it again. Name a file with --input.`,
    ),
  pipe: (path: string) =>
    invalidOption(
      `${path} can be read only once, and each profile reads the input again. Name a regular file.`,
    ),
  output: (path: string) =>
    invalidOption(
      `--output ${path} must have the extension .json, because it contains one array for all profiles.`,
    ),
  to: () =>
    invalidOption(
      "--to cannot be combined with profiles, whose outputs are in one array. Remove it, or name one asset with --asset.",
    ),
} as const;

function invalidOption(message: string): ConnectorError {
  return new ConnectorError("InvalidOption", message);
}
