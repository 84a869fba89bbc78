import { expect } from "chai";
import fc from "fast-check";
import type { ConnectorError, JsonObject, RunOptions, WarningEvent } from "../../connector/index.js";
import { rejection } from "../support/open.js";
import { importOf, row } from "../support/rows.js";
import { idsOf, stixObject, tiRow, uploadOf, valueOf } from "../support/ti_rows.js";
import { misspelt, otherCase, separated } from "./rows/names.js";
import { response, asset, changed, nothing, ran, runOn, type Service, stub } from "./stub.js";
import { seed } from "../support/property_seed.js";

const options =
  "dry_run validation normalize preflight overflow benign_values deadline_ms journal journalDir keepJournals unknown_inputs".split(
    " ",
  );

/** An input for each kind of action, with the names that it accepts in addition to its rows. */
const inputs: Record<string, JsonObject> = {
  import_indicators: importOf([row(1)]) as JsonObject,
  submit_indicator: { json_body: row(1) },
  batch_delete_indicators: idsOf(["17"]) as JsonObject,
  delete_indicator_by_id: { path_parameters: { id: "17" } },
  get_indicator_by_id: { path_parameters: { id: "17" } },
  get_indicators: { parameters: { $top: 1 } },
  list_device_groups: {},
  submit_ti_indicators: valueOf([tiRow(1)]) as JsonObject,
  delete_ti_indicators: valueOf(["17"]) as JsonObject,
  upload_stix_objects: uploadOf([stixObject(1)]) as JsonObject,
  replace_indicator_action: importOf([{ id: "17", ...row(1) }]) as JsonObject,
  test_connection: {},
};

async function rejected(
  name: string,
  input: unknown,
  more: Partial<RunOptions> = {},
): Promise<ConnectorError> {
  const service: Service = () => nothing();
  const { connector, calls, tokenCalls } = await stub({ service });
  const error = await rejection<ConnectorError>(connector.run(name, input, { asset, ...more }));
  expect([error.code, calls.length, tokenCalls.length], name).to.deep.equal(["InvalidInput", 0, 0]);
  expect(error.hint).to.contain("nothing was sent");
  return error;
}

