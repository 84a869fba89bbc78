// The OpenAPI document: valid by an independent linter, matches the service, and is the same everywhere.
import { readFileSync } from "node:fs";
import { createConfig, lintFromString } from "@redocly/openapi-core";
import { Ajv2020 } from "ajv/dist/2020.js";
import { expect } from "chai";
import { createConnector, type JsonObject, load, packageRoot } from "../../../connector/index.js";
import { openApiDocument } from "../../../platforms/http/openapi/openapi.js";
import { importOf, rows } from "../../support/rows.js";
import { type Response, ask, until, useService } from "./service.js";
import { command, useSimulator } from "../shared/process.js";

interface Operation {
  operationId: string;
  security?: unknown[];
  requestBody?: { content: JsonObject };
}

const documentNow = async (options?: { hasFleet: boolean }): Promise<JsonObject> => {
  const declarations = load(packageRoot());
  return openApiDocument(await createConnector({ declarations }), declarations.schemas, options);
};

const operationsOf = ({ paths }: JsonObject): [string, string, Operation][] =>
  Object.entries(paths as Record<string, Record<string, Operation>>).flatMap(([path, item]) =>
    Object.entries(item)
      .filter(([method]) => method !== "parameters")
      .map(([method, operation]): [string, string, Operation] => [method.toUpperCase(), path, operation]),
  );

describe("openapi", () => {
  const simulator = useSimulator();
  const serve = useService(simulator);

  for (const hasFleet of [false, true])
    it(`has no fault that the linter reports, warnings included, ${hasFleet ? "with" : "without"} a fleet`, async () => {
      const config = await createConfig({
        extends: ["recommended-strict"],
        // A response of the service may contain more than the declared fields.
        rules: { "no-invalid-media-type-examples": { severity: "error", allowAdditionalProperties: true } },
      });
      const source = JSON.stringify(await documentNow({ hasFleet }));
      const problems = await lintFromString({ source, absoluteRef: "openapi.json", config });
      expect(
        problems.map(({ ruleId, message, location }) => `${ruleId}: ${message} ${location[0]?.pointer}`),
      ).to.deep.equal([]);
    });

  it("is checked by a linter that finds faults", async () => {
    const config = await createConfig({ extends: ["recommended-strict"] });
    const source = JSON.stringify(await documentNow()).replaceAll(
      '"#/components/schemas/Job"',
      '"#/components/schemas/Jab"',
    );
    const problems = await lintFromString({ source, absoluteRef: "openapi.json", config });
    expect(problems.map(({ ruleId }) => ruleId)).to.include("no-unresolved-refs");
  });

  it("equals docs/openapi.json (update with npm run readme)", async () => {
    const kept = JSON.parse(readFileSync("docs/openapi.json", "utf8")) as JsonObject;
    expect(kept).to.deep.equal(await documentNow());
  });

  it("equals what the service returns and what is exported", async () => {
    const { url } = await serve();
    const { code, stdout } = await command(["export", "openapi"]);
    expect(code).to.equal(0);
    expect(JSON.parse(stdout)).to.deep.equal(await documentNow());
    expect((await ask(`${url}/openapi.json`)).json).to.deep.equal(await documentNow());
  });

  it("has two operations per action with its schemas, except rules", async () => {
    const document = await documentNow();
    const { schemas } = document["components"] as { schemas: JsonObject };
    for (const { name } of (await createConnector()).actions()) {
      const paths = document["paths"] as JsonObject;
      expect(paths).to.include.keys(`/actions/${name}`, `/actions/${name}/jobs`);
    }
    expect(schemas).to.include.keys(
      "ImportIndicatorsInput",
      "ImportIndicatorsOutput",
      "Indicator",
      "Job",
      "Problem",
    );
    expect(JSON.stringify(document)).not.to.match(/\.json"|"\$schema"/);
  });

  it("describes the permissions of an action, and its deprecation", async () => {
    const { paths } = (await documentNow()) as {
      paths: Record<string, { post?: { deprecated?: boolean; description: string } }>;
    };
    const said = (name: string) => paths[`/actions/${name}`]?.post;
    expect(said("import_indicators")?.description).to.match(/ needs Ti\.ReadWrite or Ti\.ReadWrite\.All\.$/);
    expect(said("upload_stix_objects")?.description).to.match(
      / needs the role Microsoft Sentinel Contributor\.$/,
    );
    expect(said("test_connection")?.description).not.to.include("needs");
    expect(said("submit_ti_indicators"))
      .to.include({ deprecated: true })
      .and.have.property("description")
      .that.includes("Use upload_stix_objects or import_indicators instead.");
    expect(said("import_indicators")).not.to.have.property("deprecated");
  });

  it("describes NDJSON only for actions with rows", async () => {
    const bodies = operationsOf(await documentNow()).map(([, path, { requestBody }]) => [
      path,
      Object.keys(requestBody?.content ?? {}),
    ]);
    expect(Object.fromEntries(bodies)).to.deep.include({
      "/actions/import_indicators": ["application/json", "application/x-ndjson"],
      "/actions/import_indicators/jobs": ["application/json"],
      "/actions/get_indicators": ["application/json"],
    });
  });

  it("names nothing that the service does not have, and marks what needs no key", async () => {
    const { url } = await serve();
    for (const [method, path, { security }] of operationsOf(await documentNow())) {
      const place = url + path.replace("{id}", "x");
      const { json } = await ask(place, { method });
      expect(json?.["code"], `${method} ${path}`).not.to.equal("NotFound");
      const { status } = await ask(place, { method, headers: { authorization: "" } });
      expect(status === 401, `${method} ${path}`).to.equal(security === undefined);
    }
  });

  it("describes the real responses", async () => {
    const { url } = await serve();
    const document = await documentNow();
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    ajv.addSchema(document, "document");
    const check = ({ json }: Response, place: string): void => {
      const isValid = ajv.validate({ $ref: `document#/components/schemas/${place}` }, json);
      expect(isValid, `${place}: ${ajv.errorsText()}`).to.equal(true);
      const { properties } = (document["components"] as { schemas: Record<string, { properties: object }> })
        .schemas[place] as { properties: object };
      expect(Object.keys(properties), place).to.include.members(Object.keys(json ?? {}));
    };
    const path = `${url}/actions/import_indicators`;
    check(await ask(path, { method: "POST", body: importOf(rows(2)) }), "ImportIndicatorsOutput");
    check(await ask(`${url}/actions/get_indicators`, { method: "POST", body: {} }), "GetIndicatorsOutput");
    check(await ask(path, { method: "POST", body: {} }), "Problem");
    check(await ask(`${path}?x=1`, { method: "POST", body: {} }), "Problem");
    const begun = await ask(`${path}/jobs`, { method: "POST", body: importOf(rows(2)) });
    check(begun, "Job");
    const job = url + String(begun.headers.location);
    await until(async () => (await ask(job)).json?.["state"] !== "running");
    check(await ask(job), "Job");
  });
});
