/** The command `check` on declarations with every mistake that authors often make, all at the same time. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import type { JsonObject } from "../../../connector/index.js";
import { type Changes, put } from "../../engine/stub.js";
import { copyDeclarations } from "../../support/declarations_copy.js";
import { command } from "../shared/process.js";

/** Most mistakes are in this action, so that one could hide another. */
const batch = "actions/import_indicators.json";
const batchOutput = "schemas/actions/import_indicators.output.json";
/** A copy of that action. Its status field is `ok`, and true means success. */
const inverted = "actions/import_again.json";
const unread = "actions/half_written.json";
const lister = "actions/get_indicators.json";
const withoutResults = "actions/update_ti_indicators.json";
const errorRef = "/properties/json_body/properties/error/$ref";

const changes: Readonly<Record<string, Changes>> = {
  [batch]: {
    "/effect": "read",
    "/request/path": "/api/indicators/{x}",
    "/retrys": { attempts: 2 },
    "/results/match/row": "indicatorVlue",
    "/results/failedField": "isFialed",
    "/description": undefined,
    "/examples/0/output/status_code": 299,
    "/examples/1/output/status_code": 298,
  },
  [lister]: { "/request/filter/parameter": "$flter" },
  [withoutResults]: { "/results": undefined },
  [batchOutput]: { [errorRef]: "../objects/eror.json" },
  "manifest.json": { "/services/graph/clouds/gcc/scope": "" },
};

/** The mistake, the file and place of its report, and words of the report. */
const reports: readonly [what: string, file: string, place: string, says: RegExp][] = [
  ["a wrong example", batch, "/examples/0/output/status_code", /shows 299, .* returns 200; correct/],
  ["another wrong example", batch, "/examples/1/output/status_code", /shows 298, .* returns 200; correct/],
  ["an inverted verdict", inverted, "/results/failedField", /may be inverted.*add "failedWhen": false\./],
  ["a trailing comma", unread, "3:19", /line 3, column 19: the comma before \} .*; remove the comma\./],
  ["an undeclared query parameter", lister, "/request/filter/parameter", /"\$flter" .*Did you mean \$filter/],
  ["a POST declared as a read", batch, "/effect", /is read, but the method is POST/],
  ["{x} without a parameter", batch, "/request/path", /contains \{x\}.*declare and require it/],
  ["a misspelled word", batch, "", /"retrys" is not a known field; did you mean retry\? Correct it\./],
  ["missing results", withoutResults, "/batch", /needs results; declare how/],
  ["a wrong match", batch, "/results/match/row", /"indicatorVlue" .*Did you mean indicatorValue\?/],
  ["a field that no response has", batch, "/results/failedField", /"isFialed" .*Did you mean isFailed\?/],
  ["a missing description", batch, "", /description is missing; add it/],
  ["an empty scope", "manifest.json", "/services/graph/clouds/gcc/scope", /is empty; enter a value/],
  ["a wrong $ref", batchOutput, errorRef, /^"\.\.\/objects\/eror\.json" .*mean \.\.\/objects\/error\.json\?/],
];

describe("platforms: check of declarations with every mistake", () => {
  let root = "";
  before(() => {
    root = mkdtempSync(join(tmpdir(), "mistakes-"));
    copyDeclarations(root);
  });
  after(() => rmSync(root, { recursive: true, force: true }));

  const textOf = (file: string) => readFileSync(join(root, file), "utf8");
  const write = (file: string, text: string) => writeFileSync(join(root, file), text);

  /** Copies the import under another name. Renames its status field to one that is true for a stored row. */
  function writeInverted(): void {
    const renamed = (file: string) =>
      textOf(file).replaceAll("import_indicators", "import_again").replaceAll("isFailed", "ok");
    const action = JSON.parse(renamed(batch)) as { examples: { response?: { value?: { ok: boolean }[] } }[] };
    put(action, { "/id": "11111111-2222-4333-8444-555555555555", "/title": "Import Again" });
    for (const { response } of action.examples)
      for (const result of response?.value ?? []) result.ok = !result.ok;
    write(inverted, JSON.stringify(action));
    write("schemas/objects/ok_result.json", renamed("schemas/objects/import_result.json"));
    for (const part of ["input", "output"])
      write(
        `schemas/actions/import_again.${part}.json`,
        renamed(`schemas/actions/import_indicators.${part}.json`).replace("import_result", "ok_result"),
      );
  }

  it("finds each of them in one pass of the command, with file, place and remedy", async () => {
    writeInverted();
    write(unread, '{\n  "name": "half_written",\n  "effect": "read",\n}\n');
    for (const [file, change] of Object.entries(changes)) {
      const document = JSON.parse(textOf(file)) as JsonObject;
      put(document, change);
      write(file, JSON.stringify(document, null, 2));
    }
    const { code, stdout } = await command(["check", "--root", root]);
    const lines = stdout.split("\n");
    const missed = reports.filter(([, file, place, says]) => {
      const start = `${file}#${place}: `;
      return !lines.some((line) => line.startsWith(start) && says.test(line.slice(start.length)));
    });
    expect(
      missed.map(([what]) => what),
      stdout,
    ).to.deep.equal([]);
    expect(code).to.equal(2);
  });
});
