/** Runs what the documents show and puts its output below it; writes the OpenAPI document that is committed in docs. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startSimulator } from "../../simulator/index.js";
import { outputOf, printers } from "./printers.js";

const block =
  /^( *)<!-- (run|log|tenants|call|metrics|job|turbine|mcp|new-action|export): (.+?) -->\n\1```text\n([\s\S]*?)^\1```$/gm;

/** What is shown. */
export interface Shown {
  readonly kind: keyof typeof printers;
  /** Its arguments, and after them the lines that are shown if not all of them are: `demo (lines 1-6, 14-)`. */
  readonly words: string;
  /** Without indent. */
  readonly text: string;
}

/** Documents that show something: the README, and pages of docs. */
export const documents = [
  "README.md",
  ...readdirSync("docs", { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".md"))
    .map((path) => join("docs", path))
    .toSorted(),
].filter((path) => shownIn(readFileSync(path, "utf8")).length > 0);

/** What a document shows. */
export function shownIn(document: string): Shown[] {
  return [...document.matchAll(block)].map(([, indent = "", kind, words = "", text = ""]) => ({
    kind: kind as Shown["kind"],
    words,
    text: text.replace(new RegExp(`^${indent}`, "gm"), ""),
  }));
}

/** What it prints against a simulator of its own. */
export async function printed({ kind, words }: Pick<Shown, "kind" | "words">): Promise<string> {
  const [, command = "", lines] = /^(.*?)(?: \(lines (.+)\))?$/.exec(words) ?? [];
  const simulator = await startSimulator();
  try {
    const text = await printers[kind](command.split(" "), simulator);
    return lines === undefined ? text : linesOf(text, lines);
  } finally {
    await simulator.close();
  }
}

/** The lines in these ranges, such as `1-6, 14-`, with `…` in place of the lines between two ranges. */
function linesOf(text: string, ranges: string): string {
  const lines = text.split("\n");
  const parts = ranges.split(", ").map((range) => {
    const [first = 1, last = lines.length] = range.split("-").map((bound) => Number(bound) || undefined);
    return lines.slice(first - 1, last).join("\n");
  });
  return parts.join("\n…\n");
}

/** Without what differs from run to run: ports, dates, seconds and ids. */
export function steady(text: string): string {
  return text
    .replace(/127\.0\.0\.1:\d+/g, "127.0.0.1:PORT")
    .replace(/\b\w{3}, \d\d \w{3} \d{4} [\d:]{8} GMT/g, "DATE")
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "MOMENT")
    .replace(/\b\d+(?:\.\d+)? m?s\b/g, "TIME")
    .replace(/(?<="(?:durationMs|seconds)":)[\d.]+/g, "TIME")
    .replace(/\b[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}\b/g, "UUID")
    .trimEnd();
}

/** The document with every shown text as it is printed now; a text that differs only in times and places stays. */
export async function refreshed(document: string, print = printed): Promise<string> {
  let fresh = document;
  for (const { kind, words, text: before } of shownIn(document)) {
    const text = await print({ kind, words });
    if (steady(text) === steady(before)) continue;
    fresh = fresh.replace(block, (all: string, indent: string, shownKind: string, shown: string) =>
      shownKind === kind && shown === words
        ? `${indent}<!-- ${kind}: ${words} -->\n${indented(`\`\`\`text\n${text.trimEnd()}\n\`\`\``, indent)}`
        : all,
    );
  }
  return fresh;
}

function indented(text: string, indent: string): string {
  return text.replace(/^(?=.)/gm, indent);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const path of documents) writeFileSync(path, await refreshed(readFileSync(path, "utf8")));
  writeFileSync("docs/openapi.json", await outputOf(["dist/platforms/cli/main.js", "export", "openapi"]));
}
