/** Decides by what a source says about an observable whether it is taken. */
import { timestampMs } from "../../contract/timestamp.js";
import { type Facts, type Reason, type Tlp, tlpLevels } from "../feed_types.js";
import { expired, lowConfidence, notYetValid, tlpAbove } from "./messages.js";

/** Limits of what is taken. */
export interface SourceLimits {
  readonly nowMs: number;
  readonly maxTlp: Tlp;
  readonly minConfidence: number;
}

/** Returns the stricter of two levels. */
export function stricter(one: Tlp, other: Tlp = one): Tlp {
  return tlpLevels.indexOf(other) > tlpLevels.indexOf(one) ? other : one;
}

/** Returns why the observable is not taken; undefined if it is. */
export function objectionTo(
  facts: Facts,
  { nowMs, maxTlp, minConfidence }: SourceLimits,
): Reason | undefined {
  const { validFrom, validUntil, tlp, confidence = 0 } = facts;
  if (tlp !== undefined && tlpLevels.indexOf(tlp) > tlpLevels.indexOf(maxTlp))
    return { code: "TlpAboveLimit", message: tlpAbove(tlp, maxTlp) };
  if (confidence < minConfidence)
    return { code: "ConfidenceTooLow", message: lowConfidence(facts.confidence, minConfidence) };
  if (validUntil !== undefined && timestampMs(validUntil) <= nowMs)
    return { code: "Expired", message: expired(validUntil) };
  if (validFrom !== undefined && timestampMs(validFrom) > nowMs)
    return { code: "NotYetValid", message: notYetValid(validFrom) };
  return undefined;
}
