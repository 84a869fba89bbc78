/** Writes what the runner understands: workflow commands on standard output, and the files of outputs and summary. */
import { randomUUID } from "node:crypto";
import { appendFile } from "node:fs/promises";
import { type Io, print } from "../shared/io.js";
import { lostOutput } from "../shared/messages.js";
import { printable } from "../shared/printable.js";

/** Level of an annotation. */
export type Level = "notice" | "warning" | "error";

/** Longest message of an annotation, in characters. */
const maxMessageLength = 1000;

/** Prints an annotation. The text can be foreign: it cannot end the line or begin another command. */
export function annotate(io: Io, level: Level, title: string, text: string): Promise<void> {
  const line = printable(text);
  const shown = line.length > maxMessageLength ? `${line.slice(0, maxMessageLength)}…` : line;
  return print(io, `::${level} title=${escapedProperty(title)}::${escaped(shown)}\n`);
}

/** Hides a value in the log of the job. The runner matches single lines, so each line is hidden too. */
export async function mask(io: Io, secret: string): Promise<void> {
  const lines = secret.split(/\r?\n/).filter((line) => line.trim() !== "");
  for (const text of new Set([secret, ...lines])) await print(io, `::add-mask::${escaped(text)}\n`);
}

/** Sets an output of the step. The delimiter cannot be guessed, so no value can end it. */
export async function setOutput(io: Io, name: string, value: string): Promise<void> {
  const delimiter = `value_${randomUUID()}`;
  await append(io, "GITHUB_OUTPUT", `${name}<<${delimiter}\n${value}\n${delimiter}\n`);
}

/** Adds Markdown to the summary of the job. */
export function addSummary(io: Io, markdown: string): Promise<void> {
  return append(io, "GITHUB_STEP_SUMMARY", `${markdown}\n`);
}

/** Outside of a runner the files do not exist, and there is nobody to read them. */
async function append({ env }: Io, variable: string, text: string): Promise<void> {
  const path = env[variable] ?? "";
  if (path === "") return;
  try {
    await appendFile(path, text);
  } catch (error) {
    throw lostOutput(`The file of ${variable}`, error);
  }
}

function escaped(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapedProperty(text: string): string {
  return escaped(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
