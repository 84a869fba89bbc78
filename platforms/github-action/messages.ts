/** Messages of the adapter for GitHub Actions. */
import { ConnectorError } from "../../connector/platform_api.js";

/** Errors of the inputs of a step. */
export const inputErrors = {
  noAction: () =>
    new ConnectorError("InvalidOption", "The input action is missing.", {
      hint: "Set it to the name of an action, as in action: import_indicators",
    }),

  /** @param parts - parts of the input that are set as well */
  fileAndParts: (parts: readonly string[]) =>
    new ConnectorError("InvalidOption", `input_file and ${parts.join(", ")} exclude each other.`, {
      hint: "Set input_file, or the parts of the input. Nothing was sent.",
    }),

  notTrueOrFalse: (name: string) => new ConnectorError("InvalidOption", `${name} must be true or false.`),
} as const;

/** Messages about the output of a step. */
export const outputMessages = {
  tooLong: "The output is too long for the output named output. Read the file in output_file.",
  moreFailed: (rows: number) => `The output contains ${rows} more failed rows.`,
} as const;
