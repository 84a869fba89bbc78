/** Rows that are cut into calls need a way back: batch and results come together, and the rest stands on them. Rules look at rows, or at the body. */
import { everyAction } from "./rule.js";

export const rowsNeedResults = everyAction((action) => {
  const parts = (["results", "bisect", "identity"] as const).filter((part) => action[part] !== undefined);
  if (action.batch === undefined) {
    return [
      ...parts.map((part) => ({ pointer: `/${part}`, message: "needs a batch; add one or take it out." })),
      ...(action.rules === undefined || action.request.body !== undefined
        ? []
        : [{ pointer: "/rules", message: "needs a batch or a body; add one or take it out." }]),
    ];
  }
  return action.results === undefined
    ? [{ pointer: "/batch", message: "needs results; say how rows are answered." }]
    : [];
});
