/** The program: reads the command line and turns every outcome into an exit code. */
import { Command, Option } from "commander";
import { actionsVariable } from "../shared/actions_variable.js";
import { databaseVariable, withoutPassword } from "../shared/database_variable.js";
import { type Io, print } from "../shared/io.js";
import { openLog } from "../shared/log/open_log.js";
import { addCommands } from "./commands/commands.js";
import { writeFailure } from "./ui/failures.js";

/** Runs the command that the arguments name. Resolves to the exit code and never rejects. */
export async function runProgram(args: readonly string[], given: Io): Promise<number> {
  const io = { ...given, log: await openLog(args, given) };
  const called: Called = {};
  try {
    if (args[0] === "--version" || args[0] === "-V") return await printVersion(io);
    return await parse(args, io, called);
  } catch (error) {
    return writeFailure(error, io, called.command);
  }
}

/** Receives the name of the command, when it is known. */
interface Called {
  command?: string;
}

async function parse(args: readonly string[], given: Io, called: Called): Promise<number> {
  let exitCode = 0;
  // A getter, because commands get `io` before the options are parsed.
  const io: Io = {
    ...given,
    get env() {
      return { ...given.env, ...variablesOf(command) };
    },
  };
  const end = (code: number): void => {
    exitCode = code;
  };
  let help = "";
  const command = newProgram(io, (text) => {
    help += text;
  });
  await addCommands(args[0], command, io, end);
  command.hook("preSubcommand", (_program, named) => {
    called.command = named.name();
  });
  try {
    await command.parseAsync(args, { from: "user" });
  } finally {
    if (help !== "") await print(io, help);
  }
  return exitCode;
}

/** Returns the variables that the options of the program set. */
function variablesOf(command: Command): Record<string, string> {
  const { actions, databaseUrl } = command.opts<{ actions?: string; databaseUrl?: string }>();
  return {
    ...(actions === undefined ? {} : { [actionsVariable]: actions }),
    ...(databaseUrl === undefined ? {} : { [databaseVariable]: databaseUrl }),
  };
}

/** @param writeOut - receives the help that was requested */
function newProgram(io: Io, writeOut: (text: string) => void): Command {
  return (
    new Command("defender-indicators")
      .description("Import threat indicators into Microsoft Defender for Endpoint, with one result per row")
      .option("-V, --version", "print the version")
      .option("--actions <dir>", `also load the actions of this folder (or ${actionsVariable})`)
      .addOption(
        new Option(
          "--database-url <url>",
          `PostgreSQL that several processes share, without a password (or ${databaseVariable})`,
        ).argParser(withoutPassword),
      )
      // So that the help of each command shows --actions.
      .configureHelp({ showGlobalOptions: true })
      .exitOverride()
      .configureOutput({
        writeOut,
        writeErr: (text) => void io.stderr.write(text),
        // The code that catches the error reports it in our own format.
        outputError: () => {},
      })
      .addHelpText("after", examples)
  );
}

const examples = `
Examples:
  $ defender-indicators demo
  $ defender-indicators run import_indicators --asset asset.json --input feed.json > result.json
  $ export DEFENDER_TENANT_ID=… DEFENDER_CLIENT_ID=… DEFENDER_CLIENT_SECRET=…
  $ defender-indicators test-connection

Exit codes: 0 done, all rows succeeded; 1 rows failed, or the call was rejected; 2 bad input or usage;
3 credentials or permission; 4 service unreachable, deadline or cancel.
`;

async function printVersion(io: Io): Promise<number> {
  const { packageInfo } = await import("../shared/package_info.js");
  await print(io, `${packageInfo().version}\n`);
  return 0;
}
