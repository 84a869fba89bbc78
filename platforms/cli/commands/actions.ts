/** The command `actions`: prints a table of the actions. */
import { createConnector } from "../../../connector/platform_api.js";
import { type Io, print } from "../../shared/io.js";
import { logOf } from "../../shared/log/log_of.js";
import { table } from "../ui/columns.js";
import { loadDeclarations } from "../../shared/declarations.js";

/** Prints name, effect and title of each action. */
export async function actionsCommand(io: Io): Promise<number> {
  const connector = await createConnector({ declarations: loadDeclarations(io.env), env: io.env });
  const rows = connector
    .actions()
    .map(({ name, effect, title, deprecated }) => [
      name,
      effect,
      deprecated === undefined ? title : `${title} (deprecated)`,
    ]);
  await print(io, `${table([["Action", "Effect", "Title"], ...rows]).join("\n")}\n`);
  for (const error of connector.brokenActions().values())
    logOf(io).write("warn", error.message, { code: error.code, hint: error.hint });
  return 0;
}
