/** The messages of a command that works on several profiles. */
import { ConnectorError } from "../../../connector/platform_api.js";
import { exitCodes } from "../../shared/exit_code.js";

/** Most failed profiles that are named. */
const maxNamed = 50;

interface Ended {
  readonly exitCode: number;
  readonly error?: { readonly code: string } | undefined;
}

/** Errors about one of several profiles. */
export const profileErrors = {
  notBegun: () => new ConnectorError("Cancelled", "The command was stopped before this profile began."),
} as const;

/** Lines about all profiles together. */
export const profileLines = {
  heading: (profile: string): string => `Profile ${profile}:`,
  error: ({ code, message }: { readonly code: string; readonly message: string }): string =>
    `error ${code}: ${message}`,
  sum(names: readonly string[], ended: readonly Ended[]): string {
    const failed = ended.flatMap(({ exitCode, error }, at) =>
      exitCode === exitCodes.done || exitCode === exitCodes.pending
        ? []
        : [`${names[at]} (${error?.code ?? `exit code ${exitCode}`})`],
    );
    const named = failed.slice(0, maxNamed).join(", ");
    const more = failed.length > maxNamed ? `, and ${failed.length - maxNamed} more` : "";
    const list = failed.length === 0 ? "" : `: ${named}${more}`;
    return `${names.length} ${names.length === 1 ? "profile" : "profiles"}: ${names.length - failed.length} succeeded, ${failed.length} failed${list}.`;
  },
} as const;
