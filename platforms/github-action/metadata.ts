/** The metadata of the GitHub Action (`action.yml`), made from the declarations. */
import type { Connector, Declarations } from "../../connector/platform_api.js";
import { yamlText } from "../shared/yaml_text.js";
import { type ActionInput, actionInputs } from "./action_inputs.js";

/** Outputs of a step. The run sets them. */
const outputs = {
  output: "Output of the run as JSON. Not set if it is longer than 500,000 characters.",
  output_file: "File with the output of the run as JSON.",
  status_code: "Status of the output.",
  rows: "Number of rows.",
  succeeded: "Number of rows that succeeded.",
  failed: "Number of rows that were sent or checked, and failed.",
  not_sent: "Number of rows that were not sent.",
  error_code: "Code of the error that ended the run; empty if there is none.",
};

/** Returns the text of the file. @param main - path of the script that the runner starts, within the folder */
export function actionMetadata(connector: Connector, declarations: Declarations, main: string): string {
  const { title, description } = declarations.manifest;
  const { own, parts, options, assetFields } = actionInputs(connector, declarations);
  // A name that is both is described as an option.
  const inputs = { ...own, ...parts, ...options, ...assetFields, ...options };
  return yamlText({
    name: title,
    description,
    inputs: Object.fromEntries(Object.entries(inputs).map(([name, input]) => [name, inputEntry(input)])),
    outputs: Object.fromEntries(
      Object.entries(outputs).map(([name, about]) => [name, { description: about }]),
    ),
    runs: { using: "node24", main },
    branding: { icon: "shield", color: "blue" },
  });
}

function inputEntry({ description, isRequired = false, default: value }: ActionInput): object {
  return { description, required: isRequired, ...(value === undefined ? {} : { default: value }) };
}
