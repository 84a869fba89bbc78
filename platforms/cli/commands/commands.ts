/** The commands and their options. The code of a command is loaded when the command is called. */
import { addExport, addGithubAction, addMcp, addServe, addTurbine } from "./add_adapters.js";
import type { Add } from "./add_command.js";
import { addConvert } from "./add_convert.js";
import { addActions, addCheck, addDescribe, addTest } from "./add_inspection.js";
import { addFleet, addJobs, addMigrate, addSubmit, addWorker } from "./add_fleet.js";
import { addRun } from "./add_run.js";
import { addAdopt, addApply, addPlan, addWatch } from "./add_sync.js";
import { addDemo, addSimulate } from "./add_simulation.js";

/** Adds every command, in the order of the help. */
export const addCommands: Add = (program, io, end) => {
  const all = [
    addRun,
    addConvert,
    addPlan,
    addApply,
    addAdopt,
    addWatch,
    addTurbine,
    addGithubAction,
    addMcp,
    addServe,
    addMigrate,
    addWorker,
    addSubmit,
    addJobs,
    addFleet,
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
