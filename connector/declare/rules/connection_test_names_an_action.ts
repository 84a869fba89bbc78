/** The connection test sends the request of an action that is there. */
import { type CrossRule, unknownName } from "./rule.js";

export const connectionTestNamesAnAction: CrossRule = ({ manifest, actions }) =>
  unknownName("/connectionTest/action", "action", manifest.connectionTest.action, actions.keys()).map(
    (problem) => ({
      file: "manifest.json",
      ...problem,
    }),
  );
