/** Chooses the actions that a server offers. */
import type { Connector } from "../../connector/platform_api.js";
import { callErrors } from "./messages.js";

/** What the operator of a server allows. */
export interface ToolChoice {
  readonly allowDestructive: boolean;
  /** Names of actions; undefined: all that are not deprecated. */
  readonly tools: readonly string[] | undefined;
}

/**
 * Returns the names of the actions, in the declared order. Deprecated ones are offered only if they are named.
 * Throws UnknownAction for a name that is not known, and InvalidOption for one that is not allowed.
 */
export function offeredActions(
  connector: Pick<Connector, "actions" | "describe">,
  { allowDestructive, tools }: ToolChoice,
): ReadonlySet<string> {
  const named = tools?.map((name) => connector.describe(name));
  const removing = named?.find(({ effect }) => effect === "destructive" && !allowDestructive);
  if (removing !== undefined) throw callErrors.removingTool(removing.name);
  const names = new Set(named?.map(({ name }) => name));
  const isOffered = ({ name, effect, deprecated }: ReturnType<Connector["actions"]>[number]): boolean =>
    named === undefined
      ? deprecated === undefined && (allowDestructive || effect !== "destructive")
      : names.has(name);
  return new Set(
    connector
      .actions()
      .filter(isOffered)
      .map(({ name }) => name),
  );
}
