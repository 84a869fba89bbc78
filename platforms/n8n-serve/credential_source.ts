/** The TypeScript source of the credential: address and key of the service. */
import type { Connector } from "../../connector/platform_api.js";
import { titleOf } from "./wording.js";
import { literal } from "./literal.js";

const properties = [
  {
    displayName: "URL",
    name: "url",
    type: "string",
    default: "http://127.0.0.1:8080",
    required: true,
    description: "Address of the service",
  },
  {
    displayName: "API Key",
    name: "apiKey",
    type: "string",
    typeOptions: { password: true },
    default: "",
    required: true,
    description: "Key of the service",
  },
];

const authenticate = {
  type: "generic",
  properties: { headers: { Authorization: "=Bearer {{$credentials.apiKey}}" } },
};

/** The list of actions needs the key, and no tenant. */
const test = { request: { baseURL: "={{$credentials.url}}", url: "/actions" } };

/**
 * Returns the source.
 * @param type - name of the class of the node
 */
export function credentialSource(
  type: string,
  { name, manifest }: { name: string; manifest: Connector["manifest"] },
): string {
  return `import type {
\tIAuthenticateGeneric,
\tICredentialTestRequest,
\tICredentialType,
\tIcon,
\tINodeProperties,
} from 'n8n-workflow';

/** The credential. */
export class ${type}Api implements ICredentialType {
\tname = ${literal(`${name}Api`)};

\tdisplayName = ${literal(`${titleOf(name)} API`)};

\ticon: Icon = ${literal(`file:../nodes/${type}/${manifest.name}.svg`)};

\tdocumentationUrl = 'https://example.com/defender-indicators';

\tproperties: INodeProperties[] = ${literal(properties, "\t")};

\tauthenticate: IAuthenticateGeneric = ${literal(authenticate, "\t")};

\ttest: ICredentialTestRequest = ${literal(test, "\t")};
}
`;
}
