// Options of a run as the library accepts them: unknown names, options of other actions, dry runs, and each declared
// word.
import { expect } from "chai";
import fc from "fast-check";
import {
  type ConnectorError,
  type JsonObject,
  type PlanOptions,
  type RunOptions,
  type StreamOptions,
} from "../../connector/index.js";
import { optionNames } from "../../connector/contract/option_names.js";
import { rejection } from "../support/open.js";
import { importOf, row, rows } from "../support/rows.js";
import { asset, changed, own, type Stub, stub } from "./stub.js";
import { seed } from "../support/property_seed.js";

const file = "schemas/options.json";

describe("options: names", () => {
  it("reserves every option next to an input, including those that only a program can pass", () => {
    const declared = Object.keys((own.schemas.get(file) as { properties: object }).properties);
    const ofPrograms = ["journal", "journalDir", "keepJournals", "unknown_inputs"];
    expect(optionNames).to.have.members([...declared, ...ofPrograms]);
  });
});

/** Returns the error code for a run of one row with these options; fails if anything was sent. */
async function rejected(
  options: object,
  name = "import_indicators",
  on: Promise<Stub> = stub(),
): Promise<ConnectorError> {
  const { connector, calls, tokenCalls } = await on;
  const before = [calls.length, tokenCalls.length];
  const input = name === "import_indicators" ? importOf([row(1)]) : {};
  const error = await rejection<ConnectorError>(connector.run(name, input, { asset, ...options }));
  expect([calls.length, tokenCalls.length], "calls").to.deep.equal(before);
  return error;
}

