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
    .summary("run an action")
    .description(
      "Runs an action on one input, or an array of inputs, and prints the array of outputs; or on NDJSON, one row per line, and prints one result per line. With --dry-run it prints the plan, and writes the calls to --output.",
    )
    .argument("<action>", "name of the action")
    .option("--input <file>", ".json or .ndjson file, or .gz of either; - or nothing: standard input")
    .addOption(choice("--format <form>", "form of an input whose name does not tell", ["json", "ndjson"]))
    .option(...assetOption)
    .option("--output <file>", "file for the outputs, .json or .ndjson, or .gz; default: standard output")
    .option("--journal <file>", "keep account in this file; the same command again sends only the rest")
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
    .summary("run an action for Swimlane Turbine")
    .description(
      "Reads one JSON object of asset and inputs merged from standard input; prints ::set-output and the output.",
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
    .summary("serve the actions to an MCP client")
    .description(
      "Serves the actions as tools of the Model Context Protocol, over standard input and output, until the client leaves.",
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
    .description("Lists the actions.")
    .action(async () => {
      const { actionsCommand } = await import("./actions.js");
      end(await actionsCommand(io));
    });
};

const addDescribe: Add = (program, io, end) => {
  program
    .command("describe")
    .description("Tells what an action does, takes, needs and gives.")
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
    .description("Gets a token and asks the service whether it may write; changes nothing.")
    .option(...assetOption)
    .action(async (options: { asset?: string }) => {
      const { testConnectionCommand } = await import("./test_connection.js");
      end(await testConnectionCommand(options.asset, io));
    });
};

const addCheck: Add = (program, io, end) => {
  program
    .command("check")
    .description("Checks manifest, actions and schemas.")
    .option("--root <folder>", "folder that holds manifest.json; default: the package's own")
    .action(async (options: { root?: string }) => {
      const { checkCommand } = await import("./check.js");
      end(await checkCommand(options.root, io));
    });
};

const addSimulate: Add = (program, io, end) => {
  program
    .command("simulate")
    .description("Starts a local Entra ID and Defender to try things against, until Ctrl-C.")
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
    .description("Imports 1200 made-up indicators, some of them bad, into a simulator on this machine.")
    .action(async () => {
      const { demoCommand } = await import("./demo.js");
      end(await demoCommand(io));
    });
};

const addServe: Add = (program, io, end) => {
  program
    .command("serve")
    .summary("serve the actions over HTTP")
    .description(
      "Serves the actions over HTTP until Ctrl-C. Callers show the key in DEFENDER_SERVE_KEY, or one that is made up and printed once.",
    )
    .option("--port <n>", "port to listen on; 0: a free one", wholeNumber(0, 65_535), 8080)
    .option("--host <address>", "address to listen on; another one needs DEFENDER_SERVE_KEY", "127.0.0.1")
    .option(
      "--asset <file>",
      "JSON file of the asset, or name=file, as often as there are assets; default: the DEFENDER_* variables",
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
      "most rows of an input that is read whole (default: 100000); NDJSON has no limit",
      wholeNumber(1),
    )
    .option("--max-runs <n>", "most runs at once, jobs among them (default: 64)", wholeNumber(1))
    .action(async (options: ServeOptions) => {
      const { serveCommand } = await import("../../http/serve.js");
      end(await serveCommand(options, io));
    });
};

const addExport: Add = (program, io, end) => {
  program
    .command("export")
    .summary("describe the actions to other software")
    .description(
      "Describes the actions to other software: the HTTP service (openapi, swagger2, power-platform), a module of Sekoia, JSON Schemas for Swimlane Turbine, or pages for people (docs).",
    )
    .addArgument(new Argument("<target>", "what to make").choices(exportTargets))
    .option("--output <path>", "file, or folder where several are made; default: standard output")
    .action(async (target: ExportTarget, options: { output?: string }) => {
      const { exportCommand } = await import("../../export/export.js");
      end(await exportCommand(target, options, io));
    });
};

function choice(flags: string, description: string, values: readonly string[]): Option {
  return new Option(flags, description).choices(values);
}
