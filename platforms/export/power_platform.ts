/**
 * A custom connector of Power Platform and Logic Apps: the Swagger document with Microsoft's extensions, and
 * its properties.
 */
import type { JsonObject } from "../../connector/platform_api.js";
import { packageInfo } from "../shared/package_info.js";
import { type Files, jsonText } from "./files.js";
import { changedWithin, type Schema } from "./subschemas.js";

/** The parts of the Swagger document that get extensions. */
interface Swagger extends JsonObject {
  readonly info: JsonObject;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly parameters: Readonly<Record<string, Parameter>>;
  readonly definitions: Readonly<Record<string, JsonObject>>;
  readonly securityDefinitions: { readonly key: JsonObject };
}

interface Operation extends JsonObject {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly parameters?: readonly Parameter[];
}

interface Parameter extends JsonObject {
  readonly name: string;
  readonly in: string;
}

/** Tag of the operations for flows; the others are marked as advanced. */
const mainTag = "Actions";

/** @param name - short name of the connector, because Power Platform shows 30 characters */
export function powerPlatform(document: JsonObject, name: string): Files {
  const { author, homepage } = packageInfo();
  return new Map([
    [
      "apiDefinition.swagger.json",
      jsonText(definition(document as Swagger, { title: titleOf(name), homepage })),
    ],
    ["apiProperties.json", jsonText(withPublisher(author))],
  ]);
}

/** What the catalog of connectors shows about the publisher. */
interface Publication {
  readonly title: string;
  readonly homepage: string;
}

function definition(document: Swagger, { title, homepage }: Publication): JsonObject {
  const { swagger, info, paths, parameters, definitions, securityDefinitions, ...others } = document;
  return {
    swagger,
    info: { ...info, title },
    ...others,
    // Placeholder: each connection has its own address.
    host: "localhost",
    schemes: ["https"],
    security: [{ api_key: [] }],
    paths: mapped(paths, (item) => mapped(item, (part) => (Array.isArray(part) ? part : operation(part)))),
    parameters: mapped(parameters, parameter),
    definitions: mapped(definitions, (schema) => summarised(schema)),
    securityDefinitions: { api_key: securityDefinitions.key },
    "x-ms-connector-metadata": [
      { propertyName: "Website", propertyValue: homepage },
      { propertyName: "Privacy policy", propertyValue: homepage },
      { propertyName: "Categories", propertyValue: "Security;IT Operations" },
    ],
  };
}

/** Who publishes the connector, and who makes the service behind it. */
function withPublisher(author: string): JsonObject {
  return { properties: { ...properties.properties, publisher: author, stackOwner: author } };
}

function operation(given: Operation): JsonObject {
  const { operationId, tags, parameters } = given;
  return {
    ...given,
    operationId: titleOf(operationId).replaceAll(" ", ""),
    "x-ms-visibility": tags.includes(mainTag) ? "important" : "advanced",
    ...(parameters === undefined ? {} : { parameters: parameters.map(parameter) }),
  };
}

function parameter(given: Parameter): JsonObject {
  return {
    ...given,
    "x-ms-summary": titleOf(given.name),
    "x-ms-visibility": given.in === "query" ? "advanced" : "important",
  };
}

/** Returns the schema with a title for each property. */
function summarised(schema: Schema): Schema {
  if (typeof schema === "boolean") return schema;
  const changed = changedWithin(schema, summarised);
  const { properties: given } = changed as { properties?: Record<string, JsonObject> };
  if (given === undefined) return changed;
  const named = Object.entries(given).map(([name, property]) => [
    name,
    // A reference must not have siblings.
    "$ref" in property ? property : { ...property, "x-ms-summary": titleOf(name) },
  ]);
  return { ...changed, properties: Object.fromEntries(named) };
}

/** Returns a readable name: `rbacGroupNames` → `Rbac Group Names`. */
export function titleOf(name: string): string {
  const words = name.replace(/([a-z\d])([A-Z])/g, "$1 $2").split(/[^A-Za-z\d]+/);
  return words
    .filter((word) => word !== "")
    .map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`)
    .join(" ");
}

/** The fields of a connection and how they are used. */
const properties = {
  properties: {
    connectionParameters: {
      service_url: {
        type: "string",
        uiDefinition: {
          displayName: "Address",
          description: "Address of the service, such as https://indicators.example.com",
          tooltip: "Address of the command serve, over https.",
          constraints: { tabIndex: 1, clearText: true, required: "true" },
        },
      },
      api_key: {
        type: "securestring",
        uiDefinition: {
          displayName: "Key",
          description: "API key of the service, without Bearer",
          tooltip: "The API key in DEFENDER_SERVE_KEY, or the key that the command serve printed.",
          constraints: { tabIndex: 2, clearText: false, required: "true" },
        },
      },
    },
    iconBrandColor: "#3b5998",
    capabilities: [],
    policyTemplateInstances: [
      {
        templateId: "dynamichosturl",
        title: "Call the address of the connection",
        parameters: { "x-ms-apimTemplateParameter.urlTemplate": "@connectionParameters('service_url')" },
      },
      {
        templateId: "setheader",
        title: "Show the key",
        parameters: {
          "x-ms-apimTemplateParameter.name": "Authorization",
          "x-ms-apimTemplateParameter.value": "Bearer @connectionParameters('api_key')",
          "x-ms-apimTemplateParameter.existsAction": "override",
          "x-ms-apimTemplate-policySection": "Request",
        },
      },
    ],
  },
};

function mapped<Value>(
  object: Readonly<Record<string, Value>>,
  change: (value: Value) => unknown,
): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, change(value)]));
}
