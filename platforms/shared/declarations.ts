/**
 * The declarations that an adapter offers: those of the package, and those of a connector author's folder.
 */
import { actionsVariable } from "./actions_variable.js";
import { type Declarations, load, packageRoot } from "../../connector/platform_api.js";

/** Returns the folders of further actions. */
export function actionFolders(env: Readonly<Record<string, string | undefined>>): string[] {
  const folder = env[actionsVariable] ?? "";
  return folder === "" ? [] : [folder];
}

/** Loads all declarations. Throws InvalidDeclaration. */
export function loadDeclarations(env: Readonly<Record<string, string | undefined>>): Declarations {
  return load(packageRoot(), actionFolders(env));
}
