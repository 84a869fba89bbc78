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
<h3>Inputs</h3>
<dl class="message-properties">
  <dt>payload <span class="property-type">object | array</span></dt>
  <dd>the input of the action as an object; or its rows alone as an array, for an action that takes rows.
  An action that needs nothing takes an empty object.</dd>
  <dt class="optional">options <span class="property-type">object</span></dt>
  <dd>options of the run, which go before those of the node: ${optionNames(connector)}. They are not a part of the payload.</dd>
</dl>
<h3>Outputs</h3>
<dl class="message-properties">
  <dt>payload <span class="property-type">object</span></dt>
  <dd>the output: <code>status_code</code>, <code>reason</code>, <code>response_headers</code> and <code>json_body</code>.
  Every row has its result, in the order of the rows. All other properties of the message stay as they are.</dd>
</dl>
<h3>Errors</h3>
<p>Where nothing answered, the message goes to a <b>Catch</b> node, with its payload as it was:
it can be given again. There, <code>msg.error.cause</code> holds <code>code</code>, <code>kind</code>, <code>message</code>,
<code>hint</code> and <code>retryable</code>, and <code>output</code> with what is known of the rows.
A row that fails is no error, unless <i>Failed rows</i> is ticked.</p>
<h3>Details</h3>
<p>Messages are worked on one after another. All nodes of one application share its limits, and a node that waits for them says so
under its name. A deploy ends a run in order: calls on their way are finished, and the other rows say <code>NotSent</code>.</p>
<h3>Actions</h3>
${actions.map((action) => aboutAction(action, schemas))}`;
}

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
<p>Secrets are kept among the credentials of Node-RED, and no exported flow holds them. Every field takes <code>\${NAME}</code>,
which Node-RED replaces by its environment variable.</p>
<p><b>Environment of Node-RED</b>: the fields come from variables, <code>${prefix}</code> and the field in capitals.
<b>File</b>: from a JSON file, which only Node-RED's user should be able to read; it is read with each message.</p>
<p>Fields with an asterisk must be given. Leave the others empty for what is usual.</p>`;
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
      : html`<p>Takes rows, at <code>${rows.slice(1).replaceAll("/", ".")}</code>.</p>`,
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
