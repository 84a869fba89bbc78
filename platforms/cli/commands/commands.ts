/** The commands and their options. The code of a command is loaded when the command is called. */
import { Argument, type Command, Option } from "commander";
import { type ExportTarget, exportTargets } from "../../export/targets.js";
import type { ServeOptions } from "../../http/serve.js";
import type { Io } from "../../shared/io.js";
import { optionFlags, wholeNumber } from "../option_flags.js";
import type { RunCommandOptions } from "../run/run_options.js";

/** Adds a command, which passes its exit code to `end`. */
type Add = (program: Command, io: Io, end: (code: number) => void) => void;

/** Adds every command, in the order of the help. */
export const addCommands: Add = (program, io, end) => {
  const all = [
    addRun,
    addTurbine,
    addMcp,
    addServe,
    addActions,
    addDescribe,
    addTest,
    addCheck,
    addExport,
    addSimulate,
    addDemo,
  ];
  for (const add of all) add(program, io, end);
};

const assetOption = ["--asset <file>", "JSON file of the asset; default: the DEFENDER_* variables"] as const;

const addRun: Add = (program, io, end) => {
  const command = program
    .command("run")
    .summary("Run an action")
    .description(
      "Run an action on one input or an array of inputs and print the array of outputs, or on NDJSON (one row per line) and print one result per line. With --dry-run, print the plan and write the calls to --output",
    )
    .argument("<action>", "name of the action")
    .option("--input <file>", ".json or .ndjson file, optionally .gz; - or no option: standard input")
    .addOption(choice("--format <form>", "format of the input, if its name has no such extension", ["json", "ndjson"]))
    .option(...assetOption)
    .option("--output <file>", "file for the outputs, .json or .ndjson, optionally .gz; default: standard output")
    .option("--journal <file>", "record results in this file; the same command again sends only the remaining rows")
    .option(
      "--journal-dir <folder>",
      "keep one journal for each target and input in this folder while a run is unfinished",
    )
    .option("--keep-journals", "do not delete the journals of --journal-dir when a run is finished");
  for (const flag of optionFlags()) command.addOption(flag);
  command.action(async (action: string, options: RunCommandOptions) => {
    const { runCommand } = await import("../run/run.js");
    end(await runCommand(action, options, io));
  });
};

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

const addMcp: Add = (program, io, end) => {
  program
    .command("mcp")
    .summary("Serve the actions to an MCP client")
    .description(
      "Serve the actions as tools of the Model Context Protocol, over standard input and output, until the client leaves",
    )
    .option(...assetOption)
    .option("--allow-destructive", "also offer actions that remove something")
    .action(async (options: object) => {
      const { mcpCommand } = await import("../../mcp/mcp.js");
      end(await mcpCommand(options, io));
    });
};

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
  program
    .command("test-connection")
    .description("Get a token and ask the service whether the asset may write, without changing anything")
    .option(...assetOption)
    .action(async (options: { asset?: string }) => {
      const { testConnectionCommand } = await import("./test_connection.js");
      end(await testConnectionCommand(options.asset, io));
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

const addSimulate: Add = (program, io, end) => {
  program
    .command("simulate")
    .description("Start a local simulation of Entra ID and Defender for experiments, until Ctrl-C")
    .option("--port <n>", "port to listen on; default: a free one", wholeNumber(0, 65_535))
    .option("--host <address>", "address to listen on; default: 127.0.0.1")
    .action(async (options: { port?: number; host?: string }) => {
      const { simulateCommand } = await import("./simulate.js");
      end(await simulateCommand(options, io));
    });
};

const addDemo: Add = (program, io, end) => {
  program
    .command("demo")
    .description("Import 1200 made-up indicators, some of them bad, into a simulator on this machine")
    .action(async () => {
      const { demoCommand } = await import("./demo.js");
      end(await demoCommand(io));
    });
};

const addServe: Add = (program, io, end) => {
  program
    .command("serve")
    .summary("Serve the actions over HTTP")
    .description(
      "Serve the actions over HTTP until Ctrl-C. Clients authenticate with the API key in DEFENDER_SERVE_KEY, or with a generated key that is printed once",
    )
    .option("--port <n>", "port to listen on; 0: a free one", wholeNumber(0, 65_535), 8080)
    .option("--host <address>", "address to listen on; other than 127.0.0.1 requires DEFENDER_SERVE_KEY", "127.0.0.1")
    .option(
      "--asset <file>",
      "JSON file of an asset, or name=file; repeat the option for several assets; default: the DEFENDER_* variables",
      (file: string, before: string[]) => [...before, file],
      [],
    )
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
    .option("--max-runs <n>", "highest number of concurrent runs, including jobs (default: 64)", wholeNumber(1))
    .action(async (options: ServeOptions) => {
      const { serveCommand } = await import("../../http/serve.js");
      end(await serveCommand(options, io));
    });
};

const addExport: Add = (program, io, end) => {
  program
    .command("export")
    .summary("Describe the actions to other software")
    .description(
      "Describe the actions to other software: the HTTP service (openapi, swagger2, power-platform), a module of Sekoia, JSON Schemas for Swimlane Turbine, or pages for people (docs)",
    )
    .addArgument(new Argument("<target>", "target format").choices(exportTargets))
    .option("--output <path>", "file, or folder if the target has several files; default: standard output")
    .action(async (target: ExportTarget, options: { output?: string }) => {
      const { exportCommand } = await import("../../export/export.js");
      end(await exportCommand(target, options, io));
    });
};

function choice(flags: string, description: string, values: readonly string[]): Option {
  return new Option(flags, description).choices(values);
}
