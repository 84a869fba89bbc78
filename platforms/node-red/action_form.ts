/** The form in which a person selects an action and its options. */
import type { ActionDescription, ActionSummary, OptionSchema } from "../../connector/platform_api.js";
import type { Options } from "../shared/options.js";
import { type Html, html, style } from "./html.js";

const effects: Readonly<Record<ActionSummary["effect"], string>> = {
  read: "Reads",
  write: "Writes",
  destructive: "Removes something",
};

/**
 * Returns the form.
 * @param known - all options of a run, by name
 */
export function actionForm(actions: readonly ActionDescription[], known: Options): Html {
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
${Object.entries(known).map(([name, schema]) => optionRow(name, schema, actions))}
<div class="form-row">
  <label for="node-input-failedRowsAreErrors">Failed rows</label>
  <input type="checkbox" id="node-input-failedRowsAreErrors" style="width: auto"> end in an error, for a Catch node
</div>`;
}

/** The editor shows it for the actions that have the option. */
function optionRow(name: string, schema: OptionSchema, actions: readonly ActionDescription[]): Html {
  const having = actions.filter(({ options }) => Object.hasOwn(options, name)).map((action) => action.name);
  const { enum: values = ["true", "false"], type, minimum = 1, description } = schema;
  const choices = values.map((value) => html`<option value="${value}">${value}</option>`);
  const control =
    type === "integer"
      ? html`<input type="number" id="node-input-${name}" min="${String(minimum)}" step="1">`
      : html`<select id="node-input-${name}"><option value="">not set</option>${choices}</select>`;
  return html`<div class="form-row" data-actions="${having.join(" ")}">
  <label for="node-input-${name}">${name}</label>
  ${control}
  <div class="connector-tip">${description}</div>
</div>`;
}

function group(words: string, actions: readonly ActionSummary[]): Html {
  const options = actions.map(
    ({ name, title, description, deprecated }) =>
      html`<option value="${name}" data-description="${description}">${title}${deprecated === undefined ? "" : " (deprecated)"}</option>`,
  );
  return html`<optgroup label="${words}">${options}</optgroup>`;
}
