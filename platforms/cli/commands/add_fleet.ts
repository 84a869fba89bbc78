/** Defines the commands of the fleet: `migrate`, `worker`, `submit`, `jobs` and `fleet`. */
import { Argument, Option } from "commander";
import { jobVerbs } from "../../fleet/job_verbs.js";
import type { JobsOptions } from "../../fleet/jobs.js";
import { usualPriority } from "../../fleet/priority.js";
import type { SubmitOptions } from "../../fleet/submit.js";
import type { WorkerOptions } from "../../fleet/worker.js";
import { optionFlags, wholeNumber } from "../option_flags.js";
import type { Add, Commands } from "./add_command.js";
import { allowDelete } from "./add_sync.js";
import { addLogFlags } from "./log_flags.js";

const addMigrate: Add = (program, io, end) => {
  program
    .command("migrate")
    .summary("Create or upgrade the tables of the fleet")
    .description(
      "Create or upgrade the tables of the fleet in the PostgreSQL that DEFENDER_DATABASE_URL names",
    )
    .action(async () => {
      const { migrateCommand } = await import("../../fleet/status.js");
      end(await migrateCommand(io));
    });
};

const addWorker: Add = (program, io, end) => {
  const command = program
    .command("worker")
    .summary("Run queued jobs")
    .description("Run queued jobs with the profiles of the configuration, until SIGTERM or Ctrl-C")
    .option("--config <file>", "configuration with the profiles; default: DEFENDER_CONFIG")
    .option("--concurrency <n>", "most jobs at the same time", wholeNumber(1, 1000), 20)
    .addOption(
      new Option("--keep-days <n>", "days after which ended jobs and their results are deleted")
        .env("DEFENDER_KEEP_DAYS")
        .argParser(wholeNumber(1, 36_500))
        .default(30),
    );
  addLogFlags(command);
  command.action(async (options: WorkerOptions) => {
    const { workerCommand } = await import("../../fleet/worker.js");
    end(await workerCommand(options, io));
  });
};

const addSubmit: Add = (program, io, end) => {
  const command = program
    .command("submit")
    .summary("Queue a job for the workers")
    .description(
      "Queue a run of an action, or a round of a sync, for the workers, and print its id. The profile is one of their configuration",
    )
    .argument("[action]", "name of the action")
    .option("--input <file>", "file with one input of the action as JSON, NDJSON or a feed, optionally .gz")
    .option("--sync <file>", "sync file without a target; each worker reads its sources by their paths")
    .requiredOption("--profile <name>", "profile of the workers' configuration")
    .option("--id <id>", "id of the job, unique in the database; the same job again is not queued twice")
    .option("--priority <n>", "1 is the most urgent", wholeNumber(1, 1_000_000), usualPriority)
    .addOption(
      new Option("--format <form>", "format of the input; default: recognized").choices(["json", "ndjson"]),
    )
    .option(...allowDelete)
    .option("--cron <times>", 'queue the job at these times in UTC, such as "0 * * * *" for every hour');
  for (const flag of optionFlags()) command.addOption(flag);
  command.action(async (action: string | undefined, options: SubmitOptions) => {
    const { submitCommand } = await import("../../fleet/submit.js");
    end(await submitCommand(action, options, io));
  });
};

const addJobs: Add = (program, io, end) => {
  program
    .command("jobs")
    .summary("List, show, cancel or retry jobs, print a result, or list schedules")
    .description(
      "List all jobs, show one, cancel it, retry it after a failure or a cancel, or print its result and exit as run would have. List the schedules; cancel also ends a schedule",
    )
    .addArgument(new Argument("<verb>", "what to do").choices(jobVerbs))
    .argument("[id]", "id of the job; cancel: also of a schedule")
    .option("--json", "print JSON")
    .action(async (verb: (typeof jobVerbs)[number], id: string | undefined, options: JobsOptions) => {
      const { jobsCommand } = await import("../../fleet/jobs.js");
      end(await jobsCommand(verb, id, options, io));
    });
};

const addFleet: Add = (program, io, end) => {
  program
    .command("fleet")
    .summary("Show workers, queues and rate limits")
    .description(
      "Show the workers, the queued jobs by profile, the rate limits in use, and the capacity of tenants",
    )
    .addArgument(new Argument("<verb>", "what to do").choices(["status"]))
    .option("--json", "print JSON")
    .action(async (_verb: string, options: { json?: boolean }) => {
      const { fleetStatusCommand } = await import("../../fleet/status.js");
      end(await fleetStatusCommand(options, io));
    });
};

/** The commands of this file by name, in the order of the help. */
export const commands: Commands = {
  migrate: addMigrate,
  worker: addWorker,
  submit: addSubmit,
  jobs: addJobs,
  fleet: addFleet,
};
