/** Writes descriptions by the rules of n8n's linter: a single sentence has no final period, and abbreviations are in capitals. */

import { label } from "../n8n/labels.js";

/** Returns the description and a note as one text. */
export function tidy(description: string, note = ""): string {
  const text = [description, note]
    .filter((part) => part !== "")
    .join(" ")
    .replaceAll(
      /\b(id|url|json)(s?)\b/gi,
      (_all, word: string, plural: string) => word.toUpperCase() + plural,
    )
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .trim();
  if (!text.includes(". ")) return text.replace(/\.$/, "");
  return text.endsWith(".") ? text : `${text}.`;
}

/** Returns the label of a name in title case. */
export function titleOf(name: string): string {
  const text = /^[A-Z]/.test(name) ? label(name).trim() : label(name);
  return text.replace(" (ms)", " in Milliseconds").replace(/\bIds\b/, "IDs");
}

/** Returns the label of an allowed value. */
export function choiceOf(value: string): string {
  if (value === "upsert") return "Create or Update";
  return /^[A-Z]/.test(value) ? value : label(value);
}

/** Returns the description of a switch. */
export function whether(description: string): string {
  return tidy(`Whether this is set. ${description}`);
}
