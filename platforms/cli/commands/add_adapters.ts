/** Defines the commands that offer the actions to other software: `turbine`, `github-action`, `mcp` and `serve`. */
import type { Command } from "commander";
import type { ServeOptions } from "../../http/serve_options.js";
import { wholeNumber } from "../option_flags.js";
import { type Add, type Commands, assetOption, configOption } from "./add_command.js";
import { addProfileFlags } from "../profiles/profile_flags.js";
import { addLogFlags } from "./log_flags.js";

const addTurbine: Add = (program, io, end) => {
  program
    .command("turbine")
    .summary("Run an action for Swimlane Turbine")
    .description(
      "Read one JSON object of asset and inputs merged from standard input, and print ::set-output and the output",
    )
    .argument("<action>", "name of the action")
    .action(async (action: string) => {
      const { turbineCommand } = await import("../../turbine/turbine.js");
      end(await turbineCommand(action, io));
    });
};

const addGithubAction: Add = (program, io, end) => {
  program
    .command("github-action")
    .summary("Run a step of GitHub Actions")
    .description(
      "Run the action that the variables INPUT_* of a GitHub Actions runner describe, and report to the runner",
    )
    .action(async () => {
      const { githubActionCommand } = await import("../../github-action/github_action.js");
      end(await githubActionCommand(io));
    });
};

const addMcp: Add = (program, io, end) => {
  const command = program
    .command("mcp")
    .summary("Serve the actions to an MCP client")
    .description(
      "Serve the actions as tools of the Model Context Protocol, over standard input and output, until the client leaves",
    )
    .option(...assetOption);
  addProfileFlags(command)
    .option("--allow-destructive", "also offer actions that remove something")
    .option(
      "--tools <names>",
      "offer only these actions, separated by commas; default: all that are not deprecated",
      namesIn,
    );
  addLogFlags(command);
  command.action(async (options: object) => {
    const { mcpCommand } = await import("../../mcp/mcp.js");
    end(await mcpCommand(options, io));
  });
};

/** Returns the names in a list that is separated by commas. */
function namesIn(list: string): string[] {
  return list.split(",").map((name) => name.trim());
}

const addServe: Add = (program, io, end) => {
  const command = program
    .command("serve")
    .summary("Serve the actions over HTTP")
    .description(
      "Serve the actions over HTTP, and to MCP clients at /mcp, until Ctrl-C. Clients authenticate with the API key in DEFENDER_SERVE_KEY or DEFENDER_SERVE_KEY_FILE, with the keys of their caller in the configuration, or with a generated key that is printed once",
    )
    .option("--port <n>", "port to listen on; 0: a free one", wholeNumber(0, 65_535), 8080)
    .option(
      "--host <address>",
      "address to listen on; other than 127.0.0.1 requires DEFENDER_SERVE_KEY or callers",
      "127.0.0.1",
    )
    .option(...configOption)
    .option(
      "--asset <file>",
      "JSON file of an asset, or name=file; repeat the option for several assets; default: the DEFENDER_* variables",
      (file: string, before: string[]) => [...before, file],
      [],
    );
  addLogFlags(addMcpChoice(addLimits(command)));
  command.action(async (options: ServeOptions) => {
    const { serveCommand } = await import("../../http/serve.js");
    end(await serveCommand(options, io));
  });
};

/** Adds the options for MCP clients. */
function addMcpChoice(command: Command): Command {
  return command
    .option("--allow-destructive", "also offer actions that remove something to MCP clients")
    .option(
      "--tools <names>",
      "offer only these actions to MCP clients, separated by commas; default: all that are not deprecated",
      namesIn,
    );
}

/** Adds the options for the limits of the service. */
function addLimits(command: Command): Command {
  return command
    .option(
      "--body-limit-mb <n>",
      "longest input that is read whole, in MiB (default: 16)",
      wholeNumber(1, 500),
    )
    .option(
      "--body-limit-rows <n>",
      "highest number of rows in an input that is read whole (default: 100000); NDJSON has no limit",
      wholeNumber(1),
    )
    .option(
      "--max-runs <n>",
      "highest number of concurrent runs, including jobs (default: 64)",
      wholeNumber(1),
    );
}

/** The commands of this file by name, in the order of the help. */
export const commands: Commands = {
  turbine: addTurbine,
  "github-action": addGithubAction,
  mcp: addMcp,
  serve: addServe,
};
