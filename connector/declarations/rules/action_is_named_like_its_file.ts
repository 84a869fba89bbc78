/** The name of each action equals its file name, because actions are found by file. */
import { everyAction } from "./rule.js";

export const actionIsNamedLikeItsFile = everyAction((action, _declarations, fileName) =>
  action.name === fileName
    ? []
    : [
        {
          pointer: "/name",
          message: `must be ${JSON.stringify(fileName)}, like the file; rename one of them.`,
        },
      ],
);
