/** The command `export`: describes the actions for other software, from manifest and schemas. */
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { createConnector, type JsonObject } from "../../connector/platform_api.js";
import { actionPages } from "./action_docs.js";
import { openApiDocument } from "../http/openapi/openapi.js";
import { type Io, print, emit } from "../shared/io.js";
import { packageInfo } from "../shared/package_info.js";
import { printable } from "../shared/printable.js";
import { type Files, jsonText, type Source } from "./files.js";
import { exportErrors, writtenLine } from "./messages.js";
import { openApi30Document } from "./openapi30.js";
import { powerPlatform, titleOf } from "./power_platform.js";
import { type Plugin, securityCopilot } from "./security_copilot.js";
import { sekoiaModule } from "./sekoia.js";
import { swagger2Document } from "./swagger2.js";
import type { ExportTarget } from "./targets.js";
import { turbineSchemas } from "./turbine_schemas.js";
import { xsoarIntegration } from "../xsoar/integration.js";
import { loadDeclarations } from "../shared/declarations.js";

const openApi = ({ connector, declarations: { schemas } }: Source): JsonObject =>
  openApiDocument(connector, schemas);
const swagger = (source: Source): JsonObject => swagger2Document(openApi(source));
const openApi30 = (source: Source): JsonObject => openApi30Document(openApi(source));

/** The title of the manifest is too long for the platform. */
function pluginOf({ connector: { manifest } }: Source): Plugin {
  const { name, description } = manifest;
  return { name, title: titleOf(name), description, homepage: packageInfo().homepage };
}

/** A target of one file is a text. */
const makers: Readonly<Record<ExportTarget, (source: Source) => string | Files>> = {
  openapi: (source) => jsonText(openApi(source)),
  "openapi-3.0": (source) => jsonText(openApi30(source)),
  swagger2: (source) => jsonText(swagger(source)),
  "power-platform": (source) => powerPlatform(swagger(source), source.connector.manifest.name),
  "security-copilot": (source) => securityCopilot(openApi30(source), pluginOf(source)),
  sekoia: sekoiaModule,
  xsoar: ({ connector, declarations }) => xsoarIntegration(connector, declarations),
  "turbine-schemas": turbineSchemas,
  docs: ({ connector, declarations }) => actionPages(connector, declarations),
};

/** Prints a single file, or writes to `output`. Returns 0. Throws InvalidOption. */
export async function exportCommand(
  target: ExportTarget,
  { output }: { output?: string },
  io: Io,
): Promise<number> {
  const declarations = loadDeclarations(io.env);
  const connector = await createConnector({ declarations, env: io.env });
  for (const { code, message } of connector.brokenActions().values())
    await emit(io, `warning ${code}: ${printable(message)}\n`);
  const made = makers[target]({ connector, declarations });
  if (output === undefined) await print(io, onlyText(made, target));
  else await writeFiles(typeof made === "string" ? new Map([["", made]]) : made, output, io);
  return 0;
}

function onlyText(made: string | Files, target: ExportTarget): string {
  if (typeof made === "string") return made;
  throw exportErrors.severalFiles(target, made.size);
}

async function writeFiles(files: Files, output: string, io: Io): Promise<void> {
  try {
    for (const [path, text] of files) {
      const place = join(output, path);
      await mkdir(dirname(place), { recursive: true });
      await writeFile(place, text);
    }
  } catch (error) {
    throw exportErrors.unwritable(output, error, files.has(""));
  }
  await emit(io, writtenLine(files.size, output));
}
