import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { packageRoot } from "../../connector/index.js";
import { checkDeclarations, type DeclarationProblem } from "../../connector/declarations/check.js";
import { crossRules } from "../../connector/declarations/rules/index.js";
import type { JsonObject } from "../../connector/index.js";
import { type Change, changed, own, put } from "../engine/stub.js";

const action = "actions/import_indicators.json";
const input = "schemas/actions/import_indicators.input.json";
const output = "schemas/actions/import_indicators.output.json";
const lister = "actions/get_indicators.json";
const listerInput = "schemas/actions/get_indicators.input.json";
const rules = "schemas/rules/indicator.json";
const names = "schemas/names/indicator.json";
const mapping = "schemas/mappings/defender_indicator.json";

type Case = [what: string, change: Change, file: string, pointer: string, says: string];

/** Faults that one rule finds, by the rule's file: the fault, the change, and the location of the report. */
const breaks: Record<string, Case[]> = {
  action_is_named_like_its_file: [
    ["another name", { action: { "/name": "other" } }, action, "/name", 'must be "import_indicators"'],
  ],
  action_names_are_declared: [
    ["an unknown service", { action: { "/service": "none" } }, action, "/service", "known names: defender"],
    [
      "an unknown rate limit",
      { action: { "/rateLimits": ["none"] } },
      action,
      "/rateLimits/0",
      "known names: import",
    ],
    [
      "an unknown application permission",
      { action: { "/permissions/application/1": "None" } },
      action,
      "/permissions/application/1",
      "is not a permission",
    ],
    [
      "an unknown delegated permission",
      { action: { "/permissions/delegated/0": "None" } },
      action,
      "/permissions/delegated/0",
      "is not a permission",
    ],
    [
      "an unknown rules file",
      { action: { "/rules": "schemas/rules/none.json" } },
      action,
      "/rules",
      "is not a rules file",
    ],
    [
      "an unknown successor",
      { of: "submit_ti_indicators", action: { "/deprecated/successors/0": "none" } },
      "actions/submit_ti_indicators.json",
      "/deprecated/successors/0",
      "is not an action",
    ],
  ],
  nothing_is_left_to_fill_in: [
    [
      "a placeholder in the action",
      { action: { "/examples/0/title": "FILL IN: what it shows" } },
      action,
      "/examples/0/title",
      'still contains "FILL IN: what it shows"',
    ],
    [
      "a placeholder in a schema, after a name that a pointer escapes",
      { schemas: { [input]: { "/properties/a~b": { description: "/FILL IN: what it is" } } } },
      input,
      "/properties/a~0b/description",
      'still contains "FILL IN: what it is"',
    ],
  ],
  inputs_are_sent: [
    [
      "parameters that the request does not use",
      { schemas: { [input]: { "/properties/parameters": { type: "object" } } } },
      action,
      "/request",
      "does not send parameters",
    ],
    [
      "a query that the request does not use",
      { of: "get_indicators", action: { "/request/query": undefined } },
      lister,
      "/request",
      "does not send parameters",
    ],
    [
      "comparisons that the request does not use",
      { of: "get_indicators", action: { "/request/filter": undefined } },
      lister,
      "/request",
      "does not send where",
    ],
    [
      "paging keys without paging",
      { of: "get_indicators", action: { "/paging": undefined } },
      lister,
      "/request",
      "does not send max_items",
    ],
  ],
  paging_fits_the_schemas: [
    [
      "two ways to the next page",
      { of: "get_taxii_objects", action: { "/paging/next": "/next" } },
      "actions/get_taxii_objects.json",
      "/paging",
      "must contain one of next, cursor and pageNumber",
    ],
    [
      "a fallback for links without links",
      {
        of: "get_taxii_objects",
        action: { "/paging/offsetFallback": { parameter: "p", from: 1, unless: [] } },
      },
      "actions/get_taxii_objects.json",
      "/paging/offsetFallback",
      "belongs to next",
    ],
    [
      "a cursor that is not sent",
      { of: "get_taxii_objects", action: { "/paging/cursor/parameter": "/next" } },
      "actions/get_taxii_objects.json",
      "/paging/cursor/parameter",
      "must be within query or body",
    ],
    [
      "a list that starts again and repeats items",
      { of: "get_taxii_objects", action: { "/paging/distinctBy": undefined } },
      "actions/get_taxii_objects.json",
      "/paging/cursor/singleUse",
      "needs distinctBy",
    ],
    [
      "a checkpoint without a cursor",
      {
        of: "search_misp_events",
        action: {
          "/paging/checkpoint": {
            first: "a",
            last: "b",
            parameter: "/json_body/from",
            output: "/complete",
          },
        },
      },
      "actions/search_misp_events.json",
      "/paging/checkpoint",
      "belongs to cursor",
    ],
    ...(
      [
        ["get_taxii_objects", "/paging/checkpoint/parameter", "a value of the input's schema"],
        ["get_taxii_objects", "/paging/checkpoint/output", "a value of the output's json_body"],
        ["get_taxii_objects", "/paging/complete", "a value of the output's json_body"],
        ["search_misp_events", "/paging/pageNumber/parameter", "a value of the input's schema"],
        ["search_misp_events", "/paging/pageNumber/size", "a value of the input's schema"],
      ] as const
    ).map(
      ([of, pointer, message]): Case => [
        `an undeclared place at ${pointer}`,
        { of, action: { [pointer]: "/none" } },
        `actions/${of}.json`,
        pointer,
        message,
      ],
    ),
    [
      "a POST",
      { of: "get_indicators", action: { "/request/method": "POST" } },
      lister,
      "/paging/next",
      "with GET only",
    ],
    [
      "rows",
      { of: "get_indicators", action: { "/batch": own.actions.get("import_indicators")?.batch } },
      lister,
      "/paging",
      "cannot be combined with batch",
    ],
    [
      "items that are not an array",
      { of: "get_indicators", action: { "/paging/items": "/error" } },
      lister,
      "/paging/items",
      "must lead to an array",
    ],
    [
      "a switch that is not a boolean",
      { of: "get_indicators", action: { "/paging/fetchAllInput": "parameters" } },
      lister,
      "/paging/fetchAllInput",
      "must name a boolean",
    ],
    [
      "an undeclared number",
      { of: "get_indicators", action: { "/paging/maxItemsInput": "none" } },
      lister,
      "/paging/maxItemsInput",
      "must name an integer",
    ],
    [
      "a number that may be 0",
      { schemas: { [listerInput]: { "/properties/max_items/minimum": 0 } } },
      lister,
      "/paging/maxItemsInput",
      "with a minimum of 1",
    ],
  ],
  effect_fits_the_method: [
    ["a POST that reads", { action: { "/effect": "read" } }, action, "/effect", "method is POST"],
    [
      "a GET that writes",
      { of: "get_indicators", action: { "/effect": "write" } },
      lister,
      "/effect",
      "method is GET",
    ],
    [
      "a DELETE that writes",
      { action: { "/request/method": "DELETE" } },
      action,
      "/effect",
      "DELETE is destructive",
    ],
  ],
  path_parameters_fit_the_schema: [
    [
      "an undeclared value",
      { action: { "/request/path": "/api/{id}" } },
      action,
      "/request/path",
      "contains {id}",
    ],
    [
      "a value that the path does not contain",
      { of: "get_indicators", action: { "/request/pathParameters": "/where" } },
      lister,
      "/request/pathParameters",
      "leads to severity",
    ],
    [
      "an optional value",
      { of: "get_indicators", action: { "/request/pathParameters": "/where" } },
      lister,
      "/request/pathParameters",
      "the input's schema requires",
    ],
  ],
  requests_use_declared_inputs: [
    [
      "a default that is not sent",
      { of: "search_misp_events", action: { "/request/defaults": { "/max_items": 1 } } },
      "actions/search_misp_events.json",
      "/request/defaults/~1max_items",
      "must lie within request.query or request.body",
    ],
    [
      "a default that the input does not declare",
      { of: "search_misp_events", action: { "/request/defaults": { "/json_body/none": 1 } } },
      "actions/search_misp_events.json",
      "/request/defaults/~1json_body~1none",
      "leads to /json_body/none",
    ],
    [
      "a base that no parameter names",
      { of: "get_taxii_objects", action: { "/request/base/parameter": "root" } },
      "actions/get_taxii_objects.json",
      "/request/base/parameter",
      "is not a property of pathParameters",
    ],
    [
      "an input that is not sent and not declared",
      { action: { "/request/notSent": ["/json_body/none"] } },
      action,
      "/request/notSent/0",
      "leads to /json_body/none, which the input's schema does not declare",
    ],
    [
      "a query that the input does not declare",
      { schemas: { [listerInput]: { "/properties/parameters": undefined } } },
      lister,
      "/request/query",
      "leads to /parameters, which the input's schema does not declare",
    ],
    [
      "a query without parameters",
      { schemas: { [listerInput]: { "/properties/parameters/properties": undefined } } },
      lister,
      "/request/query",
      "declare each parameter",
    ],
    [
      "a parameter that the input does not declare",
      { schemas: { [listerInput]: { "/properties/parameters/properties/$skip": undefined } } },
      lister,
      "/paging/offsetFallback/unless/1",
      "is not a parameter of the input's schema",
    ],
    [
      "a body that the input does not declare",
      { action: { "/request/body": "/json_bdy" } },
      action,
      "/request/body",
      "leads to /json_bdy",
    ],
    [
      "a parameter within a constant",
      { action: { "/request/staticQuery": { version: "{version}" } } },
      action,
      "/request/staticQuery/version",
      "is sent as written",
    ],
  ],
  everything_is_described: [
    [
      "a property without a description",
      { schemas: { [listerInput]: { "/properties/parameters/description": undefined } } },
      listerInput,
      "/properties/parameters",
      "description is missing",
    ],
    [
      "an empty description",
      { schemas: { [listerInput]: { "/properties/where/description": " " } } },
      listerInput,
      "/properties/where",
      "description is missing",
    ],
    [
      "a schema without a description",
      { schemas: { [listerInput]: { "/description": undefined } } },
      listerInput,
      "",
      "description is missing",
    ],
  ],
  filter_names_are_declared: [
    [
      "an object that accepts any name",
      { schemas: { [listerInput]: { "/properties/where/additionalProperties": undefined } } },
      lister,
      "/request/filter/equals",
      "rejects unknown properties",
    ],
    [
      "a missing object",
      { of: "get_indicators", action: { "/request/filter/equals": "/none" } },
      lister,
      "/request/filter/equals",
      "must lead to an object",
    ],
  ],
  rows_need_results: [
    ["rows without results", { action: { "/results": undefined } }, action, "/batch", "needs results"],
    ["bisecting without rows", { action: { "/batch": undefined } }, action, "/bisect", "needs a batch"],
    [
      "rules without rows or a body",
      { of: "submit_indicator", action: { "/request/body": undefined } },
      "actions/submit_indicator.json",
      "/rules",
      "needs a batch or a body",
    ],
  ],
  batch_items_are_rows_of_the_body: [
    [
      "rows that are not an array",
      { action: { "/batch/items": "/json_body/None" } },
      action,
      "/batch/items",
      "must lead to an array",
    ],
    [
      "rows that are not sent",
      { action: { "/request/body": "/headers" } },
      action,
      "/batch/items",
      "must lie within request.body",
    ],
  ],
  results_fit_the_output: [
    [
      "results that the output does not contain",
      { action: { "/results/items": "/none" } },
      action,
      "/results/items",
      "array",
    ],
    [
      "results by position without a schema of accepted results",
      { action: { "/results/matchBy": "position" } },
      action,
      "/results/outcomes",
      "these are by position; add it",
    ],
    [
      "errors although results are matched by value",
      { of: "upload_stix_objects", action: { "/results/matchBy": "value" } },
      "actions/upload_stix_objects.json",
      "/results/errors",
      "these are by value; add it or remove it",
    ],
    ...(["/results/match/result", "/results/failedField", "/results/reasonField"] as const).map(
      (pointer): (typeof breaks)[string][number] => [
        `${pointer} that no result has`,
        { action: { [pointer]: "isFialed" } },
        action,
        pointer,
        '"isFialed" is not a field of a result',
      ],
    ),
    [
      "a template with a field that no result has",
      { action: { "/results/template/more": null } },
      action,
      "/results/template/more",
      '"more" is not a field of a result',
    ],
    [
      "a template without a required field",
      { action: { "/results/template": {} } },
      action,
      "/results/template",
      'does not contain "indicator"',
    ],
  ],
  existing_check_lists: [
    [
      "an action that does not list",
      { of: "batch_delete_indicators", action: { "/bisect/existingCheck/action": "get_indicator_by_id" } },
      "actions/batch_delete_indicators.json",
      "/bisect/existingCheck/action",
      "is not a list of this service; known names: get_indicators",
    ],
    [
      "a list of another service",
      { of: "batch_delete_indicators", action: { "/service": "graph" } },
      "actions/batch_delete_indicators.json",
      "/bisect/existingCheck/action",
      "is not a list of this service",
    ],
    [
      "a limited list",
      { of: "batch_delete_indicators", action: { "/bisect/existingCheck/input/max_items": 7 } },
      "actions/batch_delete_indicators.json",
      "/bisect/existingCheck/input",
      "limits the list with max_items",
    ],
    [
      "a status that is not bisected",
      { of: "batch_delete_indicators", action: { "/bisect/existingCheck/statuses": [410] } },
      "actions/batch_delete_indicators.json",
      "/bisect/existingCheck/statuses",
      "contains 410",
    ],
  ],
  row_fields_are_declared: [
    [
      "a scalar field",
      { of: "batch_delete_indicators", action: { "/batch/scalarField": "none" } },
      "actions/batch_delete_indicators.json",
      "/batch/scalarField",
      "is not a field",
    ],
    [
      "a match of rows without rules",
      { action: { "/results/match/row": "none", "/rules": undefined } },
      action,
      "/results/match/row",
      "is not a field",
    ],
    ["a match", { action: { "/results/match/row": "none" } }, action, "/results/match/row", "is not a field"],
    [
      "conflict",
      { action: { "/identity/conflict": "none" } },
      action,
      "/identity/conflict",
      "is not a field",
    ],
    [
      "identity",
      { action: { "/identity/fields/0/field": "none" } },
      action,
      "/identity/fields/0/field",
      "is not a field",
    ],
    [
      "an order of a capacity",
      { action: { "/capacity/overflow/severity/field": "none" } },
      action,
      "/capacity/overflow/severity/field",
      "is not a field",
    ],
    ["a rule", { schemas: { [rules]: { "/rules/0/field": "none" } } }, action, "/rules", "is not a field"],
    [
      "a benign value",
      { schemas: { [rules]: { "/benign/0/fields": ["none"] } } },
      action,
      "/rules",
      "is not a field",
    ],
    [
      "a list of benign values",
      { schemas: { [rules]: { "/benign/0/list": "schemas/values/none.json" } } },
      action,
      "/rules",
      "is not a list of values; known names: schemas/values/benign.json",
    ],
    [
      "a value",
      { schemas: { [rules]: { "/values/0/fields/0": "none" } } },
      action,
      "/rules",
      "is not a field",
    ],
    [
      "a field that determines the kind",
      { schemas: { [rules]: { "/values/0/by": "none" } } },
      action,
      "/rules",
      "is not a field",
    ],
    [
      "value synonyms",
      { schemas: { [rules]: { "/valueSynonyms/none": {} } } },
      action,
      "/rules",
      "is not a field",
    ],
    [
      "a synonym of an unknown value",
      { schemas: { [rules]: { "/valueSynonyms/action/Shun": "None" } } },
      action,
      "/rules",
      '"None" is not a value of action',
    ],
    [
      "a missing rules file",
      { schemas: { [rules]: { "/use": "schemas/rules/none.json" } } },
      action,
      "/rules",
      "uses a rules file that does not exist",
    ],
  ],
  mappings_fit_the_row: [
    [
      "a field that the row does not have",
      { schemas: { [mapping]: { "/fields/titel": [{ constant: "x" }] } } },
      mapping,
      "/fields/titel",
      '"titel" is not a field of the row',
    ],
    [
      "a condition on a field that is not mapped",
      { schemas: { [mapping]: { "/fields/generateAlert/0/when/field": "educateUrl" } } },
      mapping,
      "/fields/generateAlert/0/when/field",
      '"educateUrl" is not a field of the mapping',
    ],
    [
      "a shown field that is not mapped",
      { schemas: { [mapping]: { "/shown/type": "kind" } } },
      mapping,
      "/shown/type",
      '"kind" is not a field of the mapping',
    ],
    [
      "an end of life that is not mapped",
      { schemas: { [mapping]: { "/expiry": "none" } } },
      mapping,
      "/expiry",
      '"none" is not a field of the mapping',
    ],
    [
      "a list that does not exist",
      { schemas: { [mapping]: { "/guard/list": "schemas/values/none.json" } } },
      mapping,
      "/guard/list",
      "known names: schemas/values/benign.json",
    ],
    [
      "a row that does not exist",
      { schemas: { [mapping]: { "/shape": "schemas/objects/indicators.json" } } },
      mapping,
      "/shape",
      "Did you mean",
    ],
  ],
  names_fit_the_row: [
    [
      "a file that does not exist",
      { schemas: { [rules]: { "/names": "schemas/names/none.json" } } },
      rules,
      "/names",
      "known names: schemas/names/indicator.json",
    ],
    [
      "synonyms of an unknown field",
      { schemas: { [names]: { "/synonyms/none": ["nothing"] } } },
      names,
      "/synonyms/none",
      '"none" is not a field of the row',
    ],
    [
      "a spelling of an unknown field",
      { schemas: { [names]: { "/spellings/externalID": "none" } } },
      names,
      "/spellings/externalID",
      '"none" is not a field of the row',
    ],
    [
      "a synonym that equals another field except for letter case",
      { schemas: { [names]: { "/synonyms/title": ["heading", "Severity"] } } },
      names,
      "/synonyms/title/1",
      '"Severity" is also a name of severity',
    ],
    [
      "a synonym that is a response field",
      { schemas: { [names]: { "/synonyms/title": ["createdBy"] } } },
      names,
      "/synonyms/title/0",
      '"createdBy" is also a name of createdBy',
    ],
    [
      "a synonym of two fields",
      { schemas: { [names]: { "/synonyms/title": ["device_groups"] } } },
      names,
      "/synonyms/title/0",
      '"device_groups" is also a name of title and rbacGroupNames',
    ],
  ],
  capacity_has_a_list: [
    [
      "rows without an identity",
      { action: { "/identity": undefined } },
      action,
      "/capacity",
      "needs identity and results",
    ],
    [
      "rows without results",
      { action: { "/results": undefined } },
      action,
      "/capacity",
      "needs identity and results",
    ],
    [
      "an unknown list",
      { action: { "/capacity/listAction": "none" } },
      action,
      "/capacity/listAction",
      "known names: get_indicators",
    ],
    [
      "an action that does not list",
      { action: { "/capacity/listAction": "import_indicators" } },
      action,
      "/capacity/listAction",
      "reads a list page by page",
    ],
    [
      "a list without pages",
      { of: "get_indicators", action: { "/paging": undefined } },
      action,
      "/capacity/listAction",
      "reads a list page by page",
    ],
    [
      "a list that changes things",
      { of: "get_indicators", action: { "/effect": "write" } },
      action,
      "/capacity/listAction",
      "reads a list page by page",
    ],
    [
      "an unknown permission",
      { action: { "/capacity/fullViewPermissions": ["None"] } },
      action,
      "/capacity/fullViewPermissions/0",
      "known names: Ti.ReadWrite, Ti.ReadWrite.All",
    ],
    [
      "an order with a reserved name",
      { action: { "/capacity/overflow/fail": { field: "severity" } } },
      action,
      "/capacity/overflow/fail",
      "every action has",
    ],
  ],
  services_fit_their_assets: [
    [
      "an unknown cloud",
      { manifest: { "/services/graph/clouds/moon": { host: "a.example", scope: "b", otherHosts: [] } } },
      "manifest.json",
      "/services/graph/clouds/moon",
      "is not a cloud",
    ],
    [
      "an unknown asset field",
      { manifest: { "/services/graph/override": "none" } },
      "manifest.json",
      "/services/graph/override",
      "is not a field",
    ],
    [
      "an unknown scope field",
      { manifest: { "/services/graph/scopeOverride": "none" } },
      "manifest.json",
      "/services/graph/scopeOverride",
      "is not a field",
    ],
    [
      "an unknown kind of asset",
      { manifest: { "/services/taxii/accepts": ["none", "basic", "digest"] } },
      "manifest.json",
      "/services/taxii/accepts/2",
      "is not a kind of asset",
    ],
    [
      "a kind with a login for a service without clouds",
      { manifest: { "/services/misp/accepts": ["oauth2_client_credentials"] } },
      "manifest.json",
      "/services/misp/accepts/0",
      "needs the login service of a cloud",
    ],
    [
      "a kind without a login for a service with clouds",
      { manifest: { "/services/graph/accepts": ["bearer"] } },
      "manifest.json",
      "/services/graph/accepts/0",
      "has no login",
    ],
  ],
  asset_fields_are_declared: [
    [
      "recognisedBy",
      { manifest: { "/assets/managed_identity/detectFields": ["none"] } },
      "manifest.json",
      "/assets/managed_identity/detectFields/0",
      "is not a field",
    ],
    [
      "secrets",
      { manifest: { "/assets/managed_identity/secrets": ["none"] } },
      "manifest.json",
      "/assets/managed_identity/secrets/0",
      "is not a field",
    ],
    [
      "credentials",
      { manifest: { "/assets/managed_identity/credentials/clientId": "none" } },
      "manifest.json",
      "/assets/managed_identity/credentials/clientId",
      "is not a field",
    ],
    [
      "a missing schema",
      { manifest: { "/assets/managed_identity/schema": "schemas/assets/missing.json" } },
      "manifest.json",
      "/assets/managed_identity/schema",
      "does not exist",
    ],
  ],
  connection_test_writes_nothing: [
    [
      "an unknown action",
      { manifest: { "/connectionTest/action": "none" } },
      "manifest.json",
      "/connectionTest/action",
      "import_indicators",
    ],
    [
      "a body with a row",
      { manifest: { "/connectionTest/body": { Indicators: [{}] } } },
      "manifest.json",
      "/connectionTest/body",
      'must be {"Indicators":[]}, which writes nothing',
    ],
    [
      "a body with more than an empty list",
      { manifest: { "/connectionTest/body": { Indicators: [], value: [{}] } } },
      "manifest.json",
      "/connectionTest/body",
      "which writes nothing",
    ],
    [
      "an action whose body is not a list of rows",
      { manifest: { "/connectionTest/action": "submit_indicator", "/connectionTest/body": {} } },
      "manifest.json",
      "/connectionTest/action",
      "has no rows",
    ],
    [
      "an action that deletes",
      {
        manifest: {
          "/connectionTest/action": "batch_delete_indicators",
          "/connectionTest/body": { IndicatorIds: [] },
        },
      },
      "manifest.json",
      "/connectionTest/action",
      "is destructive; only a write can show",
    ],
  ],
  composed_steps_fit: (
    [
      ["another name", { "/name": "other" }, "/name", 'must be "replace_indicator_action"'],
      [
        "the id of another action",
        { "/id": own.actions.get("import_indicators")?.id },
        "/id",
        "is also the id of import_indicators",
      ],
      ["no steps", { "/steps": undefined }, "/steps", "name the actions that the rows go through"],
      ["an unknown action", { "/steps/0/action": "none" }, "/steps/0/action", '"none" is not an action'],
      [
        "a precondition with an action that does not list",
        { "/steps/1/precondition/action": "get_indicator_by_id" },
        "/steps/1/precondition/action",
        '"get_indicator_by_id" is not a list',
      ],
      ["an action without rows", { "/steps/0/action": "submit_indicator" }, "/steps/0/action", "has no rows"],
      ["texts for an action of objects", { "/steps/0/pluck": "id" }, "/steps/0/pluck", "with texts as rows"],
      [
        "objects for an action of texts",
        { "/steps/1/pluck": undefined },
        "/steps/1/pluck",
        "with texts as rows",
      ],
      [
        "steps and the connection test together",
        { "/connectionTest": ["write"] },
        "/steps",
        "does not go with connectionTest",
      ],
      ["no rows", { "/rows": undefined }, "/rows", "is missing; steps need it"],
      ["no results", { "/results": undefined }, "/results", "is missing; steps need it"],
      [
        "rows that the input does not contain",
        { "/rows/items": "/json_body/None" },
        "/rows/items",
        "must lead to an array",
      ],
      [
        "results that the output does not contain",
        { "/results/items": "/none" },
        "/results/items",
        "must lead to an array",
      ],
      ["an effect that is too weak", { "/effect": "write" }, "/effect", "one of its actions is destructive"],
    ] as const
  ).map(([what, change, pointer, says]) => [
    what,
    { of: "replace_indicator_action", action: change },
    "actions/replace_indicator_action.json",
    pointer,
    says,
  ]),
  syncs_fit: (
    [
      [
        "a sync without a list",
        "sync_indicators",
        { "/sync/list/action": "import_indicators" },
        "/sync/list/action",
        "is not a list",
      ],
      [
        "an import without rows",
        "sync_indicators",
        { "/sync/import": "get_indicators" },
        "/sync/import",
        "is not an action with rows",
      ],
      [
        "a delete without rows",
        "sync_indicators",
        { "/sync/delete": "delete_indicator_by_id" },
        "/sync/delete",
        "is not an action with rows",
      ],
      [
        "rows that the input does not contain",
        "sync_indicators",
        { "/sync/rows": "/json_body/None" },
        "/sync/rows",
        "must lead to an array",
      ],
      [
        "results that the output does not contain",
        "sync_indicators",
        { "/sync/results": "/none" },
        "/sync/results",
        "must lead to an array",
      ],
      [
        "an end of life that is not compared",
        "sync_indicators",
        { "/sync/expiry": "category" },
        "/sync/expiry",
        "is not a comparable field",
      ],
      [
        "another capacity than that of the import",
        "sync_indicators",
        { "/sync/capacity": 7 },
        "/sync/capacity",
        "must be 15000",
      ],
      [
        "a filter that the input does not contain",
        "delete_matching_indicators",
        { "/deleteMatching/filter": "/parameters/none" },
        "/deleteMatching/filter",
        "must lead to a part",
      ],
      [
        "results of a filter that the output does not contain",
        "delete_matching_indicators",
        { "/deleteMatching/results": "/none" },
        "/deleteMatching/results",
        "must lead to an array",
      ],
    ] as const
  ).map(([what, of, change, pointer, says]) => [
    what,
    { of, action: change },
    `actions/${of}.json`,
    pointer,
    says,
  ]),
  stated_waits_have_a_group: [
    [
      "no group",
      { manifest: { "/services/graph/errors/waitSeconds": "again in (?:\\d+) s" } },
      "manifest.json",
      "/services/graph/errors/waitSeconds",
      "has no group",
    ],
  ],
};

