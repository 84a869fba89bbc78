/** The command `export openapi`: the document that the service gives, for platforms that import a file. */
import { createConnector, load, packageRoot } from "../../connector/index.js";
import { type Io, write } from "../shared/io.js";
import { openApiDocument } from "./openapi.js";

/** Prints it, and gives 0. */
export async function exportOpenApi(io: Io): Promise<number> {
  const declarations = load(packageRoot());
  const connector = await createConnector({ declarations, env: io.env });
  const document = openApiDocument(connector, declarations.schemas);
  await write(io.stdout, `${JSON.stringify(document, null, 2)}\n`);
  return 0;
}
