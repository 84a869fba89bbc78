/** Each action has an input schema and an output schema. */
import { ids } from "../schema_set.js";
import { everyAction } from "./rule.js";

export const actionSchemasExist = everyAction((action, { schemas }) =>
  [ids.input(action.name), ids.output(action.name)]
    .filter((path) => !schemas.has(path))
    .map((path) => ({ pointer: "", message: `needs ${path}; add the file.`, missing: path })),
);