/** Faults that need code, because they add or remove whole files. */
const byHand: Record<string, () => DeclarationProblem[]> = {
  action_ids_are_unique() {
    const copy = structuredClone(own);
    const twin = { ...structuredClone(copy.actions.get("import_indicators")), name: "twin" };
    const actions = new Map([
      ...copy.actions,
      ["twin", twin as NonNullable<ReturnType<typeof copy.actions.get>>],
    ]);
    return crossRules
      .flatMap((rule) => rule({ ...copy, actions }))
      .filter(({ pointer }) => pointer === "/id");
  },
  action_schemas_exist() {
    const schemas = new Map([...own.schemas].filter(([path]) => path !== output));
    return crossRules.flatMap((rule) => rule({ ...own, schemas })).filter(({ pointer }) => pointer === "");
  },
};

const said = (problems: readonly DeclarationProblem[]) =>
  problems.map(({ file, pointer, message }) => `${file}${pointer}: ${message}`).join("\n");

describe("declare: rules between declarations", () => {
  it("find no fault in the package's own declarations", () => {
    expect(said(checkDeclarations(own))).to.equal("");
  });

  it("have a tested fault for each file of the folder", () => {
    const helpers = new Set(["index.ts", "rule.ts", "schema_at.ts"]);
    const files = readdirSync(join(packageRoot(), "connector/declarations/rules"))
      .filter((name) => !helpers.has(name))
      .map((name) => name.replace(".ts", ""));
    expect([...Object.keys(breaks), ...Object.keys(byHand)]).to.have.members(files);
    expect(crossRules.length, "a rule that is not in the list never runs").to.equal(files.length);
  });

  for (const [name, cases] of Object.entries(breaks)) {
    for (const [what, change, file, pointer, says] of cases) {
      it(`${name} reports ${what}`, () => {
        const problems = crossRules.flatMap((rule) => rule(changed(change)));
        const mine = problems.filter((problem) => problem.file === file && problem.pointer === pointer);
        expect(said(mine), said(problems)).to.contain(says);
      });
    }
  }

  it("action_ids_are_unique reports an action and its twin", () => {
    expect(byHand["action_ids_are_unique"]?.().map(({ file }) => file)).to.deep.equal([
      action,
      "actions/twin.json",
    ]);
  });

  it("action_schemas_exist reports a missing output schema", () => {
    expect(said(byHand["action_schemas_exist"]?.() ?? [])).to.equal(
      `${action}: needs ${output}; add the file.`,
    );
  });
});