describe("engine: unknown names in an input", () => {
  for (const [name, input] of Object.entries(inputs))
    it(`${name} rejects each option next to its inputs, before the first request`, async () => {
      for (const option of options) {
        const error = await rejected(name, { ...input, [option]: true });
        expect(error.message).to.contain(
          `"${option}" is an option of the run and not a part of the input. Set it as an option instead.`,
        );
      }
    });

  it("rejects options within json_body, parameters and path_parameters", async () => {
    const [body, parameters, path] = [
      await rejected("batch_delete_indicators", { json_body: { IndicatorIds: ["17"], dry_run: true } }),
      await rejected("get_indicators", { parameters: { $top: 1, validation: "off" } }),
      await rejected("delete_indicator_by_id", { path_parameters: { id: "17", dry_run: true } }),
    ];
    expect(body.message).to.match(/^"dry_run" in json_body is an option of the run/);
    expect(body.message).to.contain("json_body accepts IndicatorIds.");
    expect(parameters.message).to.match(/^"validation" in parameters is an option of the run/);
    expect(path.message).to.match(/^"dry_run" in path_parameters is an option of the run/);
  });

  for (const [what, name, input, message] of [
    [
      "a near miss",
      "get_indicators",
      { paramters: { $top: 1 } },
      '"paramters" is not a known input. Rename it to parameters, or remove it. This action accepts parameters, where, all_pages, max_items, headers.',
    ],
    [
      "rows without json_body around them, without a demand for json_body",
      "import_indicators",
      { Indicators: [] },
      '"Indicators" is not a known input here. Move it into json_body. This action accepts json_body, headers.',
    ],
    [
      "a name of the query next to the query, whose value is checked anyway",
      "get_indicators",
      { $top: "x", parameters: { $skip: 1 } },
      '"$top" is not a known input here. Move it into parameters. This action accepts parameters, where, all_pages, max_items, headers. parameters.$top must be a whole number, not a string ("x").',
    ],
    [
      "a misplaced name, if the right place is taken by a text",
      "import_indicators",
      { Indicators: [], json_body: "x" },
      '"Indicators" is not a known input here. Move it into json_body. This action accepts json_body, headers. json_body must be an object, not a string ("x").',
    ],
    [
      "a near miss in a nested object",
      "get_indicators",
      { parameters: { $fitler: "x" } },
      '"$fitler" in parameters is not a known input. Rename it to $filter, or remove it. parameters accepts $filter, $select, $orderby, $top, $skip, $count, $expand.',
    ],
    [
      "an input of another action",
      "import_indicators",
      { ...importOf([]), parameters: {} },
      '"parameters" is not a known input. Remove it. This action accepts json_body, headers.',
    ],
    [
      "an option in another spelling",
      "import_indicators",
      { ...importOf([]), dryRun: true },
      '"dryRun" is not a known input. If the option dry_run is meant, set it as an option of the run. This action accepts json_body, headers.',
    ],
    [
      "rows under another name, which are checked anyway",
      "import_indicators",
      { json_body: { indicators: 7 } },
      '"indicators" in json_body is not a known input. Rename it to Indicators, or remove it. json_body accepts Indicators, items. json_body.Indicators must be an array, not a number (7).',
    ],
    [
      "a near miss next to the right name",
      "import_indicators",
      { json_body: { indicators: 7, Indicators: [] } },
      '"indicators" in json_body is not a known input. Rename it to Indicators, or remove it. json_body accepts Indicators, items.',
    ],
    [
      "any input for an action that needs none",
      "test_connection",
      { extra: 1 },
      '"extra" is not a known input. Remove it. This action has no inputs.',
    ],
    [
      "any name in the body of objects for another service",
      "upload_stix_objects",
      { ...uploadOf([]), json_body: { sourcesystem: "test", stixobjects: [], workspace: "x" } },
      '"workspace" in json_body is not a known input. Remove it. json_body accepts sourcesystem, stixobjects.',
    ],
  ] as const)
    it(`names the unknown name, the likely intended one and the known ones: ${what}`, async () => {
      expect((await rejected(name, input)).message).to.equal(message);
    });

  it("rejects them in check, plan, stream and planPages alike", async () => {
    const { connector, calls } = await stub();
    const input = { ...importOf([row(1)]), dry_run: true };
    const envelope = { dry_run: true } as JsonObject;
    const words = '"dry_run" is an option of the run';
    expect(() => connector.check("import_indicators", input)).to.throw(words);
    expect(() => connector.check("replace_indicator_action", input)).to.throw(words);
    const runs: (() => Promise<unknown>)[] = [
      () => connector.plan("import_indicators", input),
      () => connector.planPages("import_indicators", [[row(1)]], { envelope }),
      () => connector.stream("import_indicators", [row(1)], { asset, envelope }).next(),
      () => connector.streamPages("import_indicators", [[row(1)]], { asset, envelope }).next(),
      () => connector.streamPages("replace_indicator_action", [[row(1)]], { asset, envelope }).next(),
      () =>
        connector
          .stream("upload_stix_objects", [], { asset, envelope: { ...uploadOf([]), ...envelope } })
          .next(),
    ];
    for (const run of runs) expect((await rejection<ConnectorError>(run())).message).to.contain(words);
    expect(calls.length).to.equal(0);
  });

  it("accepts headers that are not named like an option, and lets the schema check null and undefined", async () => {
    const headers = { "x-trace": "1" };
    const { error, calls } = await ran({ ...importOf([row(1)]), headers, parameters: undefined });
    expect([error, calls[0]?.headers["x-trace"]]).to.deep.equal([undefined, "1"]);
    const named = await ran({ ...importOf([row(1)]), headers: { dry_run: "true" } });
    expect([named.error?.code, named.calls.length]).to.deep.equal(["InvalidInput", 0]);
    expect((await rejected("import_indicators", { ...importOf([]), dry_run: null })).message).to.contain(
      '"dry_run" is an option of the run',
    );
  });

  it("accepts any name in an object if the schema allows it", async () => {
    const schema = "schemas/actions/import_indicators.input.json";
    const open = { "/properties/json_body/additionalProperties": true };
    const input = { json_body: { Indicators: [row(1)], more: 1 } };
    const { error, calls } = await ran(input, { declarations: changed({ schemas: { [schema]: open } }) });
    expect([error, calls[0]?.body["more"]]).to.deep.equal([undefined, 1]);
  });

  it("rejects unknown names in an object with a schema in a separate file", async () => {
    const schema = "schemas/actions/get_indicator_by_id.input.json";
    const parts = { "/properties/path_parameters": { $ref: "../objects/indicator_id.json" } };
    const declarations = changed({ schemas: { [schema]: parts } });
    const { error } = await ran(
      { path_parameters: { id: "1", ids: 2 } },
      { name: "get_indicator_by_id", declarations },
    );
    expect(error?.message).to.match(
      /^"ids" in path_parameters is not a known input. Rename it to id, or remove it\./,
    );
  });

  it("names 20 of very many and finishes quickly", async () => {
    const many = Object.fromEntries(Array.from({ length: 200_000 }, (_none, n) => [`x_${n}`, n]));
    const { message } = await rejected("import_indicators", { ...importOf([]), ...many });
    expect(message).to.contain('"x_19" is not a known input.').and.not.contain('"x_20"');
    expect(message).to.contain("And 199980 more unknown names.");
    const reported = await rejected(
      "import_indicators",
      { ...importOf([]), ...many },
      { unknown_inputs: "report" },
    );
    expect(reported.message).to.contain("And 199980 more unknown names.");
  });

  it("reads an input name as a name, whatever it means to JavaScript", async () => {
    const input = JSON.parse('{"__proto__":{"json_body":{}},"constructor":1,"json_body":{"Indicators":[]}}');
    const { message } = await rejected("import_indicators", input);
    expect(message).to.match(/^"__proto__" is not a known input\. Remove it\. "constructor" is not/);
  });
});

