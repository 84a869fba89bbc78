/** The package's main file for n8n: the node and its credential, made from the packaged declarations. */
import { createRequire } from "node:module";
import { type Connector, createConnector, type JsonObject } from "../../connector/platform_api.js";
import { testCredential } from "./connection_test.js";
import { credentialName, credentialProperties } from "./credential.js";
import { nodeDescription } from "./description.js";
import { execute } from "./execute.js";
import type { CredentialTestResult, ExecuteContext, N8nWorkflow, NodeItem } from "./n8n_types.js";
import { operationsOf } from "./operations.js";
import { loadDeclarations } from "../shared/declarations.js";

const declarations = loadDeclarations(process.env);
const { name, title } = declarations.manifest;
const operations = operationsOf(declarations);
const credential = credentialName(name);

let made: Promise<Connector> | undefined;
const connector = (): Promise<Connector> => (made ??= createConnector({ declarations }));

/** The node. n8n calls its methods on its own contexts, so they use no `this`. */
export class DefenderIndicators {
  readonly description = nodeDescription(declarations, operations, {
    name: credential,
    testedBy: "testConnection",
  });

  readonly methods = {
    credentialTest: {
      async testConnection({ data = {} }: { data?: JsonObject }): Promise<CredentialTestResult> {
        return testCredential(data, await connector(), declarations);
      },
    },
  };

  async execute(this: ExecuteContext): Promise<NodeItem[][]> {
    // The module belongs to n8n and exists when a workflow runs.
    const n8n = createRequire(import.meta.url)("n8n-workflow") as N8nWorkflow;
    return execute(this, { declarations, operations, n8n, connector });
  }
}

/** The credential. */
export class DefenderIndicatorsApi {
  readonly name = credential;
  readonly displayName = `${title} API`;
  /** The icon of the node: n8n does not serve files from the package's own folder. */
  readonly icon = `file:../nodes/DefenderIndicators/${name}.svg`;
  readonly properties = credentialProperties(declarations);
}
