/** The parts of a new action that takes rows: batch, results, row rules and an example, to be filled in. */
import { fillIn } from "../connector/declarations/rules/nothing_is_left_to_fill_in.js";
import type { JsonObject } from "../connector/contract/types.js";

const dialect = "https://json-schema.org/draft/2020-12/schema";

/** Fields of the action that differ from those of an action without rows. */
export function batchParts(name: string, path: string): JsonObject {
  const result = { id: null, name: "one", isFailed: false, failureReason: null };
  const { id: _id, ...answered } = result;
  return {
    effect: "write",
    request: { method: "POST", path, body: "/json_body" },
    batch: { items: "/json_body/rows", maxItems: 100, concurrency: 2, dedupWindow: 16 },
    rules: `schemas/rules/${name}.json`,
    results: {
      matchBy: "value",
      items: "/value",
      match: { row: "name", result: "name" },
      failedField: "isFailed",
      reasonField: "failureReason",
      template: { name: null, isFailed: true, failureReason: null },
    },
    examples: [
      {
        title: fillIn("what the example shows"),
        input: { json_body: { rows: [{ name: "one" }] } },
        response: { value: [answered] },
        output: {
          status_code: 200,
          response_headers: {},
          reasonField: "OK",
          json_body: { value: [answered] },
        },
      },
    ],
  };
}

/** The input's `json_body`. */
export function rowsOf(name: string): JsonObject {
  return {
    description: fillIn("the body that is sent"),
    type: "object",
    additionalProperties: false,
    required: ["rows"],
    properties: {
      rows: {
        description: fillIn("what the rows are"),
        type: "array",
        items: { $ref: `../objects/${name}_row.json` },
      },
    },
  };
}

/** The output's `json_body`. */
export function resultsOf(): JsonObject {
  return {
    description: fillIn("what the service answers"),
    type: "object",
    properties: {
      value: {
        description: "One result per row, in the order of the rows.",
        type: "array",
        items: {
          type: "object",
          required: ["name", "isFailed"],
          properties: {
            name: { description: "Name of the row.", type: ["string", "null"] },
            isFailed: { description: "Whether the row failed.", type: "boolean" },
            failureReason: { description: "Why the row failed.", type: ["string", "null"] },
          },
        },
      },
      error: { $ref: "../objects/error.json" },
    },
  };
}

/** Further files by path: the shape of a row, and its rules. */
export function rowFiles(name: string, typeName: string): Record<string, JsonObject> {
  return {
    [`schemas/objects/${name}_row.json`]: {
      $schema: dialect,
      title: `${typeName}Row`,
      description: fillIn("what a row is"),
      type: "object",
      required: ["name"],
      properties: { name: { description: fillIn("what names the row"), type: "string", minLength: 1 } },
    },
    [`schemas/rules/${name}.json`]: {
      $schema: "../meta/rules.schema.json",
      shape: `schemas/objects/${name}_row.json`,
      code: "InvalidRow",
      example: { name: "one" },
      rules: [],
    },
  };
}
