/** Runs what the documents show and puts what it prints below it; writes the OpenAPI document that is kept in docs. */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { startSimulator } from "../../simulator/index.js";
import { outputOf, printers } from "./printers.js";

const block = /^( *)<!-- (run|call|job|turbine|mcp|agent|export): (.+?) -->\n\1```text\n([\s\S]*?)^\1```$/gm;

/** What is shown. */
export interface Shown {
  readonly kind: keyof typeof printers;
  /** Its arguments. */
  readonly words: string;
  /** Without indent. */
  readonly text: string;
}

/** Documents that show something. */
export const documents = ["README.md", "docs/platforms.md"];

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
  const simulator = await startSimulator();
  try {
    return await printers[kind](words.split(" "), simulator);
  } finally {
    await simulator.close();
  }
}

/** Without what differs from run to run: ports, dates, seconds and ids. */
export function steady(text: string): string {
  return text
    .replace(/127\.0\.0\.1:\d+/g, "127.0.0.1:PORT")
    .replace(/\b\w{3}, \d\d \w{3} \d{4} [\d:]{8} GMT/g, "DATE")
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "MOMENT")
    .replace(/\b\d+(?:\.\d+)? m?s\b/g, "TIME")
    .replace(/\b[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}\b/g, "UUID")
    .trimEnd();
}

/** The document with every shown text as it is printed now; one that says the same as before stays. */
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
