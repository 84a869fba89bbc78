/** The form of an asset: the fields of all kinds. The editor shows those of the selected kind. */
import { type Declarations, type Field, fieldsOf } from "../../connector/platform_api.js";
import { fixedFields } from "../shared/fixed_fields.js";
import { type Html, html, style } from "./html.js";
import { otherSources, secretsOf } from "./names.js";

/** A field, and the kinds of asset that have it. */
interface AssetField extends Pick<Field, "name" | "kind" | "description"> {
  readonly kinds: string[];
  /** The kinds that require it. */
  readonly neededBy: string[];
}

/** Returns the form. */
export function assetForm(declarations: Declarations): Html {
  const { assets, environmentPrefix: prefix } = declarations.manifest;
  const kinds = Object.entries(assets).map(([kind, { title }]) => option(kind, title));
  return html`${style}
<div class="form-row">
  <label for="node-config-input-name"><i class="fa fa-tag"></i> Name</label>
  <input type="text" id="node-config-input-name">
</div>
<div class="form-row">
  <label for="node-config-input-source"><i class="fa fa-key"></i> Login by</label>
  <select id="node-config-input-source">
${[...kinds, option(otherSources.environment, `Environment of Node-RED (${prefix}…)`), option(otherSources.file, "File on the machine of Node-RED")]}
  </select>
</div>
<div class="form-row" data-kinds="${otherSources.file}">
  <label for="node-config-input-file">Path</label>
  <input type="text" id="node-config-input-file">
  <div class="connector-tip">A JSON object with the fields of the asset.</div>
</div>
${fieldRows(declarations, true)}
<details data-kinds="${Object.keys(assets).join(" ")}">
<summary>More</summary>
${fieldRows(declarations, false)}
</details>`;
}

/**
 * Returns the rows of the credential fields and of those that a kind requires, or of all other fields.
 * @param areCredentials - selects the former
 */
function fieldRows({ manifest, schemas }: Declarations, areCredentials: boolean): Html[] {
  const credentials = Object.values(manifest.assets).map((kind) => kind.credentials);
  const names = new Set(credentials.flatMap((parts) => Object.values(parts)));
  const pems = new Set(credentials.flatMap(({ certificate, privateKey }) => [certificate, privateKey]));
  const secrets = new Set(secretsOf(manifest));
  return assetFields({ manifest, schemas })
    .filter(({ name, neededBy }) => (names.has(name) || neededBy.length > 0) === areCredentials)
    .map((field) => fieldRow(field, { isSecret: secrets.has(field.name), hasLines: pems.has(field.name) }));
}

/** Returns the fields of all kinds without duplicates, in the order of the first kind that has them. */
export function assetFields(declarations: Pick<Declarations, "manifest" | "schemas">): AssetField[] {
  const { manifest, schemas } = declarations;
  const found = new Map<string, AssetField>();
  for (const [kind, { schema }] of Object.entries(manifest.assets)) {
    const fixed = fixedFields(kind, declarations);
    const asked = fieldsOf(schema, schemas).filter(({ depth, name }) => depth === 0 && !(name in fixed));
    for (const field of asked) {
      const known = found.get(field.name) ?? { ...field, kinds: [], neededBy: [] };
      known.kinds.push(kind);
      if (field.required) known.neededBy.push(kind);
      found.set(field.name, known);
    }
  }
  return [...found.values()];
}

function fieldRow(
  { name, kind, description, kinds, neededBy }: AssetField,
  { isSecret, hasLines }: { isSecret: boolean; hasLines: boolean },
): Html {
  // Secrets have the IDs by which the editor finds credentials; it never returns their values.
  const id = isSecret ? `node-config-input-${name}` : `node-config-input-field-${name}`;
  const own = isSecret ? html`` : html` data-field="${name}"`;
  const masked = isSecret ? html` style="-webkit-text-security: disc"` : html``;
  const choices = choicesOf(kind);
  const attributes = html`id="${id}"${own} autocomplete="off" spellcheck="false"`;
  const control = hasLines
    ? html`<textarea ${attributes} rows="2"${masked}></textarea>`
    : choices.length > 0
      ? html`<select ${attributes}>${[option("", ""), ...choices.map((choice) => option(choice, choice))]}</select>`
      : html`<input type="${isSecret ? "password" : "text"}" ${attributes} placeholder="${placeholderOf(kind)}">`;
  return html`<div class="form-row" data-kinds="${kinds.join(" ")}">
  <label for="${id}">${name} <span data-kinds="${neededBy.join(" ")}">*</span></label>
  ${control}
  <div class="connector-tip">${description}</div>
</div>`;
}

function choicesOf(kind: string): string[] {
  if (kind === "boolean") return ["true", "false"];
  return kind.includes(" | ") ? kind.split(" | ") : [];
}

function placeholderOf(kind: string): string {
  if (kind === "string") return "";
  return kind === "integer" ? "a number" : `JSON: ${kind}`;
}

function option(value: string, text: string): Html {
  return html`<option value="${value}">${text}</option>`;
}