describe("engine: options", () => {
  describe("names", () => {
    for (const [given, meant] of [
      ["dryRun", "dry_run"],
      ["dry-run", "dry_run"],
      ["DRY_RUN", "dry_run"],
      ["normalise", "normalize"],
      ["deadline", "deadline_ms"],
      ["deadlineMs", "deadline_ms"],
      ["benignValues", "benign_values"],
      ["preFlight", "preflight"],
      ["validate", "validation"],
      ["onevent", "onEvent"],
      ["assets", "asset"],
    ] as const)
      it(`rejects ${given}, and names ${meant}`, async () => {
        const error = await rejected({ [given]: true });
        expect([error.code, error.message]).to.deep.equal(["InvalidOption", `Unknown option "${given}".`]);
        expect(error.hint).to.include(meant).and.include("Nothing was sent.");
      });

    it("rejects any name that is neither declared nor the library's own", async () => {
      const { connector } = await stub();
      const known = new Set([
        ...Object.keys(connector.options()),
        "asset",
        "signal",
        "onEvent",
        "journal",
        "unknown_inputs",
      ]);
      await fc.assert(
        fc.asyncProperty(
          fc.string({ minLength: 1 }).filter((name) => !known.has(name) && name !== "__proto__"),
          async (name) => {
            const given = { asset, [name]: 1 } as RunOptions;
            const error = await rejection<ConnectorError>(connector.run("get_indicators", {}, given));
            expect(error.code).to.equal("InvalidOption");
          },
        ),
        { seed, numRuns: 100 },
      );
    });

    it("ignores a name without a value", async () => {
      const { connector } = await stub();
      const options = { asset, nothing: undefined, dry_run: undefined } as unknown as RunOptions;
      expect((await connector.run("get_indicators", {}, options)).status_code).to.equal(200);
    });

    it("accepts the names that belong to streams and plans only there", async () => {
      const { connector } = await stub();
      const envelope = importOf([]);
      const found: [string, Promise<unknown>][] = [
        ["envelope", connector.run("import_indicators", envelope, { asset, envelope } as StreamOptions)],
        [
          "callsBefore",
          connector.run("import_indicators", envelope, { asset, callsBefore: 1 } as unknown as RunOptions),
        ],
        ["headers", connector.plan("import_indicators", envelope, { headers: {} } as PlanOptions)],
        ["envelope", connector.plan("import_indicators", envelope, { envelope: {} } as PlanOptions)],
        ["keepJournals", connector.run("import_indicators", envelope, { dry_run: true, keepJournals: true })],
        ["journal", connector.plan("import_indicators", envelope, { journal: "j" } as PlanOptions)],
        ["inputDigest", connector.plan("import_indicators", envelope, { inputDigest: "x" } as PlanOptions)],
        ["journal", connector.testConnection({ asset, journal: "j" } as RunOptions)],
      ];
      for (const [name, attempt] of found) {
        const error = await rejection<ConnectorError>(attempt);
        expect([error.code, error.message.includes(name) || error.message.includes("journal")]).to.deep.equal(
          ["InvalidOption", true],
        );
      }
      const results = connector.stream("import_indicators", [row(1)], { asset, envelope: {}, headers: {} });
      expect((await results.next()).value).to.include({ isFailed: false });
      const plan = await connector.planPages("import_indicators", [[row(1)]], { envelope: {}, headers: {} });
      expect(plan.sent).to.equal(1);
    });
  });

  describe("options of another action", () => {
    it("rejects them, and the hint lists those of this action", async () => {
      for (const options of [
        { validation: "off" },
        { normalize: true },
        { preflight: true },
        { benign_values: "allow" },
      ]) {
        const error = await rejected(options, "get_indicators");
        const [name] = Object.keys(options);
        expect(error.message).to.equal(`Get Indicators does not have the option ${name}.`);
        expect(error.hint).to.include("The options of this action are: dry_run, deadline_ms.");
      }
    });

    it("ignores them if their value is the default behavior", async () => {
      const { connector, calls } = await stub();
      const nothing: Omit<RunOptions, "asset"> = {
        dry_run: false,
        validation: "strict",
        normalize: false,
        benign_values: "warn",
        preflight: false,
        overflow: "first",
      };
      await connector.run("get_indicators", {}, { asset, ...nothing });
      await connector.run("test_connection", {}, { asset, ...nothing });
      expect(calls.map(({ request }) => request.method)).to.include("GET");
    });

    it("checks them without an input too", async () => {
      const { connector } = await stub();
      expect(() =>
        connector.checkOptions("import_indicators", { overflow: "expiry", deadline_ms: 1 }),
      ).not.to.throw();
      const wrong: [string, Partial<RunOptions>][] = [
        ["import_indicators", { overflow: "last" }],
        ["import_indicators", { dry_run: true, preflight: true }],
        ["test_connection", { dry_run: true }],
        ["get_indicators", { colour: "red" } as Partial<RunOptions>],
      ];
      for (const [name, options] of wrong)
        expect(() => connector.checkOptions(name, options))
          .to.throw()
          .with.property("code", "InvalidOption");
      expect(() => connector.checkOptions("none", {}))
        .to.throw()
        .with.property("code", "UnknownAction");
    });
  });

  describe("dry_run", () => {
    it("returns the plan as the output of the run, without an asset and without a request", async () => {
      const { connector, calls, tokenCalls } = await stub();
      const given = [
        row(1),
        row(2, { action: "Smile" }),
        row(1),
        row(3, { indicatorValue: "host-3.example " }),
      ];
      const input = importOf(given);
      const output = await connector.run("import_indicators", input, { dry_run: true, normalize: true });
      const plan = await connector.plan("import_indicators", input, { normalize: true });
      expect(output).to.deep.equal({ status_code: 200, response_headers: {}, reason: "OK", json_body: plan });
      expect(output.json_body).to.include({ rows: 4, sent: 2, rejected: 1, duplicates: 1, calls: 1 });
      expect([calls.length, tokenCalls.length]).to.deep.equal([0, 0]);
    });

    it("reads host, rate limits and row checks from the asset if there is one", async () => {
      const { connector } = await stub();
      const expired = importOf([row(1, { expirationTime: "2020-01-01T00:00:00Z" }), ...rows(501)]);
      const rate_limits = { import: { calls: 1, per_seconds: 7 } };
      const { json_body } = await connector.run("import_indicators", expired, {
        dry_run: true,
        asset: { ...asset, rate_limits, validation: "off" },
      });
      expect(json_body).to.include({ sent: 502, rejected: 0, calls: 2, seconds: 7 });
      const wrong = connector.run("import_indicators", expired, { dry_run: true, asset: { tenant_id: "t" } });
      expect((await rejection<ConnectorError>(wrong)).code).to.equal("InvalidAsset");
    });

    it("rejects an invalid input as a run does", async () => {
      const { connector } = await stub();
      const broken = connector.run("import_indicators", { json_body: {} }, { dry_run: true });
      expect((await rejection<ConnectorError>(broken)).code).to.equal("InvalidInput");
    });

    it("cannot be combined with options that a dry run does not support", async () => {
      for (const options of [{ preflight: true }, { overflow: "fail" }, { journal: "j" }]) {
        const error = await rejected({ dry_run: true, ...options });
        expect(error.message).to.equal(
          `A dry run makes no call, so it cannot be combined with ${Object.keys(options)[0]}. Remove one of them.`,
        );
      }
    });

    it("is rejected by a stream, and the hint names planPages", async () => {
      const { connector, tokenCalls } = await stub();
      const options = { asset, dry_run: true };
      for (const results of [
        connector.stream("import_indicators", [row(1)], options),
        connector.streamPages("import_indicators", [[row(1)]], options),
      ]) {
        const error = await rejection<ConnectorError>(results.next());
        expect([error.code, error.message.includes("planPages")]).to.deep.equal(["InvalidOption", true]);
      }
      expect(tokenCalls.length).to.equal(0);
    });
  });

  describe("each declared word", () => {
    const colour = (offeredWith?: string) => ({
      description: "A colour.",
      enum: ["red"],
      ...(offeredWith === undefined ? {} : { offeredWith }),
    });
    const declared = (changes: JsonObject) => changed({ schemas: { [file]: changes } });
    let other: Promise<Stub>;
    const changes = {
      "/properties/colour": colour(),
      "/properties/of_request": colour("request"),
      "/properties/of_rules": colour("row rules"),
      "/properties/of_capacity": colour("capacity"),
      "/properties/overflow/furtherValues": undefined,
      "/properties/normalize/default": true,
      "/properties/deadline_ms/minimum": 1000,
    };
    before(() => {
      other = stub({ declarations: declared(changes) });
    });

    it("accepts and describes a new declared option", async () => {
      const { connector } = await other;
      expect(connector.describe("get_indicators").options["colour"]).to.deep.equal(colour());
      expect(Object.keys(connector.options())).to.include("colour");
      const options = { asset, colour: "red" } as unknown as RunOptions;
      expect((await connector.run("get_indicators", {}, options)).status_code).to.equal(200);
      const error = await rejected({ colour: "blue" }, "get_indicators", other);
      expect(error.message).to.equal("colour is not one of red.");
    });

    it("offeredWith: lists what an action needs to have the option", async () => {
      const { connector } = await other;
      const having = (option: string) =>
        [
          "get_indicators",
          "import_indicators",
          "submit_indicator",
          "replace_indicator_action",
          "test_connection",
        ].filter((name) => option in connector.describe(name).options);
      expect(having("of_request")).to.deep.equal(["get_indicators", "import_indicators", "submit_indicator"]);
      expect(having("of_rules")).to.deep.equal([
        "import_indicators",
        "submit_indicator",
        "replace_indicator_action",
      ]);
      expect(having("of_capacity")).to.deep.equal(["import_indicators"]);
      expect(having("colour")).to.have.length(5);
      const wrong = stub({ declarations: declared({ "/properties/preflight/offeredWith": "luck" }) });
      expect((await rejection<ConnectorError>(wrong)).code).to.equal("InvalidDeclaration");
    });

    it("furtherValues: accepts the names in the action as values too", async () => {
      const { connector } = await stub();
      const values = ["first", "fail", "severity", "expiry"];
      expect(connector.describe("import_indicators").options["overflow"]?.enum).to.deep.equal(values);
      const error = await rejected({ overflow: "severity" }, "import_indicators", other);
      expect(error.message).to.equal("overflow is not one of first, fail.");
    });

    it("default: defines a run without the option, and the value that an action without the option accepts", async () => {
      const blank = importOf([row(1, { indicatorValue: "host-1.example " })]);
      for (const [made, byDefault, sent] of [
        [stub(), false, 0],
        [other, true, 1],
      ] as const) {
        const { connector, calls } = await made;
        const earlier = calls.length;
        await connector.run("import_indicators", blank, { asset });
        expect(calls.length - earlier, String(byDefault)).to.equal(sent);
        await connector.run("get_indicators", {}, { asset, normalize: byDefault });
        const error = await rejected({ normalize: !byDefault }, "get_indicators", made);
        expect(error.code).to.equal("InvalidOption");
      }
    });

    it("type, enum and minimum: restrict the value", async () => {
      for (const [name, value, message] of [
        ["dry_run", "yes", "dry_run must be true or false, not a text."],
        ["normalize", null, "normalize must be true or false."],
        ["preflight", 1, "preflight must be true or false."],
        ["validation", "loose", "validation is not one of strict, report, off."],
        ["benign_values", true, "benign_values is not one of warn, reject, allow."],
        ["overflow", null, "overflow is not one of first, fail, severity, expiry."],
        ["deadline_ms", 0, "deadline_ms must be a whole number from 1 up."],
        ["deadline_ms", 1.5, "deadline_ms must be a whole number from 1 up."],
        ["deadline_ms", "5", "deadline_ms must be a whole number from 1 up, not a text."],
        ["deadline_ms", Number.POSITIVE_INFINITY, "deadline_ms must be a whole number from 1 up."],
      ] as const) {
        const error = await rejected({ [name]: value });
        expect([error.code, error.message]).to.deep.equal(["InvalidOption", message]);
      }
      const error = await rejected({ deadline_ms: 999 }, "import_indicators", other);
      expect(error.message).to.equal("deadline_ms must be a whole number from 1000 up.");
    });
  });

  it("accepts benign_values in the asset too", async () => {
    const { connector } = await stub();
    expect(() => connector.checkAsset({ ...asset, benign_values: "allow" })).not.to.throw();
    expect(() => connector.checkAsset({ ...asset, benign_values: "sometimes" }))
      .to.throw()
      .with.property("message")
      .that.matches(/benign_values .*is not one of warn, reject, allow/);
  });
});
