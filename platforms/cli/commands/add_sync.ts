/** Defines the commands that keep a target equal to feeds: `plan`, `apply`, `adopt` and `watch`. */
import type { Command } from "commander";
import { wholeNumber } from "../option_flags.js";
import type { Add, Commands } from "./add_command.js";
import type { AdoptFlags, ApplyFlags } from "./apply.js";
import { addProfileFlags } from "../profiles/profile_flags.js";
import { addLogFlags } from "./log_flags.js";
import type { PlanFlags } from "./plan.js";
import type { WatchFlags } from "./watch.js";

const syncOption = [
  "--sync <file>",
  "sync file: name, policy, target and sources (schemas/sync.json)",
] as const;

/** The option that raises the bound of deletes. */
export const allowDelete = [
  "--allow-delete <n>",
  "allow this run to delete or replace this many rows; if more are due, none is deleted",
  wholeNumber(0),
] as const;

const addPlan: Add = (program, io, end) => {
  const command = program
    .command("plan")
    .summary("Show what a sync would change")
    .description(
      "Read the sources of a sync and the list of its target, and print what would be created (+), updated (~), replaced (-/+) and deleted (-). Nothing is changed",
    )
    .requiredOption(...syncOption);
  addProfileFlags(command)
    .option("--out <file>", "JSON file for the plan, which apply carries out exactly")
    .option("--json", "print the plan as JSON")
    .option("--report <file>", "HTML page about the plan")
    .option("--detailed-exitcode", "exit with 5 if changes are pending")
    .option(...allowDelete);
  addLogFlags(command);
  command.action(async (flags: PlanFlags) => {
    const { planCommand } = await import("./plan.js");
    end(await planCommand(flags, io));
  });
};

const addApply: Add = (program, io, end) => {
  const command: Command = program
    .command("apply")
    .summary("Carry out a plan, or a sync at once")
    .description(
      "Carry out a plan that plan --out has written, or plan and carry out a sync file. The sources are read and the target is listed again; a plan that does not fit them any more is rejected",
    )
    .argument("[plan]", "file of the plan")
    .option(...syncOption);
  addProfileFlags(command).option(...allowDelete);
  addLogFlags(command);
  command.action(async (plan: string | undefined, flags: ApplyFlags) => {
    const { applyCommand } = await import("./apply.js");
    end(await applyCommand(plan, flags, io));
  });
};

const addAdopt: Add = (program, io, end) => {
  const command = program
    .command("adopt")
    .summary("Take over rows of the same application registration for a sync")
    .description(
      "Take over the desired rows that the same client id created under another name. Each of them is deleted and created again, because the owner is set only when a row is created. Rows of others are rejected",
    )
    .requiredOption(...syncOption);
  addProfileFlags(command);
  addLogFlags(command);
  command.action(async (flags: AdoptFlags) => {
    const { adoptCommand } = await import("./apply.js");
    end(await adoptCommand(flags, io));
  });
};

const addWatch: Add = (program, io, end) => {
  const command = program
    .command("watch")
    .summary("Carry out a sync again and again")
    .description(
      "Carry out a sync file in rounds until Ctrl-C. A round that fails is reported, and the next one follows. Rounds never overlap",
    )
    .requiredOption(...syncOption);
  addProfileFlags(command).option(
    "--every <interval>",
    "time between the beginnings of two rounds, such as 1h or 90m; default: every of the sync file",
  );
  addLogFlags(command);
  command.action(async (flags: WatchFlags) => {
    const { watchCommand } = await import("./watch.js");
    end(await watchCommand(flags, io));
  });
};

/** The commands of this file by name, in the order of the help. */
export const commands: Commands = { plan: addPlan, apply: addApply, adopt: addAdopt, watch: addWatch };
