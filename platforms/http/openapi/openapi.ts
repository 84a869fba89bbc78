/**
 * The service as an OpenAPI 3.1 document, made from manifest, declarations and schemas: one operation per
 * action.
 */
import type { ActionDescription, Connector, JsonObject } from "../../../connector/platform_api.js";
import { actionPaths, schemaPaths } from "./openapi_actions.js";
import { componentSchemas } from "./openapi_schemas.js";
import { planPath } from "../../shared/option_schemas.js";
import { serviceComponents, serviceParameters, servicePaths } from "./openapi_service.js";

/** @param schemas - all schemas of the declarations, by path */
export function openApiDocument(
  connector: Pick<Connector, "manifest" | "actions" | "describe" | "options">,
  schemas: ReadonlyMap<string, JsonObject>,
): JsonObject {
  const { title, version, description } = connector.manifest;
  const actions = connector.actions().map(({ name }) => connector.describe(name));
  return {
    openapi: "3.1.0",
    info: { title, version, description, license: { name: "MIT", identifier: "MIT" } },
    servers: [{ url: "/", description: "The service." }],
    security: [{ key: [] }],
    tags: [
      { name: "Actions", description: "Run an action and wait for its output." },
      { name: "Jobs", description: "Run an action as a job and fetch its output later." },
      { name: "Service", description: "What the service offers, and its health." },
    ],
    paths: { ...pathsOf(actions), ...servicePaths },
    components: {
      ...serviceComponents,
      parameters: serviceParameters(connector.options()),
      schemas: {
        ...componentSchemas([...actions.flatMap(schemaPaths), planPath], schemas),
        ...serviceComponents.schemas,
      },
    },
  };
}

function pathsOf(actions: readonly ActionDescription[]): JsonObject {
  return Object.assign({}, ...actions.map(actionPaths)) as JsonObject;
}
