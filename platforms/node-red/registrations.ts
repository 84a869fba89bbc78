/**
 * The calls that register the nodes in the editor. Their arguments are literals, because the Node-RED library reads
 * types, defaults and credentials from the text of the HTML. Behavior is in `editor.js`.
 */
import { type Html, html, scriptValue } from "./html.js";

/** What the editor needs of the declarations. */
export interface Declared {
  readonly types: { readonly action: string; readonly asset: string };
  readonly options: readonly { readonly name: string; readonly [part: string]: unknown }[];
  readonly defaultKind: string;
  /** Fields that Node-RED stores as credentials. */
  readonly secrets: readonly string[];
  /** Titles of the actions. */
  readonly actions: Readonly<Record<string, string>>;
  /** Actions that need no asset. */
  readonly withoutAsset: readonly string[];
  /** Titles of the kinds of assets. */
  readonly kinds: Readonly<Record<string, string>>;
  /** The kinds of assets that require a field, by field. */
  readonly needed: Readonly<Record<string, readonly string[]>>;
}

/** Returns the script. */
export function registrations(declared: Declared): Html {
  return html`const editor = connectorEditor(${scriptValue(declared)});
${actionRegistration(declared)}
${assetRegistration(declared)}`;
}

function actionRegistration({ types, options }: Declared): Html {
  const ofRun = options.map(
    ({ name }) => html`    ${name}: { value: "", validate: editor.isOption(${scriptValue(name)}) },`,
  );
  return html`RED.nodes.registerType(${scriptValue(types.action)}, {
  category: "network",
  color: "#9cc3e6",
  icon: "shield.svg",
  inputs: 1,
  outputs: 1,
  defaults: {
    name: { value: "" },
    asset: { value: "", type: ${scriptValue(types.asset)}, validate: editor.isAsset },
    action: { value: "", required: true, validate: editor.isAction },
${ofRun}
    failedRowsAreErrors: { value: false },
  },
  paletteLabel: ${scriptValue(types.action)},
  label: editor.actionLabel,
  labelStyle: editor.actionLabelStyle,
  oneditprepare: editor.prepareAction,
  oneditsave: editor.saveAction,
});`;
}

function assetRegistration({ types, defaultKind, secrets }: Declared): Html {
  return html`RED.nodes.registerType(${scriptValue(types.asset)}, {
  category: "config",
  defaults: {
    name: { value: "" },
    source: { value: ${scriptValue(defaultKind)}, required: true },
    file: { value: "", validate: editor.isFileGiven },
    fields: { value: {}, validate: editor.areFieldsGiven },
  },
  credentials: {
${secrets.map((field) => html`    ${field}: { type: "password" },`)}
  },
  label: editor.assetLabel,
  oneditprepare: editor.prepareAsset,
  oneditsave: editor.saveAsset,
});`;
}