describe("declare: rules for composed actions", () => {
  it("composed_steps_fit reports a feed with an unknown mapping, or with rows", () => {
    const faultsOf = (change: Change["action"]) => {
      const declarations = changed({ of: "parse_indicators", action: change ?? {} });
      return said(crossRules.flatMap((rule) => rule(declarations)));
    };
    expect(faultsOf({ "/parse/mapping": "schemas/mappings/none.json" })).to.contain("is not a mapping");
    const rows = { items: "/json_body/x", batchSize: 1 };
    expect(faultsOf({ "/rows": rows })).to.contain("does not go with parse; remove one of them.");
  });

  it("composed_steps_fit reports a missing output schema", () => {
    const path = "schemas/actions/replace_indicator_action.output.json";
    const schemas = new Map([...own.schemas].filter(([name]) => name !== path));
    const problems = crossRules.flatMap((rule) => rule({ ...own, schemas }));
    expect(said(problems)).to.contain(`actions/replace_indicator_action.json: needs ${path}; add the file.`);
  });
});

describe("declare: check of the files themselves", () => {
  for (const [what, change, file, pointer, says] of [
    ["a missing field", { action: { "/title": undefined } }, action, "", "title is missing"],
    ["an unknown field", { action: { "/titel": "x" } }, action, "", '"titel" is not a known field'],
    [
      "a blank value",
      { manifest: { "/services/graph/clouds/gcc/scope": "" } },
      "manifest.json",
      "/services/graph/clouds/gcc/scope",
      "is empty; enter a value",
    ],
    [
      "a misspelled schema keyword",
      { schemas: { [input]: { "/propertis": {} } } },
      input,
      "",
      "did you mean properties?",
    ],
    [
      "a misspelled property",
      { action: { "/retrys": {}, "/retry": undefined } },
      action,
      "",
      "did you mean retry?",
    ],
    [
      "a wrong type",
      { action: { "/batch/maxItems": "500" } },
      action,
      "/batch/maxItems",
      "must be a whole number",
    ],
    [
      "a manifest's field",
      { manifest: { "/http/timeoutMs": 0 } },
      "manifest.json",
      "/http/timeoutMs",
      ">= 1",
    ],
    ["a rule's field", { schemas: { [rules]: { "/rules/0/code": "x" } } }, rules, "/rules/0/code", "pattern"],
    [
      "an invalid schema",
      { schemas: { [input]: { "/type": "objekt" } } },
      input,
      "/type",
      "is not a valid JSON Schema",
    ],
    [
      "a broken reference",
      { schemas: { [input]: { "/properties/json_body/properties/Indicators/items/$ref": "none.json" } } },
      input,
      "/properties/json_body/properties/Indicators/items/$ref",
      '"none.json" names schemas/actions/none.json, which does not exist',
    ],
    [
      "an invalid pattern",
      { manifest: { "/services/defender/errors/waitSeconds": "(" } },
      "manifest.json",
      "/services/defender/errors/waitSeconds",
      "format",
    ],
    [
      "an invalid pattern of a missing endpoint",
      { manifest: { "/services/graph/errors/endpointNotFound": "(" } },
      "manifest.json",
      "/services/graph/errors/endpointNotFound",
      "format",
    ],
  ] as [string, Change, string, string, string][]) {
    it(`names file and place of ${what}`, () => {
      const problems = checkDeclarations(changed({ ...change, fresh: true }));
      const mine = problems.filter((problem) => problem.file === file && problem.pointer === pointer);
      expect(said(mine), said(problems)).to.contain(says);
    });
  }
});

