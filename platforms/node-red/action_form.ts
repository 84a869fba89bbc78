/** The form in which a person chooses an action and how it is run. */
import type { ActionSummary } from "../../connector/index.js";
import { type Html, html, style } from "./html.js";

const effects: Readonly<Record<ActionSummary["effect"], string>> = {
  read: "Reads",
  write: "Writes",
  destructive: "Removes something",
};

/** The form. */
export function actionForm(actions: readonly ActionSummary[]): Html {
  const groups = Object.entries(effects).map(([effect, words]) =>
    group(
      words,
      actions.filter((action) => action.effect === effect),
    ),
  );
  return html`${style}
<div class="form-row">
  <label for="node-input-name"><i class="fa fa-tag"></i> Name</label>
  <input type="text" id="node-input-name">
</div>
<div class="form-row">
  <label for="node-input-asset"><i class="fa fa-key"></i> Asset</label>
  <input type="text" id="node-input-asset">
</div>
<div class="form-row">
  <label for="node-input-action"><i class="fa fa-cog"></i> Action</label>
  <select id="node-input-action">
    <option value="" disabled>Choose one</option>
${groups}
  </select>
  <div class="connector-tip" id="node-input-action-description"></div>
</div>
<div class="form-row">
  <label for="node-input-deadlineSeconds"><i class="fa fa-clock-o"></i> Deadline</label>
  <input type="number" id="node-input-deadlineSeconds" min="1" step="1" placeholder="none" style="width: 8em"> seconds for one message
</div>
<div class="form-row">
  <label for="node-input-failedRowsAreErrors">Failed rows</label>
  <input type="checkbox" id="node-input-failedRowsAreErrors" style="width: auto"> end in an error, for a Catch node
</div>`;
}

function group(words: string, actions: readonly ActionSummary[]): Html {
  const options = actions.map(
    ({ name, title, description, deprecated }) =>
      html`<option value="${name}" data-description="${description}">${title}${deprecated === undefined ? "" : " (deprecated)"}</option>`,
  );
  return html`<optgroup label="${words}">${options}</optgroup>`;
}
