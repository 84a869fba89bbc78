// Passes each declared option through each adapter: it reaches the engine and changes the run; any other name is
// rejected.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import {
  type Asset,
  type Connector,
  createConnector,
  type JsonObject,
  load,
  packageRoot,
} from "../../../connector/index.js";
import { optionFlags } from "../../../platforms/cli/option_flags.js";
import { sekoiaModule } from "../../../platforms/export/sekoia.js";
import { turbineSchemas } from "../../../platforms/export/turbine_schemas.js";
import { openApiDocument } from "../../../platforms/http/openapi/openapi.js";
import { toolsOf } from "../../../platforms/mcp/tools.js";
import type { Property } from "../../../platforms/n8n/n8n_types.js";
import { operationsOf } from "../../../platforms/n8n/operations.js";
import { optionsProperty } from "../../../platforms/n8n/options.js";
import { packageFiles } from "../../../platforms/node-red/package_files.js";
import { type Simulator, startSimulator } from "../../../simulator/index.js";
import { writer } from "../../platforms/shared/process.js";
import { importOf, row, rows } from "../../support/rows.js";
import { idsOf } from "../../support/ti_rows.js";
import type { Outcome, OptionAdapter } from "./option_adapter.js";
import { optionAdapters } from "./option_adapters.js";

const root = packageRoot();
const declarations = load(root);

/** Read here independently: the reference for every adapter. */
const declared = (
  JSON.parse(readFileSync(join(root, "schemas/options.json"), "utf8")) as {
    properties: Record<string, JsonObject>;
  }
).properties;
const names = Object.keys(declared);

/** One option, and its visible effect. */
interface Case {
  readonly option: string;
  readonly value: unknown;
  readonly rows: readonly JsonObject[];
  readonly asset?: JsonObject;
  /** Returns the value to compare. The first run has no option, and is omitted if it would wait for hours. */
  readonly shows: (outcome: Outcome, simulator: Simulator) => unknown;
  readonly without?: unknown;
  readonly with: unknown;
}

const endpoints = (_outcome: Outcome, simulator: Simulator) =>
  simulator.requests().map(({ endpoint }) => endpoint);
const stored = (_outcome: Outcome, simulator: Simulator) =>
  simulator.indicators().map(({ indicatorValue }) => indicatorValue);
const reasonsOf = ({ body }: Outcome) =>
  ((body as { value?: JsonObject[] } | undefined)?.value ?? []).map(({ failureReason }) =>
    typeof failureReason === "string" ? failureReason.split(":")[0] : "in",
  );

const cases: readonly Case[] = [
  {
    option: "dry_run",
    value: true,
    rows: [row(1)],
    shows: ({ body, error }, simulator) => {
      const { rows: count, sent, findings } = (body ?? {}) as JsonObject;
      return [stored({}, simulator), simulator.tokenRequests(), error, [count, sent, findings]];
    },
    with: [[], 0, undefined, [1, 1, []]],
    without: [["host-1.example"], 1, undefined, [undefined, undefined, undefined]],
  },
  {
    option: "validation",
    value: "off",
    rows: [row(1, { expirationTime: "2020-01-01T00:00:00Z" })],
    shows: endpoints,
    without: [],
    with: ["import"],
  },
  {
    option: "normalize",
    value: true,
    rows: [row(1, { indicatorValue: "host-1.example " })],
    shows: stored,
    without: [],
    with: ["host-1.example"],
  },
  {
    option: "preflight",
    value: true,
    rows: [row(1)],
    shows: endpoints,
    without: ["import"],
    with: ["list", "import"],
  },
  {
    option: "overflow",
    value: "severity",
    rows: [row(1)],
    shows: endpoints,
    without: ["import"],
    with: ["list", "import"],
  },
  {
    option: "resume",
    value: "list",
    rows: [row(1)],
    shows: endpoints,
    without: ["import"],
    with: ["list", "import"],
  },
  {
    option: "deadline_ms",
    value: 3_600_000,
    rows: rows(501),
    asset: { rate_limits: { import: { calls: 1, per_seconds: 36_000 } } },
    shows: (outcome) => reasonsOf(outcome).slice(499),
    with: ["in", "NotSent"],
  },
];

