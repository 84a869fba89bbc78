/** Reads texts as values of observables. */
import { readValue } from "../declarations/values/kinds.js";
import type { Kind } from "../declarations/values/reading.js";
import type { ObservableKind } from "./feed_types.js";

/** A text as a value, with its change; or why it is no value of that kind. */
export type Observed =
  | { readonly value: string; readonly change?: Reason; readonly fault?: never }
  | { readonly fault: Reason; readonly value?: never };

/** A stable code and a full sentence. */
export interface Reason {
  readonly code: string;
  readonly message: string;
}

const kinds: Readonly<Record<ObservableKind, Kind>> = {
  sha256: "sha256-hash",
  sha1: "sha1-hash",
  md5: "md5-hash",
  ip: "ip-address",
  domain: "domain-name",
  url: "web-url",
  thumbprint: "certificate-thumbprint",
};

/** Reads a text as a value of that kind. A valid text stays as it is, without outer blanks and quotes. */
export function observe(kind: ObservableKind, text: string): Observed {
  const { corrected, problem } = readValue(kinds[kind], text);
  if (problem === undefined) return { value: text };
  const message = `${JSON.stringify(text)} ${problem}.`;
  if (corrected === undefined) return { fault: { code: "ValueInvalid", message } };
  return { value: corrected, change: { code: "Normalized", message } };
}
