/** The messages about MISP attributes. */
import type { Reason } from "../feed_types.js";
import { quoteName } from "../../contract/quote_name.js";
import { sentencesOf } from "../observed_outcome.js";

/** Reasons for skipping or changing an attribute. */
export const messages = {
  notAnAttribute: (): Reason => ({
    code: "NotAnAttribute",
    message: "The entry is not a MISP attribute: an attribute has a type and a value.",
  }),
  deleted: (): Reason => ({ code: "Deleted", message: "The attribute is deleted." }),
  typeUnsupported: (type: string): Reason => ({
    code: "TypeUnsupported",
    message: `Attributes of type ${quoteName(type)} cannot become rows.`,
  }),
  notForDetection: (): Reason => ({
    code: "NotForDetection",
    message: "The attribute is not for detection: to_ids is not true.",
  }),
  fieldInvalid: (field: string, wanted: string, value: unknown): Reason => ({
    code: "FieldInvalid",
    message: `${field} must be ${wanted}, not ${quoteName(JSON.stringify(value))}.`,
  }),
  falsePositiveTag: (): Reason => ({
    code: "FalsePositive",
    message: "A tag marks the attribute as a false positive.",
  }),
  falsePositiveSighting: (): Reason => ({
    code: "FalsePositive",
    message: "A sighting marks the attribute as a false positive.",
  }),
  expirationSighting: (): Reason => ({
    code: "Expired",
    message: "A sighting marks the attribute as expired.",
  }),
  sourceAddress: (): Reason => ({
    code: "SourceAddress",
    message: "The address is the source of a connection, which can be a victim (ipSrc is skip).",
  }),
  notComposite: (type: string): Reason => ({
    code: "ValueInvalid",
    message: `A value of type ${quoteName(type)} must have two parts separated by |.`,
  }),
  portLeftOut: (port: string): Reason => ({
    code: "PortLeftOut",
    message: `The port ${quoteName(port)} was left out: a row covers all ports.`,
  }),
  partSkipped: (reasons: readonly Reason[]): Reason => ({
    code: "PartSkipped",
    message: `A part of the attribute was left out. ${sentencesOf(reasons)}`,
  }),
  otherHash: (best: string): Reason => ({
    code: "OtherHashOfFile",
    message: `The object has a better hash of the same file (${best}).`,
  }),
} as const;
