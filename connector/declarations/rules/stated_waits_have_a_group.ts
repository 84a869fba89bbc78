/** The pattern of a stated wait has a group for the seconds. */
import type { CrossRule } from "./rule.js";

export const statedWaitsHaveAGroup: CrossRule = ({ manifest }) =>
  Object.entries(manifest.services)
    .filter(([, { errors }]) => errors.waitSeconds !== undefined && !/\((?!\?)/.test(errors.waitSeconds))
    .map(([name]) => ({
      file: "manifest.json",
      pointer: `/services/${name}/errors/waitSeconds`,
      message: "has no group; put the digits of the seconds in parentheses.",
    }));
