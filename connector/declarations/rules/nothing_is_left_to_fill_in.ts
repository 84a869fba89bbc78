/** New action files contain placeholders. Finished files contain none. */
import { escapeToken } from "../../contract/json_pointer.js";
import type { CrossRule } from "./rule.js";

/**
 * Returns a placeholder.
 * @param what - the text to write there
 */
export const fillIn = (what: string): string => `FILL IN: ${what}`;

const blank = /FILL IN: .*/;

/** Finds placeholders in actions and schemas. */
export const nothingIsLeftToFillIn: CrossRule = ({ actions, schemas }) => {
  const declared = [...actions].map(([name, action]) => [`actions/${name}.json`, action] as const);
  return [...declared, ...schemas].flatMap(([file, document]) =>
    blanksOf(document).map(([pointer, text]) => ({
      file,
      pointer,
      message: `still contains "${text}"; replace it.`,
    })),
  );
};

function blanksOf(value: unknown, pointer = ""): [pointer: string, text: string][] {
  if (typeof value === "string") {
    const [text] = blank.exec(value) ?? [];
    return text === undefined ? [] : [[pointer, text]];
  }
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, below]) => blanksOf(below, `${pointer}/${escapeToken(key)}`));
}
