// Passes names that no action declares through each adapter, next to the inputs and inside them: nothing is sent.
import { expect } from "chai";
import type { JsonObject } from "../../../connector/index.js";
import { type Simulator, startSimulator } from "../../../simulator/index.js";
import { writer } from "../../platforms/shared/process.js";
import { importOf, row, rows } from "../../support/rows.js";
import { idsOf } from "../../support/ti_rows.js";
import type { OptionAdapter } from "./option_adapter.js";
import { optionAdapters } from "./option_adapters.js";

/** All options of `import_indicators`, with values that change the run, and one of another action. */
const options: JsonObject = {
  dry_run: true,
  validation: "off",
  normalize: true,
  preflight: true,
  overflow: "severity",
  benign_values: "reject",
  deadline_ms: 3_600_000,
  resume: "list",
  max_delete: 0,
};

/** Names that are not options and not inputs: misspelled, of another case, misplaced, and of other systems. */
const unknown: JsonObject = {
  indicators: [],
  INDICATORS: [],
  Indicator: [],
  IndicatorIds: ["1"],
  rows: [],
  Comment: "Inert.",
  json_body: {},
  "@odata.context": "x",
  dryRun: true,
  "dry-run": true,
  "Dry_Run ": true,
  "": "x",
  ["__proto__"]: {},
};

/** Names next to the inputs that resemble an input or an option. */
const resembling: JsonObject = { Json_Body: {}, jsonbody: {}, Headers: {}, dryRun: true, "dry-run": true };

describe("unknown names through every adapter", () => {
  let running: Simulator | undefined;
  const simulator = () => running as Simulator;
  // Some adapters count calls for the whole process, so each one has a separate application.
  const apps = optionAdapters.map((_adapter, n) => ({
    ...writer,
    client_id: `55555555-5555-4555-8555-${String(n).padStart(12, "0")}`,
  }));
  before(async () => {
    running = await startSimulator({ apps: [writer, ...apps] });
  });
  beforeEach(() => simulator().reset());
  after(() => simulator().close());

  const ask = (adapter: OptionAdapter, input: JsonObject, action = "import_indicators") => {
    const { client_id } = apps[optionAdapters.indexOf(adapter)] ?? writer;
    return adapter.run({ action, asset: simulator().asset({ client_id }), input, options: {} });
  };
  const given = importOf([row(1)]) as unknown as { readonly json_body: JsonObject };
  const within = (extra: JsonObject) => ({ json_body: { ...given.json_body, ...extra } });
  const nextTo = (extra: JsonObject) => ({ ...extra, ...given });

  /** Expects that the adapter rejects the input because of that name, and sends nothing. */
  async function expectRejected(adapter: OptionAdapter, name: string, input: JsonObject): Promise<void> {
    const { error, status, said = "" } = await ask(adapter, input);
    expect(error, `${name}: ${said}`).to.equal("InvalidInput");
    expect(status, name).to.be.oneOf([undefined, 2, 400]);
    expect(said.replaceAll(/\\+"/g, '"'), name).to.include(`"${name}"`);
    expect([simulator().requests(), simulator().tokenRequests()], name).to.deep.equal([[], 0]);
  }

  // Adapters that accept only rows have no place for such names: each name is a field of a row.
  for (const adapter of optionAdapters.filter(({ isOfRows }) => isOfRows !== true))
    describe(adapter.name, () => {
      it("sends the input without such names", async () => {
        const { error, said } = await ask(adapter, given);
        expect(error, said).to.equal(undefined);
        expect(simulator().indicators()).to.have.length(1);
      });

      it("rejects each option inside json_body", async () => {
        for (const [name, value] of Object.entries(options))
          await expectRejected(adapter, name, within({ [name]: value }));
      });

      it("rejects each unknown name inside json_body", async () => {
        for (const [name, value] of Object.entries(unknown))
          await expectRejected(adapter, name, within({ [name]: value }));
      });

      it("deletes nothing if json_body contains an unknown name", async () => {
        await ask(adapter, importOf(rows(2)) as unknown as JsonObject);
        const ids = simulator().indicators();
        const { json_body: body } = idsOf(ids.map(({ id }) => id)) as unknown as { json_body: JsonObject };
        const [sent, tokens] = [simulator().requests().length, simulator().tokenRequests()];
        for (const name of ["dry_run", "indicatorIds", "Comment"]) {
          const input = { json_body: { ...body, [name]: true } };
          const { error, said } = await ask(adapter, input, "batch_delete_indicators");
          expect(error, `${name}: ${said}`).to.equal("InvalidInput");
        }
        expect([simulator().requests().length, simulator().tokenRequests()]).to.deep.equal([sent, tokens]);
        expect(simulator().indicators()).to.have.length(2);
      });

      if (adapter.name === "MCP")
        it("rejects an option and an unknown name inside json_body as JSON text", async () => {
          for (const name of ["dry_run", "indicators", "Comment"]) {
            const input = { json_body: JSON.stringify(within({ [name]: true }).json_body) };
            await expectRejected(adapter, name, input);
          }
        });

      // The others accept options next to the inputs.
      if (adapter.isMixed !== true)
        it("rejects each option next to the inputs", async () => {
          for (const [name, value] of Object.entries(options))
            await expectRejected(adapter, name, nextTo({ [name]: value }));
        });

      it("rejects each name next to the inputs that resembles an input or an option", async () => {
        for (const [name, value] of Object.entries(resembling))
          await expectRejected(adapter, name, nextTo({ [name]: value }));
      });

      if (adapter.isLenient === true)
        it("sends the row and reports another name next to the inputs, which can be the platform's", async () => {
          const { error, said } = await ask(adapter, nextTo({ Comment: "Inert." }));
          expect(error, said).to.equal(undefined);
          expect(said).to.include("UnknownInput").and.include("Comment");
          expect(simulator().indicators()).to.have.length(1);
        });
      else
        it("rejects any other name next to the inputs", async () => {
          for (const name of ["Comment", "rows", "Indicators", "@odata.context", ""])
            await expectRejected(adapter, name, nextTo({ [name]: "Inert." }));
        });
    });
});
