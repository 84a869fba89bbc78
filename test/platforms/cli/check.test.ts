// The command `check`, on a folder with every mistake that it must find, all at once.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { type JsonObject, packageRoot } from "../../../connector/index.js";
import { own, put } from "../../engine/stub.js";
import { command } from "../shared/process.js";

interface Mistake {
  readonly what: string;
  readonly file: string;
  /** Values by pointer. */
  readonly changes: Readonly<Record<string, unknown>>;
  /** A line of the output. */
  readonly line: RegExp;
}

/** The first example of import_indicators, with a service that says `true` for rows that succeeded. */
function inverted(): unknown {
  const example = structuredClone(own.actions.get("import_indicators")?.examples[0]);
  for (const list of ["/response/value", "/output/json_body/value"])
    for (const i of [0, 1]) put(example, { [`${list}/${i}/isFailed`]: true });
  return example;
}

const mistakes: readonly Mistake[] = [
  {
    what: "an undeclared query parameter",
    file: "actions/get_indicators.json",
    changes: { "/request/filter/parameter": "$flter" },
    line: /^actions\/get_indicators\.json#\/request\/filter\/parameter: .*\$filter/m,
  },
  {
    what: "one wrong example",
    file: "actions/get_indicators.json",
    changes: { "/examples/0/output/status_code": 201 },
    line: /^actions\/get_indicators\.json#\/examples\/0\/output\/status_code: the example shows 201/m,
  },
  {
    what: "another wrong example",
    file: "actions/get_indicators.json",
    changes: { "/examples/1/output/status_code": 202 },
    line: /^actions\/get_indicators\.json#\/examples\/1\/output\/status_code: the example shows 202/m,
  },
  {
    what: "POST declared as a read",
    file: "actions/submit_indicator.json",
    changes: { "/effect": "read" },
    line: /^actions\/submit_indicator\.json#\/effect: is read, but the method is POST/m,
  },
  {
    what: "{x} in a path",
    file: "actions/get_indicator_by_id.json",
    changes: { "/request/path": "/api/indicators/{x}" },
    line: /^actions\/get_indicator_by_id\.json#\/request\/path: contains \{x\}/m,
  },
  {
    what: "a misspelled word",
    file: "actions/upload_stix_objects.json",
    changes: { "/permisions": {} },
    line: /^actions\/upload_stix_objects\.json#: .*"permisions" is not .*did you mean permissions/m,
  },
  {
    what: "missing results",
    file: "actions/update_ti_indicators.json",
    changes: { "/results": undefined },
    line: /^actions\/update_ti_indicators\.json#\/batch: needs results/m,
  },
  {
    what: "a wrong match",
    file: "actions/submit_ti_indicators.json",
    changes: { "/results/match/row": "externlId" },
    line: /^actions\/submit_ti_indicators\.json#\/results\/match\/row: .*mean externalId/m,
  },
  {
    what: "a field that no result has",
    file: "actions/batch_delete_indicators.json",
    changes: { "/results/failedField": "isFialed" },
    line: /^actions\/batch_delete_indicators\.json#\/results\/failedField: .*mean isFailed/m,
  },
  {
    what: "an inverted verdict",
    file: "actions/import_indicators.json",
    changes: { "/examples": [inverted()] },
    line: /^actions\/import_indicators\.json#\/results\/failedField: may be inverted/m,
  },
  {
    what: "a missing description",
    file: "actions/list_device_groups.json",
    changes: { "/description": undefined },
    line: /^actions\/list_device_groups\.json#: description is missing/m,
  },
  {
    what: "an empty scope",
    file: "manifest.json",
    changes: { "/services/defender/clouds/dod/scope": "" },
    line: /^manifest\.json#\/services\/defender\/clouds\/dod\/scope: .*is empty/m,
  },
  {
    what: "a reference to no file",
    file: "schemas/actions/delete_ti_indicators.output.json",
    changes: { "/properties/json_body/$ref": "../objects/eror.json" },
    line: /delete_ti_indicators\.output\.json#\/properties\/json_body\/\$ref: "\.\.\/objects\/eror\.json" names/m,
  },
];

describe("check, on all mistakes at once", () => {
  let root = "";
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "mistakes-"));
    for (const part of ["manifest.json", "actions", "schemas"])
      cpSync(join(packageRoot(), part), join(root, part), { recursive: true });
  });
  afterEach(() => rmSync(root, { recursive: true }));

  function make({ file, changes }: Mistake): void {
    const path = join(root, file);
    const document = JSON.parse(readFileSync(path, "utf8")) as JsonObject;
    put(document, changes);
    writeFileSync(path, JSON.stringify(document));
  }

  it("names each with its file and place, and a trailing comma with its line and column", async () => {
    for (const mistake of mistakes) make(mistake);
    writeFileSync(join(root, "actions/half_written.json"), '{\n  "name": "half_written",\n}');
    const { code, stdout } = await command(["check", "--root", root]);
    const missed = mistakes.filter(({ line }) => !line.test(stdout)).map(({ what }) => what);
    expect(missed, stdout).to.deep.equal([]);
    expect(stdout).to.match(
      /^actions\/half_written\.json#2:25: is not JSON: line 2, column 25: the comma before \}/m,
    );
    expect(code).to.equal(2);
  });

  it("names none of them in the package's own files", async () => {
    const { stdout } = await command(["check", "--root", root]);
    expect(mistakes.filter(({ line }) => line.test(stdout))).to.deep.equal([]);
    expect(stdout).to.match(/^\d+ files are valid\./);
  });
});
