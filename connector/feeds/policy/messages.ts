/** The messages of the policy: what stays out, and what is noted. */
import { ConnectorError } from "../../contract/errors.js";
import { counted, shown } from "../mapping/messages.js";

/** An item above the highest level that is taken. */
export function tlpAbove(tlp: string, limit: string): string {
  return `The source marks this item as TLP:${tlp.toUpperCase()}, and maxTlp is ${limit}.`;
}

/** An item below the least confidence that is taken. */
export function lowConfidence(confidence: number | undefined, limit: number): string {
  const has = confidence === undefined ? "no confidence, which counts as 0" : `the confidence ${confidence}`;
  return `The source states ${has}, and minConfidence is ${limit}.`;
}

/** An item that has expired. */
export function expired(validUntil: string): string {
  return `The source states that this item expired at ${validUntil}.`;
}

/** An item that is not valid yet. */
export function notYetValid(validFrom: string): string {
  return `The source states that this item is not valid before ${validFrom}.`;
}

/** A value that should not be blocked. */
export function benign(value: string, reason: string): string {
  return `${shown(value)} is ${reason}; blocking it can cut devices off from what they need. To take the value anyway, allow it: --allow-benign VALUE, or allow_benign in an input.`;
}

/** A value that the source itself calls harmless. */
export function saidBenign(value: string): string {
  return `The source says that ${shown(value)} is harmless, so that it is never blocked.`;
}

/** Values that documents use in examples. */
export function documentation(count: number, examples: readonly string[]): { code: string; message: string } {
  const message = `Addresses and names that are reserved for documents (RFC 5737, RFC 3849, RFC 2606) were taken: ${counted(count, examples)}.`;
  return { code: "DocumentationValues", message };
}

/** Values on a list of known values. */
export function onList(
  name: string,
  count: number,
  examples: readonly string[],
): { code: string; message: string } {
  const message = `Values on the warning list ${shown(name)} were taken: ${counted(count, examples)}.`;
  return { code: "WarningList", message };
}

/** Values that are allowed for nothing. */
export function allowedUnused(values: readonly string[]): { code: string; message: string } {
  const examples = values.slice(0, 3).map(shown);
  const message = `Allowed values that the source does not contain as values to block: ${counted(values.length, examples)}.`;
  return { code: "AllowBenignUnused", message };
}

/** Entries of a list that are not compared. */
export function entriesIgnored(
  name: string,
  count: number,
  examples: readonly string[],
): { code: string; message: string } {
  const message = `Entries of the warning list ${shown(name)} that cannot be read, or are regular expressions that can be slow, are ignored: ${counted(count, examples.map(shown))}.`;
  return { code: "WarningListEntriesIgnored", message };
}

const invalidList = (file: string, problem: string) =>
  new ConnectorError("InvalidOption", `The warning list ${shown(file)} ${problem}.`);

/** Errors about a file that is not a warning list. */
export const warningListErrors = {
  notAnObject: (file: string) => invalidList(file, "is not a JSON object"),
  noName: (file: string) => invalidList(file, "has no name"),
  unknownType: (file: string, types: readonly string[]) =>
    invalidList(file, `has a type that is not one of ${types.join(", ")}`),
  invalidList: (file: string) => invalidList(file, "has a list that is not a list of texts"),
  invalidAttributes: (file: string) =>
    invalidList(file, "has matching_attributes that are not a list of texts"),
} as const;
