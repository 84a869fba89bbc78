/** The command `check`: reports mistakes in declarations with file and place. */
import { packageRoot, read } from "../../../connector/platform_api.js";
import { actionFolders } from "../../shared/declarations.js";
import { exitCodes } from "../../shared/exit_code.js";
import { type Io, print } from "../../shared/io.js";
import { checkTexts } from "./messages.js";

/** @param root - folder that contains manifest.json; the package's own folder if undefined */
export async function checkCommand(root: string | undefined, io: Io): Promise<number> {
  // Not part of the index, because it loads a compiler that no other command needs.
  const { checkAll } = await import("../../../connector/examples/check_examples.js");
  const declarations = read(root ?? packageRoot(), actionFolders(io.env));
  const problems = await checkAll(declarations);
  for (const { file, pointer, message } of problems) await print(io, `${file}#${pointer}: ${message}\n`);
  if (problems.length > 0) return exitCodes.usage;
  const { actions, composed, schemas } = declarations;
  await print(io, `${checkTexts.valid(1 + actions.size + composed.size + schemas.size)}\n`);
  return exitCodes.done;
}
