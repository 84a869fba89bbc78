/** The operations of the service, without those of actions and jobs. */
import type { JsonObject } from "../../../connector/platform_api.js";
import { listOf, object, reading, response, withMore } from "./openapi_parts.js";

const text = { type: "string" };
const names = { type: "array", items: text };

const lists: JsonObject = {
  "/actions": {
    get: reading(
      {
        id: "list_actions",
        summary: "List the actions",
        description:
          "Returns name, title, description and effect (read, write or destructive) of each action. A deprecated action names its successors.",
      },
      response("The actions.", listOf("actions", actionSchema())),
    ),
  },
  "/profiles": {
    get: reading(
      {
        id: "list_profiles",
        summary: "List the names of the profiles",
        description:
          "Returns the names for the parameter profile, as far as the caller may use them. Profiles that cannot be used are listed with the reason. Secrets are never returned.",
      },
      response("The names.", profilesSchema()),
    ),
  },
  "/runs/{id}/warnings": {
    parameters: [{ $ref: "#/components/parameters/runId" }],
    get: reading(
      {
        id: "get_run_warnings",
        summary: "Return the warnings of a run that has ended",
        description:
          "Returns code, message and rows of the warnings, at most 20 per code. The header Run-Id of the run contains the ID. Warnings are kept for ten minutes.",
      },
      response(
        "The warnings.",
        object({ run: text, warnings: { type: "array", items: { type: "object" } } }),
      ),
    ),
  },
};

const states: JsonObject = {
  "/health": {
    get: {
      ...reading(
        {
          id: "health",
          summary: "Check that the process is alive",
          description: "Responds as long as the process is alive. Needs no key.",
        },
        response("The process is alive.", object({ status: text })),
      ),
      security: [],
    },
  },
  "/ready": {
    get: {
      ...reading(
        {
          id: "ready",
          summary: "Check whether runs can start",
          description:
            "Responds with 200 while the service starts runs, and with 503 while it stops. Needs no key.",
        },
        response("Runs can start.", readySchema()),
      ),
      security: [],
    },
  },
};

/** The paths of the service, without those of actions and jobs. */
export const servicePaths: JsonObject = { ...lists, ...states };

function profilesSchema(): JsonObject {
  const unusable = {
    type: "array",
    description: "Profiles that cannot be used, and why; absent if there are none.",
    items: object({ profile: text, code: text, message: text, hint: text }),
  };
  return withMore(object({ profiles: names }), { unusable });
}

function readySchema(): JsonObject {
  const description =
    "Names of profiles that cannot be used; absent if there are none, or if callers have keys of their own.";
  return withMore(object({ status: text }), { unusable_profiles: { ...names, description } });
}

function actionSchema(): JsonObject {
  const schema = object({ name: text, title: text, description: text, effect: text });
  const deprecated = object({ notice: text, successors: names });
  return withMore(schema, { deprecated });
}
