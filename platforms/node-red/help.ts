/** The help next to the flow: inputs and outputs of the nodes, and the fields of each action. */
import {
  type ActionDescription,
  type Connector,
  type Declarations,
  type Field,
  fieldsOf,
} from "../../connector/platform_api.js";
import { Html, html } from "./html.js";

/** Returns the help of the action node. */
export function actionHelp(
  connector: Pick<Connector, "manifest" | "actions" | "describe" | "options">,
  schemas: Declarations["schemas"],
): Html {
  const actions = connector.actions().map(({ name }) => connector.describe(name));
  return html`<p>${connector.manifest.description}</p>
${messageHelp(connector)}
${runHelp}
<h3>Actions</h3>
${actions.map((action) => aboutAction(action, schemas))}`;
}

/** Returns the help for the properties of a message. */
function messageHelp(connector: Pick<Connector, "options">): Html {
  return html`<h3>Inputs</h3>
<dl class="message-properties">
  <dt>payload <span class="property-type">object | array</span></dt>
  <dd>The input of the action as an object, or its rows alone as an array if the action accepts rows.
  An action without input accepts an empty object.</dd>
  <dt class="optional">options <span class="property-type">object</span></dt>
  <dd>Options of the run, which override those of the node: ${optionNames(connector)}. They do not belong in the payload.</dd>
</dl>
<h3>Outputs</h3>
<dl class="message-properties">
  <dt>payload <span class="property-type">object</span></dt>
  <dd>The output: <code>status_code</code>, <code>reason</code>, <code>response_headers</code> and <code>json_body</code>.
  Every row has its result, in the order of the rows. All other properties of the message stay as they are.</dd>
</dl>`;
}

const runHelp = html`<h3>Errors</h3>
<p>If there was no response, the message goes to a <b>Catch</b> node, with an unchanged payload:
it can be sent again. There, <code>msg.error.cause</code> contains <code>code</code>, <code>kind</code>, <code>message</code>,
<code>hint</code> and <code>retryable</code>, and <code>output</code> with the known results of the rows.
A failed row is not an error unless <i>Failed rows</i> is checked.</p>
<h3>Details</h3>
<p>Messages are processed one after another. All nodes of one application share its limits. A waiting node shows that
under its name. A deploy ends a run in order: calls in progress are completed, and the other rows report <code>NotSent</code>.</p>`;

function optionNames(connector: Pick<Connector, "options">): Html {
  const names = Object.keys(connector.options()).map((name) => html`<code>${name}</code>`);
  return new Html(names.map(({ text }) => text).join(", "));
}

/** Returns the help of the asset node. */
export function assetHelp({
  manifest: { title, environmentPrefix: prefix },
}: Pick<Connector, "manifest">): Html {
  return html`<p>The asset that actions of ${title} connect with.</p>
<h3>Details</h3>
<p>Secrets are stored as credentials of Node-RED, and exported flows do not contain them. Every field accepts <code>\${NAME}</code>,
which Node-RED replaces by its environment variable.</p>
<p><b>Environment of Node-RED</b>: the fields come from variables, <code>${prefix}</code> plus the field in upper case.
<b>File</b>: from a JSON file, which only Node-RED's user should be able to read; it is read with each message.</p>
<p>Fields with an asterisk are required. Leave the others empty for the defaults.</p>`;
}

function aboutAction(action: ActionDescription, schemas: Declarations["schemas"]): Html {
  const { name, title, description, rows, deprecated, permissions, docs, examples } = action;
  const fields = fieldsOf(`schemas/actions/${name}.input.json`, schemas);
  const permission = permissions.application.join(" or ");
  const parts = [
    deprecated === undefined ? html`` : html`<p><b>Deprecated</b>: ${deprecated.notice}</p>`,
    html`<p>${description}</p>`,
    rows === undefined
      ? html``
      : html`<p>Accepts rows, at <code>${rows.slice(1).replaceAll("/", ".")}</code>.</p>`,
    permission === "" ? html`` : html`<p>Permission of the application: ${permission}.</p>`,
    fields.length === 0 ? html`` : html`<ul>${fields.map(aboutField)}</ul>`,
    html`<pre>${JSON.stringify(examples[0]?.input ?? {}, null, 2)}</pre>`,
    ...docs.map((url) => html`<p><a href="${url}" target="_blank" rel="noopener">${url}</a></p>`),
  ];
  return html`<details><summary>${title}</summary>${parts}</details>`;
}

function aboutField({ name, depth, kind, required, description }: Field): Html {
  const about = description === "" ? "" : `: ${description}`;
  return html`<li style="margin-left: ${String(depth)}em"><code>${name}</code> ${kind}${required ? ", required" : ""}${about}</li>`;
}
