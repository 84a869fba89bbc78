/** The commands and their options. Only the file with the options of the called command is loaded, and its code when it runs. */
import type { Command } from "commander";
import type { Io } from "../../shared/io.js";
import type { Commands } from "./add_command.js";

interface CommandFile {
  readonly names: readonly string[];
  readonly load: () => Promise<{ readonly commands: Commands }>;
}

/** The files that define commands, in the order of the help. */
export const commandFiles: readonly CommandFile[] = [
  { names: ["run"], load: () => import("./add_run.js") },
  { names: ["convert"], load: () => import("./add_convert.js") },
  { names: ["plan", "apply", "adopt", "watch"], load: () => import("./add_sync.js") },
  { names: ["turbine", "github-action", "mcp", "serve"], load: () => import("./add_adapters.js") },
  { names: ["migrate", "worker", "submit", "jobs", "fleet"], load: () => import("./add_fleet.js") },
  {
    names: ["actions", "describe", "test-connection", "check", "export"],
    load: () => import("./add_inspection.js"),
  },
  { names: ["simulate", "demo"], load: () => import("./add_simulation.js") },
];

/**
 * Adds the command of this name; every command, for the help, if there is none.
 * @param end - receives the exit code of the command
 */
export async function addCommands(
  called: string | undefined,
  program: Command,
  io: Io,
  end: (code: number) => void,
): Promise<void> {
  const own = commandFiles.filter(({ names }) => names.includes(called ?? ""));
  for (const { load } of own.length === 0 ? commandFiles : own) {
    const { commands } = await load();
    for (const [name, add] of Object.entries(commands))
      if (own.length === 0 || name === called) add(program, io, end);
  }
}