describe("options through every adapter", () => {
  let running: Simulator | undefined;
  const simulator = () => running as Simulator;
  // Some adapters count calls for the whole process, so each one has a separate application.
  const apps = optionAdapters.map((_door, n) => ({
    ...writer,
    client_id: `44444444-4444-4444-8444-${String(n).padStart(12, "0")}`,
  }));
  const ask = (
    adapter: OptionAdapter,
    input: JsonObject,
    options: JsonObject,
    action = "import_indicators",
    change = {},
  ) => {
    const { client_id } = apps[optionAdapters.indexOf(adapter)] ?? writer;
    const asset: Asset = simulator().asset({ client_id, ...change });
    return adapter.run({ action, asset, input, options });
  };
  const input = (given: readonly unknown[]) => importOf(given) as unknown as JsonObject;

  after(() => simulator().close());
  beforeEach(() => simulator().reset());
  before(async () => {
    running = await startSimulator({ apps: [writer, ...apps] });
  });

  it("covers all declared options", () => {
    expect([...cases.map(({ option }) => option), "benign_values", "max_delete"]).to.have.members(names);
  });

  for (const adapter of optionAdapters) {
    describe(adapter.name, () => {
      // The first one, because the others make calls under the same rate limit.
      const ordered = cases.toSorted(
        (one, other) => Number(other.asset !== undefined) - Number(one.asset !== undefined),
      );
      for (const one of ordered) {
        if (adapter.isReadOnce === true && ["preflight", "overflow"].includes(one.option)) {
          it(`rejects ${one.option}, because the rows can be read only once`, async () => {
            const { error, said } = await ask(adapter, input(one.rows), { [one.option]: one.value });
            expect([error, simulator().requests()], said).to.deep.equal(["InvalidOption", []]);
          });
          continue;
        }
        it(`changes the run if ${one.option} is set`, async () => {
          const run = async (options: JsonObject) => {
            simulator().reset();
            const outcome = await ask(adapter, input(one.rows), options, "import_indicators", one.asset);
            return one.shows(outcome, simulator());
          };
          if (one.without !== undefined) expect(await run({}), "without it").to.deep.equal(one.without);
          expect(await run({ [one.option]: one.value }), "with it").to.deep.equal(one.with);
        });
      }

      it("warns about a benign value by default, and changes the run for each value of benign_values", async () => {
        const given = input([row(1, { indicatorType: "IpAddress", indicatorValue: "8.8.8.8" })]);
        const run = async (options: JsonObject) => {
          simulator().reset();
          const { body, said = "" } = await ask(adapter, given, options);
          const [reason] = reasonsOf({ body });
          return { reason, isWarned: said.includes("BenignValue"), stored: stored({}, simulator()) };
        };
        const warned = { reason: "in", isWarned: true, stored: ["8.8.8.8"] };
        expect(await run({}), "without it").to.deep.equal(warned);
        expect(await run({ benign_values: "warn" }), "warn").to.deep.equal(warned);
        expect(await run({ benign_values: "reject" }), "reject").to.include({ reason: "BenignValue" });
        expect(stored({}, simulator()), "reject").to.deep.equal([]);
        expect(await run({ benign_values: "allow" }), "allow").to.deep.equal({ ...warned, isWarned: false });
      });

      it("rejects values that are not declared, before anything is sent", async () => {
        for (const [option, value] of [
          ["validation", "loose"],
          ["benign_values", "sometimes"],
          ["overflow", "last"],
          ["deadline_ms", 0],
        ] as const) {
          const { error, said = "" } = await ask(adapter, input([row(1)]), { [option]: value });
          expect(error, `${option} ${said}`).to.be.oneOf(["InvalidOption", "Usage"]);
          expect(said).to.include(option.replaceAll("_", adapter.name === "the command line" ? "-" : "_"));
        }
        expect([simulator().requests(), simulator().tokenRequests()]).to.deep.equal([[], 0]);
      });

      if (adapter.isFixed !== true)
        it("rejects an option that is not declared, and sends nothing", async () => {
          const { error, status, said } = await ask(adapter, input([row(1)]), { dryrun: true });
          expect(error, said).to.be.oneOf(["InvalidOption", "InvalidInput", "Usage"]);
          expect(status).to.be.oneOf([undefined, 2, 400]);
          expect(said).to.match(/dry[_-]?run/);
          expect(simulator().requests()).to.deep.equal([]);
        });

      if (adapter.isOfRows === true) return;

      it("rejects an option that the action does not have, and accepts the value that changes nothing", async () => {
        for (const [action, options, given] of [
          ["get_indicators", { overflow: "fail" }, {}],
          ["get_indicators", { preflight: true }, {}],
          ["test_connection", { dry_run: true }, {}],
          ["replace_indicator_action", { dry_run: true }, input([{ ...row(1), id: "1" }])],
        ] as const) {
          const { error, status, said } = await ask(adapter, given, options, action);
          expect(error, `${action} ${said}`).to.equal("InvalidOption");
          expect(status).to.be.oneOf([undefined, 2, 400]);
        }
        expect(simulator().requests()).to.deep.equal([]);
        if (adapter.name === "the command line") return;
        expect((await ask(adapter, {}, { dry_run: false }, "test_connection")).error).to.equal(undefined);
        expect((await ask(adapter, {}, { overflow: "first" }, "get_indicators")).error).to.equal(undefined);
      });

      it("bounds a delete by filter with max_delete, and plans a sync with dry_run", async () => {
        const application = "feed-a";
        await ask(adapter, input([row(1, { application })]), {});
        const filter = { parameters: { $filter: `application eq '${application}'` } };
        const { error } = await ask(adapter, filter, { max_delete: 0 }, "delete_matching_indicators");
        expect(error).to.equal("TooManyDeletes");
        const sync = { name: application, policy: "mirror", complete: true, Indicators: [row(2)] };
        const planned = await ask(adapter, { json_body: sync }, { dry_run: true }, "sync_indicators");
        expect((planned.body as JsonObject)["counts"]).to.include({ create: 1, delete: 1 });
        expect(simulator().indicators().length).to.equal(1);
        const deleted = await ask(adapter, filter, { max_delete: 1 }, "delete_matching_indicators");
        expect((deleted.body as JsonObject)["counts"]).to.deep.equal({ matched: 1, deleted: 1 });
        expect(simulator().indicators()).to.deep.equal([]);
      });

      it("plans an action without rows", async () => {
        const { body, error } = await ask(adapter, {}, { dry_run: true }, "get_indicators");
        expect([error, body]).to.deep.include.members([undefined]);
        expect(body).to.deep.include({ rows: 0, calls: 1, findings: [] });
        expect(simulator().requests()).to.deep.equal([]);
      });

      it("deletes nothing in a dry run", async () => {
        await ask(adapter, input(rows(2)), {});
        const ids = simulator()
          .indicators()
          .map(({ id }) => id);
        const given = idsOf(ids) as unknown as JsonObject;
        const { body } = await ask(adapter, given, { dry_run: true }, "batch_delete_indicators");
        expect(body).to.deep.include({ rows: 2, sent: 2, calls: 1 });
        expect(simulator().indicators()).to.have.length(2);
      });
    });
  }
});

