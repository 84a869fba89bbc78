/** The components of the document that are independent of its actions. */
import type { JsonObject } from "../../../connector/platform_api.js";
import type { Options } from "../../shared/options.js";
import { planPath } from "../../shared/option_schemas.js";
import { jobSchema, problemSchema } from "./openapi_responses.js";
import { schemaReference } from "./openapi_schemas.js";
import { object, response } from "./openapi_parts.js";
import { queryParameters } from "../routes/query.js";

const text = { type: "string" };

/**
 * Returns the parameters that the operations refer to.
 * @param options - all options of a run
 */
export function serviceParameters(options: Options): JsonObject {
  const ofQuery = Object.entries(queryParameters(options)).map(([name, { description, schema }]) => [
    name,
    { name, in: "query", description, schema },
  ]);
  return {
    ...Object.fromEntries(ofQuery),
    id: { name: "id", in: "path", required: true, description: "ID of the job.", schema: text },
    runId: {
      name: "id",
      in: "path",
      required: true,
      description: "ID of the run, from the header Run-Id of its response.",
      schema: text,
    },
  };
}

/** The other components that the operations refer to. */
export const serviceComponents = {
  securitySchemes: {
    key: { type: "http", scheme: "bearer", description: "The API key of the service." },
  },
  headers: {
    RunWarnings: {
      description:
        "Number of warnings per code, such as `Normalized=2`; absent if there are none. GET /runs/{id}/warnings returns their texts.",
      schema: text,
    },
    RunId: { description: "ID of the run in the service's log.", schema: text },
  },
  responses: {
    Rejected: response("The request cannot be carried out; hint contains what to do.", problem()),
    Failed: response(
      "The connected service did not respond as expected, or no further run starts.",
      problem(),
    ),
  },
  schemas: { Problem: problemSchema(), Job: jobSchema(), DryRunOutput: dryRunOutput() },
};

function dryRunOutput(): JsonObject {
  const output = object({
    status_code: { const: 200 },
    response_headers: { type: "object", maxProperties: 0 },
    reason: { const: "OK" },
    json_body: { $ref: schemaReference(planPath) },
  });
  return { description: "Output of a dry run, which sends nothing.", ...output };
}

function problem(): JsonObject {
  return { $ref: "#/components/schemas/Problem" };
}
