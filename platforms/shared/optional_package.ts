/** Loads what a single door needs, and says how to get it where it is not installed. */
import { ConnectorError } from "../../connector/index.js";

/**
 * What `load` gives. Throws InvalidOption where the package is missing.
 * @param door what needs it, as the beginning of a sentence
 */
export async function optionalPackage<Module>(
  load: () => Promise<Module>,
  { name, door }: { name: string; door: string },
): Promise<Module> {
  try {
    return await load();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ERR_MODULE_NOT_FOUND") throw error;
    throw new ConnectorError("InvalidOption", `${door} needs the package ${name}, which is not installed.`, {
      hint: `Run: npm install --ignore-scripts ${name}`,
    });
  }
}
