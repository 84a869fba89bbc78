/** The integration for Cortex XSOAR and Cortex XSIAM: a YAML file with a script that calls the HTTP service. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Connector, type Declarations, packageRoot } from "../../connector/platform_api.js";
import { queryNames } from "../http/routes/query.js";
import { yamlText } from "../shared/yaml_text.js";
import { type Command, commandOf, pascalCase } from "./commands.js";

/** The fields of an instance. The numbers are the types of the form: 0 text, 8 checkbox, 9 credentials. */
const configuration = [
  {
    name: "url",
    display: "Address of the service",
    type: 0,
    required: true,
    additionalinfo: "Address of the command serve, such as https://indicators.example.com",
  },
  {
    name: "credentials",
    display: "",
    displaypassword: "Key of the service",
    hiddenusername: true,
    type: 9,
    required: true,
  },
  {
    name: "profile",
    display: "Profile",
    type: 0,
    required: false,
    additionalinfo: "Name of the tenant to connect with. Required if the service has several.",
  },
  { name: "insecure", display: "Trust any certificate (not secure)", type: 8, required: false },
  { name: "proxy", display: "Use system proxy settings", type: 8, required: false },
];

/** Returns the text of the file. */
export function xsoarIntegration(connector: Connector, declarations: Declarations): string {
  const { name, title, description } = declarations.manifest;
  const id = pascalCase(name);
  const commands = connector
    .actions()
    .map((action) => commandOf(connector.describe(action.name), declarations));
  return yamlText({
    commonfields: { id, version: -1 },
    name: id,
    display: title,
    category: "Data Enrichment & Threat Intelligence",
    description: `${description} Calls the HTTP service of ${name}.`,
    configuration,
    script: {
      script: scriptOf(commands, connector),
      type: "javascript",
      commands: commands.map(({ entry }) => entry),
    },
  });
}

/** Returns the script: what is generated from the declarations, and the file that works with it. */
function scriptOf(commands: readonly Command[], connector: Connector): string {
  const [profile] = queryNames({ options: {} });
  const isTest = ({ script }: Command) => connector.describe(script.name).connectionTest !== undefined;
  const integration = {
    profile,
    test: commands.find(isTest)?.script,
    commands: Object.fromEntries(commands.map(({ name, script }) => [name, script])),
  };
  const code = readFileSync(join(packageRoot(), "platforms/xsoar/script/integration.js"), "utf8");
  // Two line separators of JSON end a line in ECMAScript 5.
  const json = JSON.stringify(integration, null, 1)
    .replaceAll("\u2028", "\\u2028")
    .replaceAll("\u2029", "\\u2029");
  return `var integration = ${json};\n\n${code}\nreturn main();\n`;
}