describe("declare: one pass", () => {
  it("finds faults of every kind together at their locations, and reports nothing else", () => {
    const { actions, schemas, manifest } = changed({
      action: {
        "/description": undefined,
        "/effect": "read",
        "/request/path": "/api/{x}",
        "/results/failedField": "isFialed",
        "/results/match/row": "indicatorVlue",
      },
      manifest: { "/services/graph/clouds/gcc/scope": "", "/connectionTest/action": "submit_ti_indicators" },
      schemas: {
        "schemas/actions/delete_ti_indicators.input.json": {
          "/properties/json_body/$ref": "../objects/none.json",
        },
        "schemas/actions/submit_indicator.output.json": { "/type": "objekt" },
        [listerInput]: { "/properties/parameters": undefined },
      },
    });
    put(actions.get("update_ti_indicators"), { "/results": undefined });
    const { batch, ...others } = actions.get("delete_ti_indicators") as unknown as JsonObject;
    const misspelled = new Map(actions).set("delete_ti_indicators", { ...others, bacth: batch } as never);
    misspelled.delete("get_indicator_by_id");
    const unread = [{ file: "actions/get_indicator_by_id.json", pointer: "7:3", message: "is not JSON." }];
    const found = checkDeclarations({ ...own, manifest, schemas, actions: misspelled, unread });
    const lines = said(found);
    for (const [file, pointer] of [
      ["actions/get_indicator_by_id.json", "7:3"],
      [action, ""],
      [action, "/effect"],
      [action, "/request/path"],
      [action, "/results/failedField"],
      [action, "/results/match/row"],
      ["manifest.json", "/services/graph/clouds/gcc/scope"],
      ["schemas/actions/delete_ti_indicators.input.json", "/properties/json_body/$ref"],
      ["schemas/actions/submit_indicator.output.json", "/type"],
      ["actions/update_ti_indicators.json", "/batch"],
      ["actions/delete_ti_indicators.json", ""],
      [lister, "/request/query"],
    ])
      expect(
        found.some((one) => one.file === file && one.pointer === pointer),
        `${file}#${pointer} in:\n${lines}`,
      ).to.equal(true);
    expect(lines).to.not.match(/get_indicator_by_id" is no|needs a batch/);
  });
});
