/**
 * The connection test is the only read that may use another method than GET. Its body must be an empty list
 * of rows, which cannot write.
 */
import type { Action } from "../../contract/action.js";
import { getAt, setAt } from "../../contract/json_pointer.js";
import { type CrossRule, unknownName } from "./rule.js";

export const connectionTestWritesNothing: CrossRule = ({ manifest, actions }) => {
  const { action: name, body } = manifest.connectionTest;
  const action = actions.get(name);
  const problems =
    action === undefined
      ? unknownName("/connectionTest/action", "action", name, actions.keys())
      : [...effectProblems(action), ...bodyProblems(action, body)];
  return problems.map((problem) => ({ file: "manifest.json", ...problem }));
};

function effectProblems({ name, effect }: Action) {
  if (effect === "write") return [];
  const message = `${name} is ${effect}; only a write can show whether writing is allowed, and nothing may be removed.`;
  return [{ pointer: "/connectionTest/action", message }];
}

function bodyProblems({ name, batch, request }: Action, body: object) {
  if (batch === undefined)
    return [
      { pointer: "/connectionTest/action", message: `${name} has no rows, so it cannot send an empty call.` },
    ];
  const empty = JSON.stringify(getAt(setAt({}, batch.items, []), request.body ?? ""));
  if (JSON.stringify(body) === empty) return [];
  return [{ pointer: "/connectionTest/body", message: `must be ${empty}, which writes nothing.` }];
}
