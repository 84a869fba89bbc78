/** The profiles of a service, which a request selects by name. */
import type { Asset, ConnectorError } from "../../connector/platform_api.js";
import { profileNamePattern } from "../shared/config/profile_name.js";
import { callerErrors } from "./messages.js";

/** The fault of a profile that cannot be used. */
export interface UnusableProfile {
  readonly profile: string;
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}

/** A profile that was selected. */
export interface Selected {
  /** Empty if the action needs no asset and none was named. */
  readonly name: string;
  readonly asset: Asset;
}

/** The profiles by name. */
export class Profiles {
  readonly #assets: ReadonlyMap<string, Asset>;
  readonly #faults: ReadonlyMap<string, ConnectorError>;
  /** The profiles of every caller; undefined if all of them are allowed. */
  readonly #all: Profiles | undefined;

  /** @param faults - faults of the profiles that cannot be used, by name */
  constructor(
    assets: ReadonlyMap<string, Asset>,
    faults: ReadonlyMap<string, ConnectorError> = new Map(),
    all?: Profiles,
  ) {
    this.#assets = assets;
    this.#faults = faults;
    this.#all = all;
  }

  /** Returns the names of the usable profiles. */
  get names(): string[] {
    return [...this.#assets.keys()];
  }

  get unusable(): UnusableProfile[] {
    return [...this.#faults].map(([profile, { code, message, hint }]) => ({ profile, code, message, hint }));
  }

  /** Returns whether the service has this profile, for every caller. */
  isKnown(name: string): boolean {
    return (this.#all ?? this).isAllowed(name);
  }

  /** Returns the asset of a usable profile. */
  assetOf(name: string): Asset | undefined {
    return this.#assets.get(name);
  }

  /** Returns the profiles that a caller may use. */
  only(allowed: ReadonlySet<string>): Profiles {
    // There can be thousands of callers and profiles: only the allowed ones are looked at.
    return new Profiles(partOf(this.#assets, allowed), partOf(this.#faults, allowed), this);
  }

  /** Throws Forbidden for a profile that this caller may not use, whether it exists or not. */
  assertAllowed(name: string | undefined): void {
    if (name === undefined || this.#all === undefined || this.isAllowed(name)) return;
    throw callerErrors.otherProfile(name);
  }

  /**
   * Returns the profile of that name, or the only one if no name is set. An action that needs no asset needs no name.
   * Throws InvalidOption, Forbidden, and the fault of an unusable profile.
   */
  select(name: string | undefined, needsAsset: boolean): Selected {
    if (name === undefined && !needsAsset) return { name: "", asset: {} };
    const chosen = this.#chosen(name);
    const asset = this.#assets.get(chosen ?? "");
    if (chosen !== undefined && asset !== undefined) return { name: chosen, asset };
    const fault = this.#faults.get(chosen ?? "");
    if (chosen !== undefined && fault !== undefined) throw callerErrors.unusableProfile(chosen, fault);
    throw this.#unknown(name);
  }

  /**
   * Returns the same name for a job that a worker runs with its own configuration, which may have further profiles.
   * @throws InvalidOption, Forbidden
   */
  selectName(name: string | undefined, needsAsset: boolean): string {
    if (name === undefined && !needsAsset) return "";
    const chosen = this.#chosen(name);
    if (chosen === undefined || !profileNamePattern.test(chosen)) throw this.#unknown(name);
    return chosen;
  }

  /** Never guesses between several profiles: rows would reach the wrong tenant. @throws Forbidden */
  #chosen(name: string | undefined): string | undefined {
    this.assertAllowed(name);
    const [only, ...others] = this.#known;
    return name ?? (others.length === 0 ? only : undefined);
  }

  #unknown(name: string | undefined): ConnectorError {
    const [example = "contoso"] = this.#known;
    return callerErrors.unknownProfile(name, example, this.names);
  }

  get #known(): string[] {
    return [...this.#assets.keys(), ...this.#faults.keys()];
  }

  /** Returns whether the caller may use the profile, which this service knows. */
  isAllowed(name: string): boolean {
    return this.#assets.has(name) || this.#faults.has(name);
  }
}

function partOf<Value>(all: ReadonlyMap<string, Value>, names: ReadonlySet<string>): Map<string, Value> {
  const part = new Map<string, Value>();
  for (const name of names) {
    const value = all.get(name);
    if (value !== undefined) part.set(name, value);
  }
  return part;
}
