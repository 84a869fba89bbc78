/** What calls itself a read must not be able to change anything. */
import { everyAction } from "./rule.js";

export const readActionsOnlyGet = everyAction(({ effect, request }) =>
  effect === "read" && request.method !== "GET"
    ? [
        {
          pointer: "/effect",
          message: `is read, but the method is ${request.method}; use GET or another effect.`,
        },
      ]
    : [],
);
