/** The flags of `run` for the options of a run, made from their declaration without loading the connector. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { InvalidArgumentError, Option } from "commander";
import { packageRoot } from "../../connector/declarations/package_root.js";
import type { OptionSchema, RunOptions } from "../../connector/platform_api.js";
import type { GivenOptions, Options } from "../shared/options.js";

/** A declared option. */
type Declared = OptionSchema & { readonly furtherValues?: string };

/** The flags that commander has parsed. */
export type Flags = Readonly<Record<string, unknown>>;

/** Flags that have no meaning if nothing is sent. */
const notInDryRun = [
  "journal",
  "journalDir",
  "keepJournals",
  "preflight",
  "overflow",
  "resume",
  "failed",
  "report",
  "to",
];

/** Returns one flag per declared option, in the declared order. */
export function optionFlags(): Option[] {
  const text = readFileSync(join(packageRoot(), "schemas/options.json"), "utf8");
  const { properties } = JSON.parse(text) as { properties: Record<string, Declared> };
  return Object.entries(properties).map(([name, declared]) => flagOf(name, declared));
}

/** Returns the options of a run that were set as flags. */
export function optionsOfFlags(flags: Flags, known: Options): GivenOptions {
  const given = Object.keys(known).map((name) => [name, flags[attributeOf(name)]] as const);
  return Object.fromEntries(given.filter(([, value]) => value !== undefined));
}

/** Returns the flags that set these options. */
export function flagsOfOptions(options: Readonly<Record<string, unknown>>): Flags {
  return Object.fromEntries(Object.entries(options).map(([name, value]) => [attributeOf(name), value]));
}

function flagOf(name: string, { description, type, enum: values, minimum, furtherValues }: Declared): Option {
  const flag = `--${name.replaceAll("_", "-")}`;
  const about = description.replace(/\.$/, "");
  if (type === "boolean")
    return new Option(flag, about).conflicts(
      name === ("dry_run" satisfies keyof RunOptions) ? notInDryRun : [],
    );
  if (type === "integer") return new Option(`${flag} <n>`, about).argParser(wholeNumber(minimum ?? 0));
  const option = new Option(`${flag} <value>`, about);
  // Only the action knows its further values.
  return values === undefined || furtherValues !== undefined ? option : option.choices(values);
}

/** Returns commander's name of a flag: `dry_run` → `dryRun`. */
function attributeOf(name: string): string {
  return name.replace(/_(.)/g, (_all, letter: string) => letter.toUpperCase());
}

/** Returns a parser for a whole number within these bounds. */
export function wholeNumber(from: number, to = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= from && value <= to) return value;
    const upTo = to === Number.MAX_SAFE_INTEGER ? "" : ` to ${to}`;
    throw new InvalidArgumentError(`It must be a whole number from ${from}${upTo === "" ? " up" : upTo}.`);
  };
}
