/** The operations of one action: run it, or start it as a job. */
import type { ActionDescription, JsonObject } from "../../../connector/platform_api.js";
import { schemaReference } from "./openapi_schemas.js";
import { queryNames } from "../routes/query.js";

type Example = ActionDescription["examples"][number];

/** Returns the paths of an action. */
export function actionPaths(action: ActionDescription): JsonObject {
  return { [`/actions/${action.name}`]: run(action), [`/actions/${action.name}/jobs`]: begin(action) };
}

function run(action: ActionDescription): JsonObject {
  const { name, title } = action;
  return {
    parameters: queryParameters(action),
    post: {
      ...about(action),
      operationId: name,
      tags: ["Actions"],
      summary: title,
      description: descriptionOf(action),
      requestBody: {
        required: needsBody(action),
        content: { ...inputContent(action), ...rowsContent(action, "rows") },
      },
      responses: {
        "200": {
          description: "The run is over. status_code and the rows contain the outcome.",
          headers: {
            "Run-Id": { $ref: "#/components/headers/RunId" },
            "Run-Warnings": { $ref: "#/components/headers/RunWarnings" },
          },
          content: { ...outputContent(action), ...rowsContent(action, "results") },
        },
        ...rejections,
      },
    },
  };
}

/** What a client of a job needs to know. */
const aboutJobs =
  "The run is a job: the response is immediate, and the job continues in the background. The header Location contains the path of the job. Get it until the job has ended, then get the same path with /result. The parameters are the same as those of a direct run.";

function begin(action: ActionDescription): JsonObject {
  const { name, title } = action;
  return {
    parameters: queryParameters(action),
    post: {
      ...about(action),
      operationId: `begin_${name}`,
      tags: ["Jobs"],
      summary: `${title}, as a job`,
      description: `${descriptionOf(action)} ${aboutJobs}`,
      requestBody: { required: needsBody(action), content: inputContent(action) },
      responses: {
        "202": {
          description: "The job was accepted.",
          headers: { Location: { description: "Path of the job.", schema: { type: "string" } } },
          content: { "application/json": { schema: { $ref: "#/components/schemas/Job" } } },
        },
        ...rejections,
      },
    },
  };
}

function queryParameters(action: ActionDescription): JsonObject[] {
  return queryNames(action).map((name) => ({ $ref: `#/components/parameters/${name}` }));
}

const rejections = {
  "4XX": { $ref: "#/components/responses/Rejected" },
  "5XX": { $ref: "#/components/responses/Failed" },
};

/** Returns the description, the deprecation notice and the permissions that the asset's application needs. */
function descriptionOf({ description, deprecated, permissions }: ActionDescription): string {
  const { application, role } = permissions;
  const needs = role === undefined ? application.join(" or ") : `the role ${role}`;
  return [
    description,
    ...(deprecated === undefined
      ? []
      : [deprecated.notice, `Use ${deprecated.successors.join(" or ")} instead.`]),
    ...(needs === "" ? [] : [`The asset's application needs ${needs}.`]),
  ].join(" ");
}

/** Returns the parts that both operations share. */
function about(action: ActionDescription): JsonObject {
  return action.deprecated === undefined ? {} : { deprecated: true };
}

/** Returns the paths of the schemas that its operations refer to. */
export function schemaPaths({ name }: ActionDescription): string[] {
  return [inputPath(name), outputPath(name)];
}

function inputPath(name: string): string {
  return `schemas/actions/${name}.input.json`;
}

function outputPath(name: string): string {
  return `schemas/actions/${name}.output.json`;
}

function inputContent({ name, examples }: ActionDescription): JsonObject {
  return jsonContent({ $ref: schemaReference(inputPath(name)) }, examples, ({ input }) => input);
}

/** Returns the output of a run, or of a dry run if the action has one. */
function outputContent({ name, examples, options }: ActionDescription): JsonObject {
  const output = { $ref: schemaReference(outputPath(name)) };
  const dryRun = { $ref: "#/components/schemas/DryRunOutput" };
  const schema = "dry_run" in options ? { anyOf: [output, dryRun] } : output;
  return jsonContent(schema, examples, (example) => example.output);
}

function jsonContent(
  schema: JsonObject,
  examples: readonly Example[],
  valueOf: (example: Example) => unknown,
): JsonObject {
  const named = examples
    .filter((example) => valueOf(example) !== undefined)
    .map((example) => [wordOf(example.title), { summary: example.title, value: valueOf(example) }]);
  return { "application/json": { schema, examples: Object.fromEntries(named) } };
}

/** Returns nothing for an action without rows. */
function rowsContent({ batch, results, options }: ActionDescription, what: "rows" | "results"): JsonObject {
  if (batch === undefined || results === undefined) return {};
  const place = what === "rows" ? batch.items : `/json_body${results.items}`;
  const inDryRun =
    what === "results" && "dry_run" in options
      ? " In a dry run: one line for each finding, then the plan without its findings."
      : "";
  const description = `One line of JSON for each item of ${place.slice(1).replaceAll("/", ".")}, as in the JSON format.${inDryRun}`;
  return { "application/x-ndjson": { schema: { type: "string", description } } };
}

function wordOf(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^_|_$/g, "");
}

/** Returns whether the action has a required input. Without a body, the input is empty. */
function needsBody({ input }: ActionDescription): boolean {
  return Array.isArray(input["required"]) && input["required"].length > 0;
}
