/** Defines the commands that inspect without sending rows: `actions`, `describe`, `test-connection`, `check` and `export`. */
import { Argument } from "commander";
import { type ExportTarget, exportTargets } from "../../export/targets.js";
import { addProfileFlags } from "../profiles/profile_flags.js";
import type { ProfileFlags } from "../../shared/config/profile_choice.js";
import { type Add, type Commands, assetOption } from "./add_command.js";
import { addLogFlags } from "./log_flags.js";

const addActions: Add = (program, io, end) => {
  program
    .command("actions")
    .description("List the actions")
    .action(async () => {
      const { actionsCommand } = await import("./actions.js");
      end(await actionsCommand(io));
    });
};

const addDescribe: Add = (program, io, end) => {
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

const addTest: Add = (program, io, end) => {
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

const addCheck: Add = (program, io, end) => {
  program
    .command("check")
    .description("Validate manifest, actions and schemas")
    .option("--root <folder>", "folder that holds manifest.json; default: the package's own")
    .action(async (options: { root?: string }) => {
      const { checkCommand } = await import("./check.js");
      end(await checkCommand(options.root, io));
    });
};

const addExport: Add = (program, io, end) => {
  program
    .command("export")
    .summary("Describe the actions to other software")
    .description(
      "Describe the actions to other software: the HTTP service (openapi, openapi-3.0, swagger2, power-platform, security-copilot), a module of Sekoia, an integration of Cortex XSOAR and XSIAM (xsoar), JSON Schemas for Swimlane Turbine, or pages for people (docs)",
    )
    .addArgument(new Argument("<target>", "target format").choices(exportTargets))
    .option("--output <path>", "file, or folder if the target has several files; default: standard output")
    .action(async (target: ExportTarget, options: { output?: string }) => {
      const { exportCommand } = await import("../../export/export.js");
      end(await exportCommand(target, options, io));
    });
};

/** The commands of this file by name, in the order of the help. */
export const commands: Commands = {
  actions: addActions,
  describe: addDescribe,
  "test-connection": addTest,
  check: addCheck,
  export: addExport,
};
