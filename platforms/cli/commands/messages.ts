/** Messages to users about single commands. */
import { ConnectorError } from "../../../connector/platform_api.js";
import { systemCode } from "../../shared/messages.js";

/** Errors of `simulate`. */
export const simulateErrors = {
  /** @param error - the error of the system */
  cannotListen: (place: string, error: unknown) =>
    new ConnectorError("InvalidOption", `The simulator cannot listen on ${place} (${systemCode(error)}).`, {
      hint: "Set another --port or --host, or omit both.",
    }),

  /** @param error - the error of the system */
  unwritableAsset(path: string, error: unknown): ConnectorError {
    const code = systemCode(error);
    const problem = code === "EEXIST" ? "exists already" : `cannot be written (${code})`;
    return new ConnectorError("InvalidOption", `--asset ${path} ${problem}.`, {
      hint: "Set the name of a new file in a folder that can be written.",
    });
  },
} as const;

/** Texts of a dry run. */
export const dryRunTexts = {
  numbering: "Findings in the JSON count rows from 0; these messages count them from 1.",
} as const;

/** What to do if the output of a command that sends nothing is lost. */
export const lostUnsentHints = {
  rows: "Nothing was sent.",
  plan: "Nothing was sent. Plan again with an output that can hold everything.",
} as const;

/** Texts of `check`. */
export const checkTexts = {
  valid: (files: number): string => `${files} files are valid.`,
} as const;

/** Texts of `demo`. */
export const demoTexts = {
  listening: (url: string): string => `A simulated Defender listens on ${url}; nothing leaves this machine.`,
  importing: (rows: number): string => `Importing ${rows} made-up indicators, some of them bad on purpose.`,
  /** @param busiest - imports in the busiest minute */
  calls: (imports: number, busiest: number, tokens: number): string =>
    `The service saw ${imports} imports, ${busiest} in its busiest minute (30 are allowed), and ${tokens} token request${tokens === 1 ? "" : "s"}.`,
  stored: (stored: number, succeeded: number): string =>
    `It holds ${stored} indicators: ${stored === succeeded ? "as many as the results report" : `but ${succeeded} results report success`}.`,
} as const;
