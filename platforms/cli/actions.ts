/** The command `actions`: a table of what there is. */
import { createConnector } from "../../connector/index.js";
import { type Io, print } from "../shared/io.js";
import { table } from "./layout.js";

/** Prints name, effect and title of each action. */
export async function actionsCommand(io: Io): Promise<number> {
  const connector = await createConnector({ env: io.env });
  const rows = connector
    .actions()
    .map(({ name, effect, title, deprecated }) => [
      name,
      effect,
      deprecated === undefined ? title : `${title} (deprecated)`,
    ]);
  await print(io, `${table([["Action", "Effect", "Title"], ...rows]).join("\n")}\n`);
  return 0;
}
