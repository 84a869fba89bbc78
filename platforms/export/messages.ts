/** Messages of the command `export`. */
import { ConnectorError } from "../../connector/platform_api.js";
import { systemCode } from "../shared/messages.js";

/** Errors of the option for the output. */
export const exportErrors = {
  severalFiles: (target: string, files: number) =>
    new ConnectorError("InvalidOption", `${target} makes ${files} files.`, {
      hint: `Set a folder for them, as in --output ${target}`,
    }),

  /** @param error - the error of the system */
  unwritable: (output: string, error: unknown, isFile: boolean) =>
    new ConnectorError("InvalidOption", `--output ${output} cannot be written (${systemCode(error)}).`, {
      hint: isFile ? "Set a file that can be written." : "Set a folder that can be written.",
    }),
} as const;

/** Returns the line after files were written. */
export function writtenLine(files: number, output: string): string {
  return `${files === 1 ? "1 file" : `${files} files`} written to ${output}.\n`;
}
