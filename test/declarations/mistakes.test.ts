/** Tests that the check finds each common mistake of authors at its location, alone and combined. */
import { expect } from "chai";
import { checkAll } from "../../connector/examples/check_examples.js";
import { type DeclarationProblem, lineOf } from "../../connector/declarations/declaration_problem.js";
import type { Declarations, JsonObject } from "../../connector/index.js";
import { own, put } from "../engine/stub.js";

/** Changes of a file by pointer, or a function that changes it. */
type Make = Readonly<Record<string, unknown>> | ((document: JsonObject) => void);

interface Mistake {
  readonly what: string;
  readonly file: string;
  readonly make: Make;
  /** Location of the report, if it differs from the location of the change. */
  readonly at?: { readonly file?: string; readonly pointer: string };
  readonly says: RegExp;
}

const action = (name: string) => `actions/${name}.json`;
const input = (name: string) => `schemas/actions/${name}.input.json`;
const output = (name: string) => `schemas/actions/${name}.output.json`;
const rules = "schemas/rules/indicator.json";
const names = "schemas/names/indicator.json";
const parameters = "/properties/parameters/properties";

function renamed(holder: string, from: string, to: string): Make {
  return (document) => {
    const place = holder
      .split("/")
      .slice(1)
      .reduce<JsonObject>((one, token) => one[token] as JsonObject, document);
    place[to] = place[from];
    delete place[from];
  };
}

function misspelled(file: string, holder: string, from: string, to: string): Mistake {
  return {
    what: `${file}: ${to} for ${from}`,
    file,
    make: renamed(holder, from, to),
    at: { pointer: holder },
    says: new RegExp(`"${to.replace("$", "\\$")}" is not .*did you mean ${from.replace("$", "\\$")}`),
  };
}

function changedAt(file: string, pointer: string, value: unknown, says: RegExp): Mistake {
  return { what: `${file}#${pointer} is ${JSON.stringify(value)}`, file, make: { [pointer]: value }, says };
}

function listOf(document: JsonObject, pointer: string): JsonObject[] {
  return document[pointer.slice(1)] as JsonObject[];
}

/** Mistakes of each kind in several actions. They never change the same location, so they can be combined. */
const mistakes: readonly Mistake[] = [
  // An undeclared query parameter.
  {
    ...changedAt(input("list_device_groups"), `${parameters}/$top`, undefined, /"\$top" is not a parameter/),
    at: { file: action("list_device_groups"), pointer: "/paging/offsetFallback/unless/0" },
  },
  changedAt(
    action("get_indicators"),
    "/request/filter/parameter",
    "$flter",
    /not a parameter.*mean \$filter/,
  ),
  {
    ...changedAt(action("get_indicators"), "/request/staticQuery", { top: "{top}" }, /sent as written/),
    at: { pointer: "/request/staticQuery/top" },
  },
  // A write that is declared as a read.
  changedAt(action("submit_indicator"), "/effect", "read", /is read, but the method is POST/),
  changedAt(action("delete_indicator_by_id"), "/effect", "read", /is read, but the method is DELETE/),
  changedAt(action("replace_indicator_action"), "/effect", "read", /one of its actions is destructive/),
  // An undeclared value of the path.
  changedAt(action("get_indicator_by_id"), "/request/path", "/api/indicators/{x}", /contains \{x\}/),
  changedAt(action("delete_ti_indicators"), "/request/path", "/beta/{x}", /contains \{x\}/),
  // Misspelled words.
  misspelled(action("import_indicators"), "", "retry", "retrys"),
  misspelled(action("import_indicators"), "/batch", "maxItems", "maxitems"),
  misspelled(action("replace_indicator_action"), "/steps/0", "omit", "omti"),
  misspelled(action("replace_indicator_action"), "", "steps", "stpes"),
  misspelled("manifest.json", "/services/graph", "errors", "erorrs"),
  misspelled("manifest.json", "/http", "timeoutMs", "timeoutMS"),
  misspelled(rules, "/rules/0", "accepts", "acepts"),
  misspelled(rules, "/rules/0/schema", "properties", "propertis"),
  misspelled(names, "", "synonyms", "synonims"),
  misspelled(input("get_indicators"), "", "properties", "propertys"),
  // Results.
  {
    ...changedAt(action("update_ti_indicators"), "/results", undefined, /needs results/),
    at: { pointer: "/batch" },
  },
  changedAt(action("import_indicators"), "/results/failedField", "isFialed", /mean isFailed/),
  changedAt(action("batch_delete_indicators"), "/results/failedField", "isFialed", /mean isFailed/),
  changedAt(action("upload_stix_objects"), "/results/reasonField", "failureReson", /mean failureReason/),
  changedAt(action("submit_ti_indicators"), "/results/failedField", "failureReason", /name the boolean/),
  changedAt(action("replace_indicator_action"), "/results/step", "failedStp", /mean failedStep/),
  changedAt(action("replace_indicator_action"), "/steps/0/emit/1", "indicatr", /mean indicator/),
  // Matches, by value and by position.
  changedAt(action("import_indicators"), "/results/match/row", "indicatorVlue", /mean indicatorValue/),
  changedAt(action("submit_ti_indicators"), "/results/match/row", "externlId", /mean externalId/),
  changedAt(action("upload_stix_objects"), "/results/match/result", "idd", /mean id/),
  changedAt(action("replace_indicator_action"), "/results/match/row", "ids", /mean id/),
  // Examples.
  changedAt(action("get_indicators"), "/examples/0/output/status_code", 201, /the example shows 201/),
  changedAt(action("get_indicators"), "/examples/1/output/status_code", 202, /the example shows 202/),
  changedAt(action("test_connection"), "/examples/0/output/status_code", 201, /the example shows 201/),
  {
    what: "a repeated example",
    file: action("get_indicators"),
    make: (document) => void (document["examples"] as unknown[]).push(listOf(document, "/examples")[2]),
    at: { pointer: "/examples/5" },
    says: /is the same as \/examples\/2/,
  },
  {
    what: "two examples with the same title",
    file: action("list_device_groups"),
    make: (document) => {
      const [one, other] = listOf(document, "/examples");
      Object.assign(other as JsonObject, { title: one?.["title"] });
    },
    at: { pointer: "/examples/1/title" },
    says: /is also the title of \/examples\/0/,
  },
  changedAt(
    action("get_indicator_by_id"),
    "/antiExamples/0/code",
    "Nope",
    /is "Nope", and the action rejects/,
  ),
  changedAt(
    action("list_device_groups"),
    "/antiExamples/0/reason",
    "never",
    /is "never", and the action rejects/,
  ),
  // Rows of rules.
  changedAt(rules, "/rules/1/rejects/0", {}, /the rule must reject this row, and nothing is found/),
  changedAt(rules, "/benign/0/warns/0", {}, /the entry must warn about this row, and nothing is found/),
  {
    what: "a row that is accepted but must be rejected",
    file: rules,
    make: (document) => {
      const entry = listOf(document, "/benign")[1] as JsonObject;
      entry["accepts"] = entry["warns"];
    },
    at: { pointer: "/benign/1/accepts/0" },
    says: /must be accepted, and is not/,
  },
  // Descriptions.
  {
    ...changedAt(action("list_device_groups"), "/description", undefined, /description is missing/),
    at: { pointer: "" },
  },
  {
    ...changedAt("schemas/objects/indicator.json", "/properties/title/description", undefined, /is missing/),
    at: { pointer: "/properties/title" },
  },
  // A scope.
  changedAt("manifest.json", "/services/graph/clouds/gcc/scope", "", /is empty/),
  changedAt("manifest.json", "/services/defender/clouds/dod/scope", " ", /is empty/),
  // A reference.
  changedAt(
    output("delete_ti_indicators"),
    "/properties/json_body/$ref",
    "../objects/eror.json",
    /which does not exist/,
  ),
];

