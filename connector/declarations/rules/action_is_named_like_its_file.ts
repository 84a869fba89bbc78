/** An action is found by its file: name and file name are one. */
import { everyAction } from "./rule.js";

export const actionIsNamedLikeItsFile = everyAction((action, _declarations, fileName) =>
  action.name === fileName
    ? []
    : [
        {
          pointer: "/name",
          message: `must be ${JSON.stringify(fileName)}, like the file; rename one of the two.`,
        },
      ],
);
