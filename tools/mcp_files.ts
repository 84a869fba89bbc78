/** Describes the MCP server to registries (`server.json`) and to desktop clients (the manifest of an MCPB bundle). */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Connector, Declarations, JsonObject } from "../connector/platform_api.js";

/** Asset kind that the forms of clients show. The others need files, or values that a host sets. */
const assetKind = "oauth2_client_credentials";
/** Its fields in the forms. */
const fields = [
  ["tenant_id", "Tenant ID"],
  ["client_id", "Client ID"],
  ["client_secret", "Client secret"],
] as const;

/** What is read from package.json. */
interface PackageJson {
  readonly name: string;
  readonly mcpName: string;
  readonly version: string;
  readonly description: string;
  readonly license: string;
  readonly author: string;
  readonly homepage: string;
  readonly bugs: { readonly url: string };
  readonly repository: { readonly url: string };
  readonly engines: { readonly node: string };
}

/** A value that the user sets. */
interface Setting {
  readonly field: string;
  readonly title: string;
  readonly variable: string;
  readonly description: string;
  readonly isSecret: boolean;
}

function settingsOf({ manifest, schemas }: Declarations): Setting[] {
  const { properties = {} } = (schemas.get(`schemas/assets/${assetKind}.json`) ?? {}) as {
    properties?: Readonly<Record<string, { readonly description: string }>>;
  };
  const secrets: readonly string[] = manifest.assets[assetKind]?.secrets ?? [];
  return fields.map(([field, title]) => ({
    field,
    title,
    variable: `${manifest.environmentPrefix}${field.toUpperCase()}`,
    description: properties[field]?.description ?? "",
    isSecret: secrets.includes(field),
  }));
}

function packageJson(root: string): PackageJson {
  return JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as PackageJson;
}

/** Returns server.json, see https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json. */
export function serverJson(root: string, declarations: Declarations): JsonObject {
  const { name, mcpName, version, description, homepage, repository } = packageJson(root);
  return {
    $schema: "https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json",
    name: mcpName,
    title: declarations.manifest.title,
    description,
    version,
    websiteUrl: homepage,
    repository: { url: repository.url.replace(/^git\+|\.git$/g, ""), source: "github" },
    packages: [
      {
        registryType: "npm",
        identifier: name,
        version,
        runtimeHint: "npx",
        transport: { type: "stdio" },
        packageArguments: [{ type: "positional", value: "mcp" }],
        environmentVariables: settingsOf(declarations).map(({ variable, description: about, isSecret }) => ({
          name: variable,
          description: about,
          isRequired: true,
          isSecret,
        })),
      },
    ],
  };
}

/** Returns the manifest of an MCPB bundle that contains the package in its folder `server`. */
export function bundleManifest(
  root: string,
  declarations: Declarations,
  tools: ReturnType<Connector["actions"]>,
): JsonObject {
  const { name, version, description, license, author, homepage, bugs, engines } = packageJson(root);
  return {
    manifest_version: "0.3",
    name,
    display_name: declarations.manifest.title,
    version,
    description,
    author: { name: author },
    license,
    homepage,
    support: bugs.url,
    tools: tools.map(({ name: tool, description: about }) => ({ name: tool, description: about })),
    ...startOf(settingsOf(declarations)),
    compatibility: { runtimes: { node: engines.node } },
  };
}

/** Returns how a client starts the server, and the form for its settings. */
function startOf(settings: readonly Setting[]): JsonObject {
  const entry = "server/dist/command/main.cjs";
  const env = settings.map(({ variable, field }) => [variable, `\${user_config.${field}}`]);
  const form = settings.map(({ field, title, description, isSecret }) => [
    field,
    { type: "string", title, description, sensitive: isSecret, required: true },
  ]);
  const args = [`\${__dirname}/${entry}`, "mcp"];
  return {
    server: {
      type: "node",
      entry_point: entry,
      mcp_config: { command: "node", args, env: Object.fromEntries(env) },
    },
    user_config: Object.fromEntries(form),
  };
}