describe("options that each adapter offers", () => {
  let connector: Connector;
  before(async () => {
    connector = await createConnector({ declarations, env: {} });
  });
  const actions = () => connector.actions().map(({ name }) => connector.describe(name));

  it("offers the declared options that the action has", () => {
    const having = (option: string) =>
      actions()
        .filter(({ options }) => option in options)
        .map(({ name }) => name);
    const all = connector.actions().map(({ name }) => name);
    const { composed } = declarations;
    expect(having("deadline_ms")).to.have.members(all);
    const ofTargets = ["sync_indicators", "delete_matching_indicators"];
    expect(having("dry_run")).to.have.members([...all.filter((name) => !composed.has(name)), ...ofTargets]);
    expect(having("max_delete")).to.have.members(["delete_matching_indicators"]);
    const withRules = [...declarations.actions.values()].filter(({ rules }) => rules !== undefined);
    for (const option of ["validation", "normalize", "benign_values"])
      expect(having(option), option).to.have.members([
        ...withRules.map(({ name }) => name),
        "replace_indicator_action",
        "sync_indicators",
      ]);
    for (const option of ["preflight", "overflow", "resume"])
      expect(having(option), option).to.have.members(["import_indicators"]);
    expect(Object.keys(connector.options())).to.deep.equal(names);
  });

  it("offers all declared options on the command line", () => {
    expect(optionFlags().map(({ long }) => long)).to.deep.equal(
      names.map((name) => `--${name.replaceAll("_", "-")}`),
    );
  });

  it("offers the action's options in the OpenAPI document, for runs and for jobs", () => {
    const { paths, components } = openApiDocument(connector, declarations.schemas) as {
      paths: Record<string, { parameters: { $ref: string }[] }>;
      components: { parameters: Record<string, JsonObject> };
    };
    expect(Object.keys(components.parameters)).to.have.members([...names, "profile", "id", "runId"]);
    for (const { name, options } of actions())
      for (const path of [`/actions/${name}`, `/actions/${name}/jobs`]) {
        const offered = (paths[path]?.parameters ?? []).map(({ $ref }) => $ref.split("/").at(-1));
        expect(offered, path).to.have.members(["profile", ...Object.keys(options)]);
      }
  });

  it("offers the action's options as arguments of MCP tools and Sekoia actions and as keys of a Turbine step", () => {
    const tools = toolsOf(connector, declarations.schemas, new Set(actions().map(({ name }) => name)));
    const files = turbineSchemas({ connector, declarations });
    const modules = sekoiaModule({ connector, declarations });
    for (const { name, options, input } of actions()) {
      const tool = tools.find((one) => one.name === name);
      const step = JSON.parse(files.get(`${name}.input.json`) ?? "") as JsonObject;
      const wanted = [...Object.keys(input["properties"] ?? {}), ...Object.keys(options)];
      const sekoia = JSON.parse(modules.get(`action_${name}.json`) ?? "") as { arguments: JsonObject };
      for (const schema of [tool?.inputSchema, step, sekoia.arguments])
        expect(Object.keys(schema?.["properties"] ?? {}), name).to.have.members(wanted);
    }
  });

  it("offers the operation's options in the n8n node", () => {
    const fields = (optionsProperty(connector.options(), operationsOf(declarations)).options ??
      []) as Property[];
    const ofRun = fields.filter(({ name }) => name !== "whenRowsFail");
    expect(ofRun.map(({ name }) => name)).to.deep.equal(names);
    for (const { name, displayOptions } of ofRun) {
      const having = actions().filter(({ options }) => name in options);
      expect(displayOptions?.show["/operation"], name).to.have.members(having.map((action) => action.name));
    }
  });

  it("offers the action's options in the Node-RED node", async () => {
    const page = (await packageFiles())["index.html"] ?? "";
    const offered = [...page.matchAll(/data-actions="([\w ]+)">\s*<label for="node-input-(\w+)"/g)];
    expect(offered.map(([, , name]) => name)).to.deep.equal(names);
    for (const [, having = "", name = ""] of offered) {
      const wanted = actions().filter(({ options }) => name in options);
      expect(having.split(" "), name).to.have.members(wanted.map((action) => action.name));
    }
    const script = /connectorEditor\((\{.*\})\)/.exec(page)?.[1] ?? "{}";
    const { options } = JSON.parse(script) as { options: { name: string }[] };
    expect(options.map(({ name }) => name)).to.deep.equal(names);
  });
});
