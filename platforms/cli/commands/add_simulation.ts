/** Defines the commands that use the simulator: `simulate` and `demo`. */
import { wholeNumber } from "../option_flags.js";
import type { Add, Commands } from "./add_command.js";

const addSimulate: Add = (program, io, end) => {
  program
    .command("simulate")
    .description("Start a local simulation of Entra ID, Defender, Graph and Sentinel, until Ctrl-C")
    .option("--port <n>", "port to listen on; default: a free one", wholeNumber(0, 65_535))
    .option("--host <address>", "address to listen on; default: 127.0.0.1")
    .option(
      "--asset <file>",
      "new file for the asset, which only you can read; default: the asset is printed",
    )
    .action(async (options: { port?: number; host?: string; asset?: string }) => {
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

/** The commands of this file by name, in the order of the help. */
export const commands: Commands = { simulate: addSimulate, demo: addDemo };
