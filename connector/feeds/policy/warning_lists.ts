/** Lists of known values in the format of MISP's warning lists. */

/** A list of known values. A hit is a hint, not a verdict. */
export interface WarningList {
  readonly name: string;
  readonly type: "string" | "substring" | "hostname" | "cidr" | "regex";
  readonly list: readonly string[];
  /** MISP attribute types that the list is for; absent or `ALL`: all. */
  readonly matching_attributes?: readonly string[];
}
