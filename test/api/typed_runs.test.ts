/** Checks the types of runs: this file compiles only if they are right. The bodies of the functions never run. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { createConnector, packageRoot } from "../../connector/index.js";
import type {
  ActionOutput,
  Connector,
  InputOf,
  Plan,
  RunOptions,
  TypedConnector,
} from "../../connector/index.js";

/** True only if each type is assignable to the other. */
type Same<A, B> = [A, B] extends [B, A] ? true : false;

const options: RunOptions = { asset: {} };
const row: InputOf<"import_indicators">["json_body"]["Indicators"][number] = {
  indicatorValue: "bad.example",
  indicatorType: "DomainName",
  action: "Block",
  title: "Bad host",
  description: "Seen in a phishing mail",
};

async function outputTypes(connector: TypedConnector, name: string, feed: unknown): Promise<void> {
  const imported = await connector.run("import_indicators", { json_body: { Indicators: [row] } }, options);
  const isFailed: boolean = imported.json_body.value.every((result) => result.isFailed);
  // @ts-expect-error A number is not a boolean.
  const wrong: number = imported.json_body.value[0]?.isFailed;
  // @ts-expect-error The output does not contain this field.
  const missing: unknown = imported.json_bodies;
  const header: string | undefined = imported.response_headers["date"];
  const fromFeed = await connector.run("import_indicators", feed, options);
  const sameType: Same<typeof fromFeed, typeof imported> = true;
  const other = await connector.run(name, feed, options);
  const isGeneral: Same<typeof other, ActionOutput> = true;
  const dry = await connector.run("import_indicators", feed, { dry_run: true });
  const isGeneralToo: Same<typeof dry, ActionOutput> = true;
  expect([isFailed, wrong, missing, header, sameType, isGeneral, isGeneralToo]).to.have.length(7);
}

function inputTypes(): void {
  // @ts-expect-error The rows are in `Indicators`.
  const misnamed: InputOf<"import_indicators"> = { json_body: { indicators: [row] } };
  const misspelled: InputOf<"import_indicators"> = {
    // @ts-expect-error "Blok" is not an action of an indicator.
    json_body: { Indicators: [{ ...row, action: "Blok" }] },
  };
  const isUnknown: Same<InputOf<"my_action">, unknown> = true;
  expect([misnamed, misspelled, isUnknown]).to.have.length(3);
}

async function streamAndPlanTypes(connector: TypedConnector, rows: unknown[]): Promise<void> {
  for await (const result of connector.stream("import_indicators", rows, options)) {
    const isFailed: boolean = result.isFailed;
    // @ts-expect-error A text or null is not a number.
    const wrong: number = result.indicator;
    expect([isFailed, wrong]).to.have.length(2);
  }
  const plan: Plan = await connector.plan("import_indicators", { json_body: { Indicators: rows } });
  const untyped: Connector = connector;
  expect([plan, untyped]).to.have.length(2);
}

describe("api: typed runs", () => {
  it("types inputs and outputs by the name of the action", () => {
    expect([outputTypes, inputTypes, streamAndPlanTypes].map((each) => typeof each)).to.deep.equal([
      "function",
      "function",
      "function",
    ]);
  });

  it("covers every action of the package", async () => {
    const file = join(packageRoot(), "connector/contract/generated/actions/index.ts");
    const text = readFileSync(file, "utf8");
    const names = (await createConnector({ env: {} })).actions().map(({ name }) => name);
    expect(names.filter((name) => !text.includes(`  ${name}: {`))).to.deep.equal([]);
  });
});
