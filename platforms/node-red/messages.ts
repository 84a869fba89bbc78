/** Messages of the nodes of Node-RED. */
import { ConnectorError } from "../../connector/platform_api.js";

/** Errors of the settings of a node. */
export const nodeErrors = {
  /** @param number - the value in the unit of the current option, if the unit has changed */
  renamedOption: (name: string, now: string, number: number | undefined) =>
    new ConnectorError("InvalidOption", `The node has the option ${name}, which was renamed to ${now}.`, {
      hint: `Open the node, set ${now}${number === undefined ? "" : ` to ${number}`}, and deploy. Nothing was sent.`,
    }),

  noAsset: () =>
    new ConnectorError("InvalidAsset", "The node has no asset to connect with.", {
      hint: "Select one in the node, and deploy.",
    }),

  /** @param prefix - first part of the name of each variable */
  noVariable: (prefix: string) =>
    new ConnectorError("InvalidAsset", `No environment variable begins with ${prefix}.`, {
      hint: `Start Node-RED with the fields of the asset as variables: ${prefix} plus the field in upper case.`,
    }),

  unknownKind: () =>
    new ConnectorError("InvalidAsset", "The asset has no known kind. Select one in the node."),
} as const;

/** Messages about the end of a run. */
export const runMessages = {
  /** @param sum - what the run has done, in one sentence */
  endedByDeploy: (sum: string) => `Ended by a deploy. ${sum}`,
  rowsFailed: (failed: number, rows: number) => `${failed} of ${rows} rows failed.`,
  rowsFailedHint: "The output contains the reason for each row.",
} as const;
