/** The messages of the routes: queries, the page and MCP. */
import { ConnectorError } from "../../../connector/platform_api.js";
import { Problem } from "../http_errors.js";

/** Errors of the routes. */
export const routeErrors = {
  repeatedParameter: (name: string) =>
    new ConnectorError("InvalidOption", `The query contains ${name} more than once.`),
  noPage: () =>
    new ConnectorError("MissingPackage", "The page needs the package swagger-ui-dist.", {
      // Its install script reports to its makers.
      hint: "Install it next to this package: npm install --ignore-scripts swagger-ui-dist",
    }),
  notJsonMessage: () => new Problem("UnsupportedMediaType", "A message of MCP must be application/json."),
  notOneMessage: () =>
    new Problem(
      "BadRequest",
      "The body is not one message of MCP.",
      "Send each message in a request of its own. Nothing was sent.",
    ),
} as const;