describe("engine: unknown names next to the inputs of a platform that adds its own", () => {
  const report = { asset, unknown_inputs: "report" } as const;

  it("reports them in one warning and does not send them", async () => {
    const { connector, calls } = await stub();
    const input = { ...importOf([row(1)]), flow_id: 1, "run.id": 2, colour: 3 };
    const { error, warnings } = await runOn(connector, input, report);
    expect([error, calls[0]?.body]).to.deep.equal([undefined, importOf([row(1)])["json_body"]]);
    expect(warnings.map(({ code, message }) => `${code} ${message}`)).to.deep.equal([
      'UnknownInput Unknown inputs were not sent: "flow_id", "run.id", "colour". This action accepts json_body, headers.',
    ]);
  });

  it("names only the first 20", async () => {
    const { connector } = await stub();
    const many = Object.fromEntries(Array.from({ length: 25 }, (_none, n) => [`x_${n}`, n]));
    const { warnings } = await runOn(connector, { ...importOf([row(1)]), ...many }, report);
    expect(warnings[0]?.message).to.contain('"x_19". And 5 more unknown names. This action accepts');
    expect(warnings.length).to.equal(1);
  });

  it("rejects them anyway if they resemble an input or an option, or are nested in an input", async () => {
    const names = [
      ...options,
      "dryRun",
      "dry-run",
      "DRY_RUN",
      "valdation",
      "Json_Body",
      "header",
      "jsonbody",
    ];
    for (const name of names)
      await rejected("import_indicators", { ...importOf([row(1)]), flow_id: 1, [name]: true }, report);
    const within = { json_body: { Indicators: [row(1)], flow_id: 1 } };
    const { message } = await rejected("import_indicators", within, report);
    expect(message).to.contain('"flow_id" in json_body is not a known input.');
  });

  it("applies to a plan, a composite action and a stream", async () => {
    const service: Service = (call) =>
      call.request.method === "GET" ? response({ value: [] }) : response({ value: [] });
    const { connector } = await stub({ service });
    const seen: WarningEvent[] = [];
    const onEvent: RunOptions["onEvent"] = (event) => {
      if (event.type === "warning" && event.code === "UnknownInput") seen.push(event);
    };
    const more = { ...report, onEvent };
    await connector.plan("import_indicators", { ...importOf([]), flow_id: 1 }, more);
    await connector.run("replace_indicator_action", { ...importOf([]), flow_id: 1 }, more);
    await connector.run("test_connection", { flow_id: 1 }, more);
    await connector
      .stream("import_indicators", [], { ...more, envelope: { flow_id: 1 } as JsonObject })
      .next();
    expect(seen.length).to.equal(4);
    const running = connector.run("replace_indicator_action", { ...importOf([]), dry_run: 1 }, more);
    expect((await rejection<ConnectorError>(running)).code).to.equal("InvalidInput");
  });

  it("checks the option's own value", async () => {
    const { connector } = await stub();
    const given = { asset, unknown_inputs: "ignore" } as unknown as RunOptions;
    const error = await rejection<ConnectorError>(connector.run("import_indicators", importOf([]), given));
    expect([error.code, error.message]).to.deep.equal([
      "InvalidOption",
      'unknown_inputs "ignore" is not one of reject, report.',
    ]);
  });
});

describe(`engine: names that resemble an input or an option (FC_SEED=${seed})`, () => {
  const near = (names: readonly string[], make: (name: string) => fc.Arbitrary<string>) =>
    fc
      .constantFrom(...names)
      .chain((name) => make(name).map((found) => [found, name] as const))
      .filter(([found]) => !names.includes(found));

  /** Checks both modes, next to valid inputs; nothing is sent. */
  async function allRejected(names: fc.Arbitrary<readonly [string, string]>): Promise<void> {
    const { connector, calls } = await stub();
    const mode = fc.constantFrom<("reject" | "report")[]>("reject", "report");
    await fc.assert(
      fc.asyncProperty(names, mode, async ([found, name], unknown_inputs) => {
        const run = connector.run("get_indicators", { [found]: null }, { asset, unknown_inputs });
        const error = await rejection<ConnectorError>(run);
        expect(error.code).to.equal("InvalidInput");
        expect(error.message, JSON.stringify(found)).to.contain(name);
      }),
      { seed, numRuns: 100 },
    );
    expect(calls.length).to.equal(0);
  }

  const known = ["parameters", "all_pages", "max_items", "headers"];

  it("rejects names in another letter case", () => allRejected(near([...known, ...options], otherCase)));

  it("rejects names with separators, blanks or invisible characters", () =>
    allRejected(near([...known, ...options], separated)));

  it("rejects names with one wrong letter", () => allRejected(near([...known, ...options], misspelt)));
});
