/** The parts that the definitions of all commands share. */
import type { Command } from "commander";
import type { Io } from "../../shared/io.js";

/** Adds a command, which passes its exit code to `end`. */
export type Add = (program: Command, io: Io, end: (code: number) => void) => void;

/** Commands by name. */
export type Commands = Readonly<Record<string, Add>>;

/** Flags and description of the option for one asset. */
export const assetOption = [
  "--asset <file>",
  "JSON file of the asset; default: the DEFENDER_* variables",
] as const;

/** Flags and description of the option for the configuration of many tenants. */
export const configOption = [
  "--config <file>",
  "JSON or YAML file with profiles, one for each tenant (schemas/config.json); default: DEFENDER_CONFIG",
] as const;
