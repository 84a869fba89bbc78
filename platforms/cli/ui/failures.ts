/** Reports a failure on stderr and returns its exit code. */
import { CommanderError } from "commander";
import type { Io } from "../../shared/io.js";
import { logOf } from "../../shared/log/log_of.js";
import { usageHints } from "./messages.js";

/** Code of a wrong command line, in addition to the engine's codes. */
const usageCode = "Usage";

/**
 * Writes `error Code: message` and a hint. The engine is loaded only to explain its own errors.
 * @param command - name of the command that was called
 */
export async function writeFailure(error: unknown, io: Io, command?: string): Promise<number> {
  if (error instanceof CommanderError) return writeUsageError(error, io, command);
  const { asConnectorError } = await import("../../shared/failure.js");
  const { exitCodeOfError } = await import("../../shared/exit_code.js");
  const failure = asConnectorError(error);
  const { code, message, hint } = failure;
  await written(io, { code, message, hint });
  return exitCodeOfError(failure);
}

/** The process may end right after. */
function written(
  io: Io,
  { code, message, hint }: Record<"code" | "message" | "hint", string>,
): Promise<void> {
  const log = logOf(io);
  log.write("error", message, { code, hint });
  return log.flush();
}

/** Requested help is not a failure, and commander has already written it. */
async function writeUsageError(
  { exitCode, code, message }: CommanderError,
  io: Io,
  command: string | undefined,
): Promise<number> {
  if (exitCode === 0) return 0;
  // Without a command, the help is the result.
  if (code === "commander.help") return 2;
  const [problem = "", suggestion] = message.replace(/^error: /, "").split("\n");
  const text = `${problem.charAt(0).toUpperCase()}${problem.slice(1)}`.replace(/\.?$/, ".");
  const meant = (await actionMeant(code, problem)) ?? /Did you mean (.+)\?/.exec(suggestion ?? "")?.[1];
  const help = command === undefined ? usageHints.commands : usageHints.options(command);
  const hint = meant === undefined ? help : usageHints.meant(meant);
  await written(io, { code: usageCode, message: text, hint });
  return 2;
}

/** Returns the command that runs an action if the name of an action was passed as a command. */
async function actionMeant(code: string, problem: string): Promise<string | undefined> {
  const [, word] = code === "commander.unknownCommand" ? (/'(.+)'/.exec(problem) ?? []) : [];
  if (word === undefined) return undefined;
  const [{ suggest }, { loadDeclarations }] = await Promise.all([
    import("../../../connector/platform_api.js"),
    import("../../shared/declarations.js"),
  ]);
  const { actions, composed } = loadDeclarations(process.env);
  const names = suggest(word, [...actions.keys(), ...composed.keys()]);
  return names.length === 0 ? undefined : names.map((name) => `run ${name}`).join(" or ");
}
