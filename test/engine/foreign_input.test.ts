// Files of other formats that people pass as input are named, with what to do, and nothing is sent.
import { expect } from "chai";
import { ConnectorError, type JsonObject } from "../../connector/index.js";
import { row } from "../support/rows.js";
import { asset, stub } from "./stub.js";

const id = "indicator--10000003-71a2-445c-ab86-927291df48f8";
const stix = {
  type: "indicator",
  spec_version: "2.1",
  id,
  created: "2026-01-01T00:00:00Z",
  modified: "2026-01-01T00:00:00Z",
  pattern: "[domain-name:value = 'bad.example']",
  pattern_type: "stix",
  valid_from: "2026-01-01T00:00:00Z",
};
const bundle = { type: "bundle", id: "bundle--44298a74-ba52-4f0c-87a3-1824e67d7fad", objects: [stix] };
const misp = { Event: { info: "x", Attribute: [{ type: "domain", value: "bad.example" }] } };
const body = (value: unknown): JsonObject => ({ json_body: value });
const given = (value: unknown): JsonObject => body({ Indicators: value });

/** Returns the error of a run on that input; fails if anything was sent. */
async function errorOf(action: string, input: unknown): Promise<ConnectorError> {
  const { connector, calls } = await stub();
  for (const dry of [{}, { dry_run: true as const }]) {
    try {
      await connector.run(action, input, { asset, ...dry });
    } catch (error) {
      expect(calls).to.have.length(0);
      expect(error).to.be.instanceOf(ConnectorError);
      if ("dry_run" in dry) return error as ConnectorError;
    }
  }
  throw new Error("The input was accepted.");
}

describe("engine: an input of another format", () => {
  for (const [what, input, expected] of [
    [
      "a STIX bundle",
      bundle,
      "The input is a STIX bundle, and not what this action accepts. Pass its text as json_body.content to the action parse_indicators, and put the rows that it returns into the array",
    ],
    ["a STIX bundle as the body", body(bundle), "json_body is a STIX bundle, and not what"],
    ["a STIX bundle as the rows", given(bundle), "json_body.Indicators is a STIX bundle, and not what"],
    ["a STIX bundle as a row", given([bundle]), "json_body.Indicators is a STIX bundle, and not what"],
    ["a STIX bundle without objects", { type: "bundle", id: "bundle--1" }, "The input is a STIX bundle, "],
    ["a TAXII envelope", { more: false, objects: [stix] }, "The input is a TAXII envelope, "],
    ["a STIX object", stix, "The input is a STIX object, "],
    ["an array of STIX objects", [stix, stix], "The input is an array that holds a STIX object, "],
    [
      "a MISP event",
      misp,
      "The input is a MISP event, and not what this action accepts. Pass its text as json_body.content to the action parse_indicators, and put the rows",
    ],
    ["a MISP event as the body", body(misp), "json_body is a MISP event, "],
    ["MISP events as found", { response: [misp, misp] }, "The input is a list of MISP events, "],
    [
      "MISP attributes as found",
      { response: { Attribute: [{ type: "ip-dst", value: "x" }] } },
      "The input is a list of MISP attributes, ",
    ],
    ["an array of MISP events", [misp], "The input is an array that holds a MISP event, "],
    [
      "an array of rows",
      [row(1), row(2)],
      "The input is an array of rows, and not what this action accepts. Put its rows into the array json_body.Indicators.",
    ],
    [
      "an array of rows as the body",
      body([row(1)]),
      "json_body is an array of rows, and not what this action accepts. Put its rows into the array json_body.Indicators.",
    ],
    [
      "one row",
      row(1),
      "The input is a row, and not what this action accepts. Put it into the array json_body.Indicators.",
    ],
    [
      "one row as the body",
      body(row(1)),
      "json_body is a row, and not what this action accepts. Put it into",
    ],
    ["an array of values", ["bad.example", "192.0.2.1"], "The input is an array of values, "],
    ["a table", "indicatorValue,indicatorType\nbad.example,DomainName\n", "The input is a table (CSV), "],
    [
      "a table with other separators",
      "# made by hand\nvalue;type\nbad.example;DomainName",
      "The input is a table (CSV), ",
    ],
    [
      "a table as the rows",
      given("value\ttype\nbad.example\tDomainName"),
      "json_body.Indicators is a table (CSV), ",
    ],
    ["a text list", "bad.example\nworse.example\n", "The input is a text list, "],
    ["a text list as the body", body("bad.example\nworse.example"), "json_body is a text list, "],
    ["a page", "<!doctype html><title>Sign in</title>", "The input is an XML or HTML document, "],
  ] as const) {
    it(`names ${what}, says what to do, and sends nothing`, async () => {
      const { code, message, hint } = await errorOf("import_indicators", input);
      expect(code).to.equal("InvalidInput");
      expect(message).to.include(expected);
      expect(message).to.match(/json_body\.Indicators\.$/);
      expect(hint)
        .to.include('{"json_body":{"Indicators":[…]}}')
        .and.match(/nothing was sent\.$/);
    });
  }

  it("suggests the objects of a bundle for an action that sends such objects", async () => {
    const path = { path_parameters: { workspaceId: "4f4e4a4b-0c1d-4e2f-9a3b-5c6d7e8f9a0b" } };
    for (const input of [bundle, { ...path, json_body: bundle }])
      expect((await errorOf("upload_stix_objects", input)).message).to.match(
        /is a STIX bundle, and not what this action accepts\. Put its objects into the array json_body\.stixobjects\.$/,
      );
  });

  it("names a format for actions without rows too", async () => {
    expect((await errorOf("get_indicators", bundle)).message).to.equal(
      "The input is a STIX bundle, and not what this action accepts.",
    );
    expect((await errorOf("submit_indicator", [row(1)])).message).to.match(
      /^The input is an array of rows, and not what this action accepts\. Pass one of the rows as json_body\.$/,
    );
    expect((await errorOf("submit_indicator", body([row(1)]))).message).to.match(
      /^json_body is an array of rows, /,
    );
  });

  it("reports other mistakes with their own messages", async () => {
    const { message } = await errorOf("import_indicators", { ...given([row(1)]), type: "bundle" });
    expect(message).to.match(/^"type" is not a known input/);
    expect((await errorOf("import_indicators", "x")).message).to.match(/^The input must be /);
    expect((await errorOf("import_indicators", {})).message).to.match(/^json_body is missing/);
    expect((await errorOf("import_indicators", { Event: "x" })).message).to.match(
      /^"Event" is not a known input/,
    );
  });
});
