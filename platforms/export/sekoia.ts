/** The files of a Sekoia module: `manifest.json`, and `action_<name>.json` for each action. */
import { createHash } from "node:crypto";
import type { ActionDescription, JsonObject } from "../../connector/platform_api.js";
import { planPath, withOptions, withPlan } from "../shared/option_schemas.js";
import { bundleSchema } from "../shared/bundle_schema.js";
import { draft07 } from "./draft07.js";
import { type Files, jsonText, type Source } from "./files.js";
import { logoSvg } from "./logo.js";

/** Returns the files by path within the module. */
export function sekoiaModule(source: Source): Files {
  const { connector } = source;
  const actions = connector.actions().map(({ name }) => connector.describe(name));
  return new Map([
    ["manifest.json", jsonText(moduleManifest(source))],
    ["CHANGELOG.md", changelog(source)],
    ["logo.svg", logoSvg],
    ...actions.map((action) => [`action_${action.name}.json`, jsonText(actionFile(action, source))] as const),
  ]);
}

function moduleManifest(source: Source): JsonObject {
  const { name, title, description, version } = source.declarations.manifest;
  return {
    uuid: nameUuid(name),
    name: title,
    slug: name,
    description,
    version,
    configuration: configuration(source),
    categories: ["Threat Intelligence"],
  };
}

/** The first lines are those that the rules of the platform require. A version has no date before its release. */
function changelog({ connector }: Source): string {
  return `# Changelog

All notable changes to this project will be documented in this file.

The format is based on [Keep a Changelog](https://keepachangelog.com/en/1.0.0/), and this project adheres to [Semantic Versioning](https://semver.org/spec/v2.0.0.html).

## Unreleased

### Added

- ${connector.actions().length} actions, exported from version ${connector.manifest.version} of ${connector.manifest.name}.
`;
}

/**
 * Returns the fields of all kinds of assets. The connector detects the kind by the fields that are present.
 */
function configuration({ declarations: { manifest, schemas } }: Source): JsonObject {
  const kinds = Object.values(manifest.assets).map(({ schema, title }) => {
    const { definitions = {}, ...own } = draft07(bundleSchema(schema, schemas));
    const { required = [], anyOf } = own;
    const properties = fixedOf(own["properties"] as Record<string, JsonObject> | undefined);
    const alternative = { title, required, ...properties, ...(anyOf === undefined ? {} : { anyOf }) };
    return { parts: [own, ...Object.values(definitions as Record<string, JsonObject>)], alternative };
  });
  const properties = kinds
    .flatMap(({ parts }) => parts)
    .flatMap((part) => Object.entries((part["properties"] ?? {}) as JsonObject));
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "Configuration",
    type: "object",
    properties: Object.fromEntries(firstOfEach(properties)),
    anyOf: kinds.map(({ alternative }) => alternative),
    secrets: [...new Set(Object.values(manifest.assets).flatMap(({ secrets }) => secrets))],
  };
}

/** Returns what an alternative says about the field that names its kind. */
function fixedOf(properties: Record<string, JsonObject> = {}): JsonObject {
  const fixed = Object.entries(properties).filter(([, field]) => field["const"] !== undefined);
  if (fixed.length === 0) return {};
  return {
    properties: Object.fromEntries(fixed.map(([name, { const: value }]) => [name, { const: value }])),
  };
}

/** If kinds share a field, the description of the first kind is used. A field that names the kind allows all of them. */
function firstOfEach(fields: readonly [string, unknown][]): [string, unknown][] {
  const names = fields.map(([name]) => name);
  const valuesOf = (name: string) =>
    fields.flatMap(([other, field]) => (other === name ? ((field as JsonObject)["const"] ?? []) : []));
  return fields
    .filter(([name], i) => names.indexOf(name) === i)
    .map(([name, field]) => {
      const values = valuesOf(name);
      if (values.length < 2) return [name, field];
      return [name, { description: "Kind of the asset.", type: "string", enum: values }];
    });
}

function actionFile(action: ActionDescription, { declarations: { schemas } }: Source): JsonObject {
  const { id, name, title } = action;
  const schemaOf = (part: string): JsonObject =>
    bundleSchema(`schemas/actions/${name}.${part}.json`, schemas);
  return {
    uuid: id,
    name: title,
    slug: name.replaceAll("_", "-"),
    description: descriptionOf(action),
    docker_parameters: name,
    arguments: draft07(withOptions(schemaOf("input"), action)),
    results: draft07(withPlan(schemaOf("output"), action, schemas.get(planPath))),
  };
}

function descriptionOf({ description, deprecated }: ActionDescription): string {
  return deprecated === undefined ? description : `${description} ${deprecated.notice}`;
}

/** Returns a UUID of version 5 in the URL namespace, so that a module keeps its ID. */
function nameUuid(name: string): string {
  const namespace = Buffer.from("6ba7b8119dad11d180b400c04fd430c8", "hex");
  const bytes = createHash("sha1").update(namespace).update(name).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
