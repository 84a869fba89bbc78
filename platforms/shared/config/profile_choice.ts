/** The options of a command that choose profiles. */

/** The options that choose profiles. */
export interface ProfileFlags {
  readonly config?: string;
  /** Names of profiles. */
  readonly profile?: readonly string[];
  readonly allProfiles?: boolean;
  readonly asset?: string;
}

/** Returns whether a command works on profiles instead of one asset. */
export function hasProfileFlags({ config, profile, allProfiles }: ProfileFlags): boolean {
  return config !== undefined || profile !== undefined || allProfiles === true;
}