function documentsOf({ manifest, actions, composed, schemas }: Declarations): Map<string, JsonObject> {
  const named = [...actions, ...composed].map(([name, one]) => [action(name), one] as const);
  return new Map([["manifest.json", manifest], ...named, ...schemas] as unknown as [string, JsonObject][]);
}

async function found(some: readonly Mistake[]): Promise<DeclarationProblem[]> {
  const copy = { ...structuredClone(own), digest: "changed" };
  const documents = documentsOf(copy);
  const each = some.map(({ file, make }) => ({ document: documents.get(file) as JsonObject, make }));
  for (const { document, make } of each) if (typeof make !== "function") put(document, make);
  // Names are changed last, because the pointers of the other changes contain them.
  for (const { document, make } of each) if (typeof make === "function") make(document);
  return checkAll(copy);
}

function isReported({ file, make, at, says }: Mistake, problems: readonly DeclarationProblem[]): boolean {
  const pointer = at?.pointer ?? Object.keys(make)[0];
  const here = problems.filter((one) => one.file === (at?.file ?? file) && one.pointer === pointer);
  return here.some(({ message }) => says.test(message));
}

describe("declare: mistakes of authors", () => {
  for (const mistake of mistakes)
    it(`finds ${mistake.what}`, async () => {
      const problems = await found([mistake]);
      expect(isReported(mistake, problems), problems.map(lineOf).join("\n")).to.equal(true);
    });

  it("reports nothing that only follows from a mistake, and suggests a path that exists", async () => {
    const linesOf = async (mistake: Mistake) => (await found([mistake])).map(lineOf);
    const file = output("list_device_groups");
    const place = "/properties/json_body/properties/error/$ref";
    expect(await linesOf(changedAt(file, place, "../object/error.json", /./))).to.deep.equal([
      `${file}#${place}: "../object/error.json" names schemas/object/error.json, which does not exist; correct the path or add the file. Did you mean ../objects/error.json?`,
    ]);
    const method = await linesOf(changedAt(action("list_device_groups"), "/request/method", "GTE", /./));
    expect(method.filter((line) => line.includes("#/effect"))).to.deep.equal([]);
    expect(method[0]).to.contain("#/request/method: ");
  });

  it("finds all mistakes in one pass", async () => {
    const problems = await found(mistakes);
    const missed = mistakes.filter((mistake) => !isReported(mistake, problems)).map(({ what }) => what);
    expect(missed, problems.map(lineOf).join("\n")).to.deep.equal([]);
  });
});
