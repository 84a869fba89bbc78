/** The changes that `normalize` may make to a value, each a pure function. */
import { isIPv6 } from "node:net";
import type { RowRules } from "../contract/generated/meta/rules.js";
import { ipaddr } from "./ipaddr.js";

/** Name of a change. */
export type Change = RowRules["normalize"][number]["change"];

/** By the name that rules use. */
export const changes: Readonly<Record<Change, (value: string) => string>> = {
  trim: (value) => value.trim(),
  refang: (value) =>
    value
      .replace(/^hxxp/i, "http")
      .replace(/\[(?:\.|dot)\]|\(\.\)/gi, ".")
      .replaceAll("[:]", ":")
      .replace(/\[at\]/gi, "@"),
  lowerCase: (value) => value.toLowerCase(),
  expandIpv6: (value) =>
    isIPv6(value) && !value.includes("%") ? ipaddr.parse(value).toNormalizedString() : value,
};
