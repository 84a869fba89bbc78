/** A new action's files say where something is still to be put in; none does so in the end. */
import { escapeToken } from "../../contract/json_pointer.js";
import type { CrossRule } from "./rule.js";

/** Where a text is still to be written. @param what what to write there */
export const fillIn = (what: string): string => `FILL IN: ${what}`;

const blank = /FILL IN: .*/;

/** Finds those places in actions and schemas. */
export const nothingIsLeftToFillIn: CrossRule = ({ actions, schemas }) => {
  const declared = [...actions].map(([name, action]) => [`actions/${name}.json`, action] as const);
  return [...declared, ...schemas].flatMap(([file, document]) =>
    blanksOf(document).map(([pointer, text]) => ({
      file,
      pointer,
      message: `still says "${text}"; put that in its place.`,
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
