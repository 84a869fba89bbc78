/** The node's options collection: the declared options of a run, and one option of the node. */
import type { OptionSchema } from "../../connector/platform_api.js";
import type { Options } from "../shared/options.js";
import { label } from "./labels.js";
import type { Property } from "./n8n_types.js";
import type { Operation } from "./operations.js";

/** @param known - all options of a run, by name */
export function optionsProperty(known: Options, operations: readonly Operation[]): Property {
  const ofRun = Object.entries(known).map(([name, schema]) => {
    const having = operations.filter(({ options }) => options.includes(name));
    // The leading slash refers to a field of the node, outside the collection.
    const show = { "/operation": having.map((operation) => operation.name) };
    return { ...fieldOf(name, schema), displayOptions: { show } };
  });
  return {
    displayName: "Options",
    name: "options",
    type: "collection",
    placeholder: "Add option",
    default: {},
    options: [...ofRun, whenRowsFail],
  };
}

/** Returns a field whose initial value is the one that a user most likely wants. */
function fieldOf(
  name: string,
  { description, enum: values, type, minimum, examples }: OptionSchema,
): Property {
  const about = { displayName: label(name), name, description };
  if (values !== undefined) {
    const options = values.map((value) => ({ name: label(value), value }));
    return { ...about, type: "options", options, default: values[0] };
  }
  if (type === "boolean") return { ...about, type: "boolean", default: true };
  const limits = minimum === undefined ? {} : { typeOptions: { minValue: minimum } };
  return { ...about, type: "number", ...limits, default: examples?.[0] ?? minimum };
}

const whenRowsFail: Property = {
  displayName: "When Rows Fail",
  name: "whenRowsFail",
  type: "options",
  options: [
    {
      name: "Stop With an Error",
      value: "stop",
      description: "The node fails, or acts as set with On Error in its settings",
    },
    {
      name: "Output All Rows",
      value: "output",
      description: "The node succeeds; each row reports whether it failed, and why",
    },
  ],
  default: "stop",
  description:
    "What to do if the run reached its end and some rows failed. The other rows are imported in both cases.",
};
