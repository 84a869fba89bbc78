/** What an input declares goes somewhere: a body needs request.body, and nothing else but headers is sent. */
import { ids } from "../schema_set.js";
import { everyAction } from "./rule.js";

export const inputsAreSent = everyAction((action, { schemas }) => {
  const declared = Object.keys(schemas.get(ids.input(action.name))?.["properties"] ?? {});
  const sent = new Set(["headers", action.request.body?.split("/")[1]]);
  return declared
    .filter((name) => !sent.has(name))
    .map((name) => ({
      pointer: "/request",
      message: `sends no ${name}, which the input's schema declares; take it out of there.`,
    }));
});
