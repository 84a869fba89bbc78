import { expect } from "chai";
import { optionNames } from "../../../connector/contract/option_names.js";
import { stub, asset, ran, own } from "../stub.js";
import { allOptions } from "../../../connector/declarations/option_schemas.js";
import { importOf, row } from "../../support/rows.js";
import { stixObject, tiRow, uploadOf, valueOf } from "../../support/ti_rows.js";
import type { RunOptions } from "../../../connector/index.js";

/** Options of a run that are not declared, because no adapter can pass them. */
const ofTheLibrary = ["journal", "journalDir", "keepJournals", "unknown_inputs"];

describe("engine: names of options", () => {
  it("includes the declared options and those of the library", () => {
    expect(optionNames.toSorted()).to.deep.equal(
      [...Object.keys(allOptions(own)), ...ofTheLibrary].toSorted(),
    );
  });

  for (const option of [...optionNames, "options", "dryRun", "Dry-Run", "NORMALIZE"]) {
    for (const validation of ["strict", "off"] as RunOptions["validation"][]) {
      it(`rejects ${option} in the body of submit_indicator with validation ${String(validation)}`, async () => {
        const input = { json_body: row(1, { [option]: true }) };
        const { error, calls, tokenCalls } = await ran(input, {
          name: "submit_indicator",
          ...defined(validation),
        });
        expect([error?.code, calls.length, tokenCalls.length]).to.deep.equal(["InvalidInput", 0, 0]);
        expect(error?.message).to.contain(`"${option}" is not a field`).and.to.contain("set it as an option");
      });
    }

    it(`rejects only the row that contains ${option}`, async () => {
      const { results, calls } = await ran(importOf([row(1), row(2, { [option]: true }), row(3)]));
      expect(results.map(({ isFailed }) => isFailed)).to.deep.equal([false, true, false]);
      expect(results[1]?.["failureReason"]).to.match(/^InvalidIndicator: .*set it as an option instead/);
      expect(calls[0]?.rows).to.deep.equal([row(1), row(3)]);
    });

    it(`does not send ${option} in a row of any action`, async () => {
      for (const [name, input] of [
        ["submit_ti_indicators", valueOf([tiRow(1, { [option]: true })])],
        ["update_ti_indicators", valueOf([{ id: "17", ...tiRow(1), [option]: true }])],
        ["upload_stix_objects", uploadOf([stixObject(1, { [option]: true })])],
        ["replace_indicator_action", importOf([{ id: "17", ...row(1), [option]: true }])],
      ] as const) {
        const { connector, calls } = await stub();
        const output = await connector.run(name, input, { asset }).catch((error: unknown) => error);
        expect(JSON.stringify(output), name).to.contain("set it as an option instead");
        expect(
          calls.filter(({ request }) => request.method !== "GET"),
          name,
        ).to.deep.equal([]);
      }
    });
  }
});

function defined(validation: RunOptions["validation"]): Pick<RunOptions, "validation"> {
  return validation === undefined ? {} : { validation };
}
