/**
 * The service as an OpenAPI 3.1 document, made from manifest, declarations and schemas: one operation per
 * action.
 */
import type { ActionDescription, Connector, JsonObject } from "../../../connector/platform_api.js";
import { actionPaths, schemaPaths } from "./openapi_actions.js";
import { componentSchemas } from "./openapi_schemas.js";
import { packageInfo } from "../../shared/package_info.js";
import { withDeclaredExamples } from "./openapi_examples.js";
import { planPath } from "../../shared/option_schemas.js";
import { jobPaths, queuedJobSchema } from "./openapi_jobs.js";
import { servicePaths } from "./openapi_paths.js";
import { serviceComponents, serviceParameters } from "./openapi_service.js";

/**
 * @param schemas - all schemas of the declarations, by path
 * @param options - whether the service has a database, so that workers run its jobs
 */
export function openApiDocument(
  connector: Pick<Connector, "manifest" | "actions" | "describe" | "options">,
  schemas: ReadonlyMap<string, JsonObject>,
  { hasFleet = false }: { readonly hasFleet?: boolean } = {},
): JsonObject {
  const actions = connector.actions().map(({ name }) => connector.describe(name));
  const document = {
    openapi: "3.1.0",
    info: infoOf(connector.manifest),
    servers: [{ url: "/", description: "The service." }],
    security: [{ key: [] }],
    tags: [
      { name: "Actions", description: "Run an action and wait for its output." },
      { name: "Jobs", description: "Run an action as a job and fetch its output later." },
      { name: "Service", description: "What the service offers, and its health." },
    ],
    paths: { ...pathsOf(actions), ...servicePaths, ...jobPaths(hasFleet) },
    components: {
      ...serviceComponents,
      parameters: serviceParameters(connector.options()),
      schemas: {
        ...componentSchemas([...actions.flatMap(schemaPaths), planPath], schemas),
        ...serviceComponents.schemas,
        ...(hasFleet ? { Job: queuedJobSchema() } : {}),
      },
    },
  };
  return { ...document, paths: withExamples(document.paths, document) };
}

function infoOf({ title, version, description }: Connector["manifest"]): JsonObject {
  const { author, bugs } = packageInfo();
  const contact = { name: author, url: bugs.url };
  return { title, version, description, contact, license: { name: "MIT", identifier: "MIT" } };
}

/** Returns the paths with examples that hold declared properties only. */
function withExamples(paths: JsonObject, document: JsonObject): JsonObject {
  const changed = (value: unknown): unknown => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
    const entries = Object.entries(value).map(([name, inner]) => [
      name,
      name === "content" ? withDeclaredExamples(inner, document) : changed(inner),
    ]);
    return Object.fromEntries(entries);
  };
  return changed(paths) as JsonObject;
}

function pathsOf(actions: readonly ActionDescription[]): JsonObject {
  return Object.assign({}, ...actions.map(actionPaths)) as JsonObject;
}
