/** Defines the commands that inspect without sending rows: `actions`, `describe`, `test-connection` and `check`. */
import { addProfileFlags } from "../profiles/profile_flags.js";
import type { ProfileFlags } from "../../shared/config/profile_choice.js";
import { type Add, assetOption } from "./add_command.js";
import { addLogFlags } from "./log_flags.js";

/** Adds `actions`. */
export const addActions: Add = (program, io, end) => {
  program
    .command("actions")
    .description("List the actions")
    .action(async () => {
      const { actionsCommand } = await import("./actions.js");
      end(await actionsCommand(io));
    });
};

/** Adds `describe`. */
export const addDescribe: Add = (program, io, end) => {
  program
    .command("describe")
    .description("Show an action's inputs, outputs, limits and permissions")
    .argument("<action>", "name of the action")
    .option("--json", "print the raw description as JSON")
    .action(async (action: string, options: { json?: boolean }) => {
      const { describeCommand } = await import("./describe.js");
      end(await describeCommand(action, options.json === true, io));
    });
};

/** Adds `test-connection`. */
export const addTest: Add = (program, io, end) => {
  const command = program
    .command("test-connection")
    .description("Get a token and ask the service whether the asset may write, without changing anything")
    .option(...assetOption);
  addLogFlags(addProfileFlags(command));
  command.action(async (flags: ProfileFlags) => {
    const { testConnectionCommand } = await import("./test_connection.js");
    end(await testConnectionCommand(flags, io));
  });
};

/** Adds `check`. */
export const addCheck: Add = (program, io, end) => {
  program
    .command("check")
    .description("Validate manifest, actions and schemas")
    .option("--root <folder>", "folder that holds manifest.json; default: the package's own")
    .action(async (options: { root?: string }) => {
      const { checkCommand } = await import("./check.js");
      end(await checkCommand(options.root, io));
    });
};
