/** Loads a package that only one adapter needs, and says how to install it if it is missing. */
import { ConnectorError } from "../../connector/platform_api.js";

/**
 * Returns what `load` returns. Throws MissingPackage.
 * @param context - what needs the package, as the beginning of a sentence
 */
export async function optionalPackage<Module>(
  load: () => Promise<Module>,
  { name, context }: { name: string; context: string },
): Promise<Module> {
  try {
    return await load();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== "ERR_MODULE_NOT_FOUND" || !message.includes(name)) throw error;
    throw new ConnectorError("MissingPackage", `${context} needs the package ${name}.`, {
      // None of the packages needs an install script, and some report to their makers in one.
      hint: `Install it next to this package: npm install --ignore-scripts ${name}`,
    });
  }
}
