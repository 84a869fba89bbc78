/** A plugin of Security Copilot: its manifest, and the OpenAPI 3.0 document that the manifest refers to. */
import type { JsonObject } from "../../connector/platform_api.js";
import { type Files, jsonText } from "./files.js";

/** Name of the document, next to the manifest. */
const definition = "openapi-3.0.json";

/** Setting that holds the address of the service. */
const address = "ServiceUrl";

/** Longest name that is shown, in characters. */
const maxDisplayName = 40;

/** What the manifest says about the plugin. */
export interface Plugin {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** Address of the project, where the document is to be published. */
  readonly homepage: string;
}

/** @param document - OpenAPI 3.0 document of the service */
export function securityCopilot(document: JsonObject, plugin: Plugin): Files {
  return new Map([
    ["manifest.json", jsonText(manifest(plugin))],
    [definition, jsonText(document)],
  ]);
}

function manifest({ name, title, description, homepage }: Plugin): JsonObject {
  return {
    Descriptor: {
      Name: name,
      DisplayName: title.slice(0, maxDisplayName),
      Description: description,
      Settings: [
        {
          Name: address,
          Label: "Address of the service",
          Description: "Address of the command serve, over https.",
          HintText: "https://indicators.example.com",
          SettingType: "String",
          Required: true,
        },
      ],
      SupportedAuthTypes: ["ApiKey"],
      Authorization: { Type: "APIKey", Key: "Authorization", Location: "Header", AuthScheme: "Bearer" },
    },
    SkillGroups: [
      {
        Format: "API",
        Settings: { OpenApiSpecUrl: `${homepage}/${definition}`, EndpointUrlSettingName: address },
      },
    ],
  };
}
