/** Batch and results require each other, because each row needs a result. Rules need rows or a body. */
import { everyAction } from "./rule.js";

export const rowsNeedResults = everyAction((action) => {
  const parts = (["results", "bisect", "identity"] as const).filter((part) => action[part] !== undefined);
  if (action.batch === undefined) {
    return [
      ...parts.map((part) => ({ pointer: `/${part}`, message: "needs a batch; add one or remove it." })),
      ...(action.rules === undefined || action.request.body !== undefined
        ? []
        : [{ pointer: "/rules", message: "needs a batch or a body; add one or remove it." }]),
    ];
  }
  return action.results === undefined
    ? [{ pointer: "/batch", message: "needs results; declare how rows get their results." }]
    : [];
});
