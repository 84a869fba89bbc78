/** The package files that the editor shows, made from the declarations. */
import {
  type Connector,
  createConnector,
  type Declarations,
  defaultAssetKind,
  load,
  packageRoot,
} from "../../connector/platform_api.js";
import { actionForm } from "./action_form.js";
import { assetFields, assetForm } from "./asset_form.js";
import { actionHelp, assetHelp } from "./help.js";
import { html } from "./html.js";
import { nodeTypes, secretsOf } from "./names.js";
import { type Declared, registrations } from "./registrations.js";

/** Returns their texts by name. Node-RED requires the HTML next to the module, with the same name. */
export async function packageFiles(): Promise<Readonly<Record<string, string>>> {
  const declarations = load(packageRoot());
  const connector = await createConnector({ declarations, env: {} });
  const { manifest, schemas } = declarations;
  const types = nodeTypes(manifest);
  const actions = connector.actions().map(({ name }) => connector.describe(name));
  const declared = declaredOf(declarations, connector, types);
  const page = html`<script src="resources/node-red-contrib-${manifest.name}/editor.js"></script>
<script type="text/html" data-template-name="${types.action}">
${actionForm(actions, connector.options())}
</script>
<script type="text/html" data-help-name="${types.action}">
${actionHelp(connector, schemas)}
</script>
<script type="text/html" data-template-name="${types.asset}">
${assetForm(declarations)}
</script>
<script type="text/html" data-help-name="${types.asset}">
${assetHelp(connector)}
</script>
<script type="text/javascript">
(() => {
${registrations(declared)}
})();
</script>
`;
  return { "index.html": page.text };
}

/** Returns what the editor script needs of the declarations. */
function declaredOf(
  declarations: Declarations,
  connector: Connector,
  types: ReturnType<typeof nodeTypes>,
): Declared {
  const { manifest } = declarations;
  const kinds = Object.entries(manifest.assets);
  const actions = connector.actions().map(({ name }) => connector.describe(name));
  const options = Object.entries(connector.options());
  return {
    types,
    actions: Object.fromEntries(connector.actions().map(({ name, title }) => [name, title])),
    withoutAsset: actions.filter(({ needsAsset }) => !needsAsset).map(({ name }) => name),
    options: options.map(([name, { type, minimum }]) => ({ name, type, minimum })),
    kinds: Object.fromEntries(kinds.map(([kind, { title }]) => [kind, title])),
    defaultKind: defaultAssetKind(manifest),
    secrets: secretsOf(manifest),
    needed: Object.fromEntries(assetFields(declarations).map(({ name, neededBy }) => [name, neededBy])),
  };
}
