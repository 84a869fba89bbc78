/** The callers of the service: their keys, and what they may use. */
import { timingSafeEqual } from "node:crypto";
import { digestOf } from "./api_key.js";
import { callerErrors } from "./messages.js";
import type { Profiles } from "./profiles.js";

/** A caller with its keys. */
export interface CallerKeys {
  /** Undefined for the one key of a service without callers, which allows everything. */
  readonly name: string | undefined;
  readonly keys: readonly string[];
  /** Undefined: all. */
  readonly profiles?: ReadonlySet<string>;
  /** Undefined: all. */
  readonly actions?: ReadonlySet<string>;
}

/** What the caller of one request may use. */
export class Caller {
  /** Undefined if the service has one key for everything. */
  readonly name: string | undefined;
  /** The profiles that the caller may use. */
  readonly profiles: Profiles;
  readonly #actions: ReadonlySet<string> | undefined;

  /** @param all - the profiles of the service */
  constructor({ name, profiles, actions }: Omit<CallerKeys, "keys">, all: Profiles) {
    this.name = name;
    this.profiles = profiles === undefined ? all : all.only(profiles);
    this.#actions = actions;
  }

  /** Returns whether the caller may run the action. */
  mayRun(action: string): boolean {
    return this.#actions?.has(action) ?? true;
  }

  /** Throws Forbidden for another action, whether it exists or not. */
  assertMayRun(action: string): void {
    if (!this.mayRun(action)) throw callerErrors.otherAction(action);
  }
}

/** All callers of a service. */
export class Callers {
  readonly #all: readonly { readonly caller: Caller; readonly digests: readonly Buffer[] }[];
  /** Whether each caller has a key of its own. */
  readonly areNamed: boolean;
  readonly count: number;

  constructor(callers: readonly CallerKeys[], profiles: Profiles) {
    this.#all = callers.map(({ keys, ...caller }) => ({
      caller: new Caller(caller, profiles),
      digests: keys.map(digestOf),
    }));
    this.areNamed = callers.some(({ name }) => name !== undefined);
    this.count = callers.length;
  }

  /**
   * Returns the caller with the key of an Authorization header. It compares with every key, so that the time does not
   * depend on which one is right.
   */
  of(header = ""): Caller | undefined {
    const shown = digestOf(/^Bearer +(\S+)$/i.exec(header)?.[1] ?? "");
    let found: Caller | undefined;
    for (const { caller, digests } of this.#all)
      for (const digest of digests) if (timingSafeEqual(digest, shown)) found = caller;
    return found;
  }
}
