// Checks the shape of a row: required properties and JSON types.
import type { Row } from "./indicator.js";

/** Why a row is rejected: code and message of the service; `expired` rows may fail the whole call. */
export interface RowProblem {
  code: string;
  message: string;
  expired?: true;
}

/** The checked properties of a row with a valid shape. */
export interface TypedRow {
  indicatorValue: string;
  indicatorType: string;
  action: string;
  severity?: string | null;
  expirationTime?: string | null;
  generateAlert?: unknown;
}

const REQUIRED = ["indicatorValue", "indicatorType", "action", "title", "description"] as const;
const TEXTS = [...REQUIRED, "severity", "application", "recommendedActions", "expirationTime"] as const;

/** Returns a problem that has no code of its own. */
export const input = (message: string): RowProblem => ({ code: "InvalidInput", message });

const isAbsent = (value: unknown) => value === undefined || value === null;

type ShapeRule = (row: Row) => RowProblem | undefined;

const hasRequired: ShapeRule = (row) => {
  const missing = REQUIRED.find((name) => isAbsent(row[name]));
  return missing && { code: "MissingRequiredParameter", message: `Parameter ${missing} is missing.` };
};

const hasTexts: ShapeRule = (row) => {
  const wrong = TEXTS.find((name) => !isAbsent(row[name]) && typeof row[name] !== "string");
  return wrong && input(`Invalid input ${wrong}: a string is expected.`);
};

const hasGroups: ShapeRule = ({ rbacGroupNames: groups }) => {
  const isList = Array.isArray(groups) && groups.every((name) => typeof name === "string");
  return isAbsent(groups) || isList
    ? undefined
    : input("Invalid input rbacGroupNames: a list of strings is expected.");
};

/** Returns the first problem in the shape of a row, or undefined. */
export function shapeProblem(row: Row): RowProblem | undefined {
  return hasRequired(row) ?? hasTexts(row) ?? hasGroups(row);
}
