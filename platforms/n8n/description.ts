/** The node's form: the operations, and the fields of each. */
import { allOptions, type Declarations } from "../../connector/platform_api.js";
import { camelCase, label } from "./labels.js";
import type { NodeDescription, Property } from "./n8n_types.js";
import type { Operation, RowsOfInput } from "./operations.js";
import { optionsProperty } from "./options.js";

/** Names of the fields, by which the node reads them. */
export const parameters = {
  operation: "operation",
  /** The place of the rows: `items` or `json`. */
  mode: "mode",
  envelope: "envelope",
  input: "input",
  simplify: "simplify",
  options: "options",
} as const;

/** Values of the options collection: those of the run by name, and the node's own. */
export interface NodeOptions {
  /** What happens if rows failed. */
  whenRowsFail?: "stop" | "output";
  [option: string]: unknown;
}

/**
 * Returns the description of the node for n8n.
 * @param testedBy - name of the node's method that tests the credential
 */
export function nodeDescription(
  declarations: Declarations,
  operations: readonly Operation[],
  credential: { name: string; testedBy: string },
): NodeDescription {
  const { name, title, description, connectionTest } = declarations.manifest;
  return {
    displayName: title,
    name: camelCase(name),
    icon: `file:${name}.svg`,
    group: ["output"],
    version: 1,
    subtitle: `={{ ${JSON.stringify(titlesOf(operations))}[$parameter["${parameters.operation}"]] }}`,
    description,
    defaults: { name: label(name) },
    inputs: ["main"],
    outputs: ["main"],
    usableAsTool: true,
    credentials: [{ ...credential, required: true, displayOptions: { show: showWithAsset(operations) } }],
    // The action of the connection test is the main action.
    properties: [
      ...propertiesOf(operations, connectionTest.action),
      optionsProperty(allOptions(declarations), operations),
    ],
  };
}

/** An operation that makes no call needs no credential. */
function showWithAsset(operations: readonly Operation[]): Record<string, string[]> {
  return { [parameters.operation]: namesOf(operations.filter(({ needsAsset }) => needsAsset)) };
}

function titlesOf(operations: readonly Operation[]): Record<string, string> {
  return Object.fromEntries(operations.map(({ name, title }) => [name, title]));
}

function propertiesOf(operations: readonly Operation[], canonical: string): Property[] {
  const withRows = operations.filter(({ rows }) => rows !== undefined);
  const withoutRows = operations.filter(({ rows }) => rows === undefined);
  return [
    operationProperty(operations, canonical),
    ...operations.flatMap(({ name, rows }) => (rows === undefined ? [] : [modeProperty(name, rows)])),
    ...operations.flatMap(({ name, rows }) =>
      rows?.envelope === undefined ? [] : [envelopeProperty(name, rows.envelope)],
    ),
    ...operations.flatMap(inputProperty),
    simplifyProperty({ operation: namesOf(withRows), mode: ["json"] }),
    simplifyProperty({ operation: namesOf(withoutRows) }),
  ];
}

function namesOf(operations: readonly Operation[]): string[] {
  return operations.map(({ name }) => name);
}

function operationProperty(operations: readonly Operation[], canonical: string): Property {
  return {
    displayName: "Operation",
    name: parameters.operation,
    type: "options",
    noDataExpression: true,
    options: operations.map(({ name, title, description }) => ({
      name: title,
      value: name,
      description,
      action: sentenceCase(title),
    })),
    default: canonical,
  };
}

/** Returns a title in n8n's sentence case; abbreviations are kept. */
function sentenceCase(title: string): string {
  return title.replace(/ [A-Z](?=[a-z])/g, (start) => start.toLowerCase());
}

function modeProperty(operation: string, rows: RowsOfInput): Property {
  return {
    displayName: "Rows",
    name: parameters.mode,
    type: "options",
    noDataExpression: true,
    displayOptions: { show: { operation: [operation] } },
    options: [
      {
        name: "From Input Items",
        value: "items",
        description: "Each item is one row, and all items are one run",
      },
      {
        name: "From JSON",
        value: "json",
        description: "Each item is a whole input with its own run",
      },
    ],
    default: "items",
    description: fieldsOfItem(rows),
  };
}

/** Lists the required and optional fields of an item, for a person who prepares items. */
function fieldsOfItem({ fields, textsAs }: RowsOfInput): string {
  if (textsAs !== undefined) return `Each item needs ${textsAs}, a text; its other fields are ignored.`;
  const names = (wanted: boolean) =>
    fields.filter(({ required }) => required === wanted).map(({ name }) => name);
  const [needed, possible] = [names(true), names(false)];
  return [
    ...(needed.length === 0 ? [] : [`Each item needs ${needed.join(", ")}.`]),
    ...(possible.length === 0
      ? []
      : [`${needed.length === 0 ? "Each item" : "It"} may have ${possible.join(", ")}.`]),
  ].join(" ");
}

function envelopeProperty(operation: string, envelope: object): Property {
  return {
    displayName: "Rest of the Input",
    name: parameters.envelope,
    type: "json",
    typeOptions: { rows: 6 },
    displayOptions: { show: { operation: [operation], mode: ["items"] } },
    default: JSON.stringify(envelope, null, 2),
    description: "Input fields other than the rows, as JSON. Read once, from the first item.",
  };
}

function inputProperty({ name, rows, example }: Operation): Property[] {
  if (example === undefined) return [];
  const show = { operation: [name], ...(rows === undefined ? {} : { mode: ["json"] }) };
  return [
    {
      displayName: "Input",
      name: parameters.input,
      type: "json",
      typeOptions: { rows: 10 },
      displayOptions: { show },
      default: JSON.stringify(example, null, 2),
      description:
        "The whole input of the action, as JSON or as an expression that returns an object. The initial value is an example.",
    },
  ];
}

function simplifyProperty(show: Record<string, string[]>): Property {
  return {
    displayName: "Simplify",
    name: parameters.simplify,
    type: "boolean",
    displayOptions: { show },
    default: true,
    description:
      "Whether to return the rows, the entries of a list or the object alone, instead of the whole output with status and headers",
  };
}
