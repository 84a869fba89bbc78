/** Loads what a single door needs, and says how to get it where it is not installed. */
import { ConnectorError } from "../../connector/platform_api.js";

/**
 * What `load` gives. Throws MissingPackage.
 * @param door what needs the package, as the beginning of a sentence
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
      // None that we load needs a script, and some of them report to their makers by one.
      hint: `Install it beside this one: npm install --ignore-scripts ${name}`,
    });
  }
}
