/** Keeps values that should not be blocked out of rows that would block them. */
import type { BenignLookup } from "../../declarations/benign_values.js";
import { ipVersion, specialRangeOf } from "../../declarations/values/address.js";
import { readValue } from "../../declarations/values/kinds.js";
import type { Observable, ObservableKind, Reason } from "../feed_types.js";
import { benign, saidBenign } from "./messages.js";

type LookupKind = Parameters<BenignLookup["reason"]>[0];

const lookupKinds: Readonly<Partial<Record<ObservableKind, LookupKind>>> = {
  sha256: "hash",
  sha1: "hash",
  md5: "hash",
  ip: "address",
  domain: "host",
  url: "url",
};

/** Finds benign values. */
export class BenignGuard {
  readonly #lookup: BenignLookup | undefined;
  readonly #allowed: ReadonlySet<string>;
  /** Allowed values that no value of the source was equal to, by their comparable form. */
  readonly #unused: Map<string, string>;

  /** @param allowed - values that a person accepts, in any letter case */
  constructor(lookup: BenignLookup | undefined, allowed: readonly string[]) {
    this.#lookup = lookup;
    this.#unused = new Map(allowed.map((value) => [comparable(value), value]));
    this.#allowed = new Set(this.#unused.keys());
  }

  /** Returns the allowed values that occurred in no row that would do harm. */
  unused(): readonly string[] {
    return [...this.#unused.values()];
  }

  #isAllowed(value: string): boolean {
    if (this.#allowed.size === 0) return false;
    const form = comparable(value);
    this.#unused.delete(form);
    return this.#allowed.has(form);
  }

  /** Returns why the value should not be blocked; undefined if nothing is known about the value. */
  objectionTo({ kind, value, facts }: Observable): Reason | undefined {
    if (facts.isBenign === true) return { code: "Benign", message: saidBenign(value) };
    if (this.#isAllowed(value)) return undefined;
    const as = lookupKinds[kind];
    const range = kind === "ip" && ipVersion(value) !== 0 ? specialRangeOf(value) : undefined;
    const reason = range ?? (as === undefined ? undefined : this.#lookup?.reason(as, value));
    return reason === undefined ? undefined : { code: "Benign", message: benign(value, reason) };
  }
}

/** Returns the value without differences of letter case and of spellings of addresses. */
function comparable(value: string): string {
  const text = value.trim().toLowerCase();
  return ipVersion(text) === 6 ? (readValue("ip-address", text).corrected ?? text) : text;
}
