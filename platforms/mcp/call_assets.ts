/** The asset of a call: the only one, or the one that the call names as its profile. */
import {
  type Asset,
  type ConnectorError,
  isConnectorError,
  type JsonObject,
} from "../../connector/platform_api.js";
import { callErrors } from "./messages.js";

/** Name of the argument. */
export const profileArgument = "profile";

/** The assets that the calls of a client can use. */
export interface CallAssets {
  /** Names to choose from. With several, each call names one of them. */
  readonly profiles: readonly string[];
  /**
   * Returns the asset; undefined if none is configured. Throws the fault of an asset that cannot be used.
   * @param profile - undefined if there is nothing to choose
   */
  assetOf(profile: string | undefined): Asset | undefined;
}

/** An asset, or the reason why it cannot be used; undefined if none was configured. */
export type FoundAsset = Asset | ConnectorError | undefined;

/**
 * Returns the assets for all calls of a process.
 * @param assets - by the names of their profiles. The name of the only one does not matter
 */
export function fixedAssets(assets: ReadonlyMap<string, FoundAsset>): CallAssets {
  const profiles = [...assets.keys()];
  return {
    profiles,
    assetOf(profile = profiles[0] ?? "") {
      const asset = assets.get(profile);
      // The server reads its assets when it starts.
      if (isConnectorError(asset)) throw callErrors.restarting(asset);
      return asset;
    },
  };
}

/** Returns the profile that the arguments name, and the other arguments. Throws InvalidOption. */
export function withoutProfile(
  given: JsonObject,
  profiles: readonly string[],
): { profile: string | undefined; input: JsonObject } {
  if (profiles.length < 2) return { profile: undefined, input: given };
  const { [profileArgument]: profile, ...input } = given;
  if (typeof profile === "string" && profiles.includes(profile)) return { profile, input };
  const name = typeof profile === "string" || profile === undefined ? profile : JSON.stringify(profile);
  throw callErrors.unknownProfile(name, profileArgument, profiles);
}

/** Returns the schema of an input that names one of these profiles, if there are several. */
export function withProfile<Schema extends JsonObject>(schema: Schema, profiles: readonly string[]): Schema {
  if (profiles.length < 2) return schema;
  const { properties, required } = schema as { properties?: JsonObject; required?: readonly string[] };
  const description = "Name of the profile (tenant and credentials) that the call is for.";
  return {
    ...schema,
    properties: { [profileArgument]: { type: "string", enum: [...profiles], description }, ...properties },
    required: [profileArgument, ...(required ?? [])],
  };
}
