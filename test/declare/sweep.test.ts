import { expect } from "chai";
import type { Validator } from "../../connector/declare/compile.js";
import { changes } from "../../connector/declare/normalize.js";
import { changeOf } from "../../connector/declare/row_check.js";
import { ids } from "../../connector/declare/schema_set.js";
import {
  checkOf,
  defaultNow,
  failureOf,
  findingsOf,
  outputOf,
  outputOfSteps,
  rulesFiles,
  validators,
} from "./sweep.js";
import type { JsonObject } from "../../connector/index.js";
import { own, ran } from "../run/stub.js";
import { importOf, row } from "../support/rows.js";

const nowMs = Date.parse(defaultNow);

/** The output with only those actions that the example lists: a new action makes no example wrong. */
function asFarAsShown(output: unknown, shown: JsonObject): unknown {
  const names = namesIn(shown);
  if (names.length === 0) return output;
  const { json_body, ...rest } = output as { json_body: Report };
  return {
    ...rest,
    json_body: { ...json_body, actions: json_body.actions?.filter(({ action }) => names.includes(action)) },
  };
}

interface Report {
  actions?: { action: string }[];
}

function namesIn({ json_body }: JsonObject): string[] {
  return ((json_body as Report | undefined)?.actions ?? []).map(({ action }) => action);
}

for (const [name, action] of own.actions) {
  describe(`declare: examples of ${name}`, () => {
    for (const example of action.examples) {
      it(`gives what it promises: ${example.title}`, async () => {
        expect(await outputOf(name, example)).to.deep.equal(example.output);
      });

      it(`has input and output of the declared form: ${example.title}`, () => {
        for (const [id, data] of [
          [action.batch === undefined ? ids.input(name) : ids.envelope(name), example.input],
          [ids.output(name), example.output],
        ] as const)
          expect(validators.get(id)?.(data), `${id} ${JSON.stringify(validators.get(id)?.errors)}`).to.equal(
            true,
          );
      });
    }

    for (const { title, input, code, reason } of action.antiExamples) {
      it(`is refused for the reason it says: ${title}`, async () => {
        const failure = await failureOf(name, input);
        expect(failure.startsWith(`${code}: `), failure).to.equal(true);
        expect(failure).to.contain(reason);
      });
    }
  });
}

for (const [name, composed] of own.composed) {
  describe(`declare: examples of ${name}`, () => {
    for (const example of composed.examples) {
      it(`gives what it promises: ${example.title}`, async () => {
        const output = await outputOfSteps(name, example);
        expect(asFarAsShown(output, example.output)).to.deep.equal(example.output);
      });

      it(`has input and output of the declared form: ${example.title}`, () => {
        for (const [id, data] of [
          [ids.composedInput(composed), example.input],
          [ids.output(name), example.output],
        ] as const)
          expect(validators.get(id)?.(data), `${id} ${JSON.stringify(validators.get(id)?.errors)}`).to.equal(
            true,
          );
      });
    }

    for (const { title, input, code, reason } of composed.antiExamples) {
      it(`is refused for the reason it says: ${title}`, async () => {
        const failure = await failureOf(name, input);
        expect(failure.startsWith(`${code}: `), failure).to.equal(true);
        expect(failure).to.contain(reason);
      });
    }
  });
}

describe("declare: the moment of an example", () => {
  it("is the connector's clock, not the computer's", async () => {
    const example = own.actions.get("import_indicators")?.examples[0];
    const later = { ...example, now: "2022-01-01T00:00:00Z" } as NonNullable<typeof example>;
    const output = JSON.stringify(await outputOf("import_indicators", later));
    expect(output).to.contain("ExpiredIndicator");
    expect(example?.now).to.equal("2021-01-01T00:00:00Z");
  });
});

for (const [path, rules] of rulesFiles) {
  const check = checkOf(path, rules);

  describe(`declare: ${path}`, () => {
    it("has an example that keeps every rule", () => {
      expect(findingsOf(check, rules, {})).to.deep.equal([]);
      expect(check.isGood(rules.example, nowMs)).to.equal(true);
    });

    it("gives its own code to a row of a wrong shape", () => {
      const [finding] = findingsOf(check, rules, { [rules.rules[0]?.field ?? ""]: 7 });
      expect(finding?.code).to.equal(rules.code);
    });

    it("tells quickly what it tells thoroughly", () => {
      const changesOfAll = rules.rules.flatMap(({ accepts, refuses }) => [...accepts, ...refuses]);
      for (const change of changesOfAll) {
        const good = check.isGood({ ...rules.example, ...change }, nowMs);
        expect(good, JSON.stringify(change)).to.equal(findingsOf(check, rules, change).length === 0);
      }
    });

    for (const [index, rule] of rules.rules.entries()) {
      const ending = rule.sentence.split(/\{\w+\}/).at(-1) ?? "";
      const words = `${index}: ${rule.sentence.slice(0, 70)}`;
      const isItsOwn = ({ code, sentence }: { code: string; sentence: string }) =>
        code === rule.code && sentence.endsWith(ending);

      it(`accepts what it should, rule ${words}`, () => {
        for (const change of rule.accepts)
          expect(findingsOf(check, rules, change), JSON.stringify(change)).to.deep.equal([]);
      });

      it(`refuses what it should, for its own sake, rule ${words}`, () => {
        const everything: Validator = () => true;
        const without = checkOf(path, rules, { [ids.must(path, index)]: everything });
        for (const change of rule.refuses) {
          const what = JSON.stringify(change);
          expect(findingsOf(check, rules, change).filter(isItsOwn).length, what).to.equal(1);
          expect(findingsOf(without, rules, change).filter(isItsOwn), what).to.deep.equal([]);
        }
      });

      it(`has filled in every blank of its sentence, rule ${words}`, () => {
        for (const change of rule.refuses) {
          const mine = findingsOf(check, rules, change).find(isItsOwn);
          expect(mine?.sentence).to.not.match(/\{\w+\}/);
          const value = { ...rules.example, ...change }[rule.field];
          if (rule.sentence.includes("{value}")) expect(mine?.sentence).to.contain(JSON.stringify(value));
          if (rule.sentence.includes("{length}"))
            expect(mine?.sentence).to.contain(`${String(value).length} char`);
        }
      });
    }

    for (const [index, { list, fields, sentence, warns, accepts }] of (rules.benign ?? []).entries()) {
      const ending = sentence.split(/\{\w+\}/).at(-1) ?? "";
      const benignOf = (change: object) => check.benignValues({ ...rules.example, ...change });

      it(`warns of what it should not block, and of nothing else, entry ${index} for ${fields.join(", ")}`, () => {
        expect(own.schemas.has(list), list).to.equal(true);
        for (const change of warns) {
          const [found, ...more] = benignOf(change);
          expect(more, JSON.stringify(change)).to.deep.equal([]);
          expect(found?.code, JSON.stringify(change)).to.equal("BenignValue");
          expect(found?.sentence.endsWith(ending), found?.sentence).to.equal(true);
          expect(found?.sentence).to.not.match(/\{\w+\}/);
        }
        for (const change of accepts) expect(benignOf(change), JSON.stringify(change)).to.deep.equal([]);
      });
    }

    for (const { field, within, change, from, to, when } of rules.normalize) {
      it(`${change} makes ${JSON.stringify(to)} of ${JSON.stringify(from)}`, () => {
        const changeText = changeOf(change, within);
        expect(changeText(from)).to.equal(to);
        expect(changeText(to), "once is enough").to.equal(to);
      });

      it(`${change} is made only where declared, and reported`, () => {
        const kinds = ["FileSha1", "IpAddress", "DomainName", "Url", "CertificateThumbprint"];
        const made = kinds.map((indicatorType) => {
          const given = { ...rules.example, indicatorType, [field]: from };
          const whenId = ids.normalizeWhen(
            path,
            rules.normalize.findIndex((one) => one.change === change),
          );
          const wanted = when === undefined || validators.get(whenId)?.(given) === true;
          const { row: mended, changes: told } = check.normalize(given);
          if (wanted) expect(told.length, indicatorType).to.be.greaterThan(0);
          if (told.length === 0) expect(mended).to.equal(given);
          else expect(mended[field]).to.not.equal(from);
          return wanted;
        });
        expect(made).to.include(true);
      });
    }
  });
}

describe("declare: normalize", () => {
  it("leaves values alone unless asked, and reports each change when asked", async () => {
    const rows = [row(1, { indicatorType: "Url", indicatorValue: " hxxps://bad[.]example/A " })];
    const plain = await ran(importOf(rows));
    expect(plain.output.status_code).to.equal(400);
    expect(plain.calls.length).to.equal(0);
    const { calls, warnings } = await ran(importOf(rows), { normalize: true });
    expect(calls[0]?.rows[0]?.["indicatorValue"]).to.equal("https://bad.example/A");
    expect(warnings.map(({ code, rows: about }) => [code, about])).to.deep.equal([
      ["Normalized", [0]],
      ["Normalized", [0]],
    ]);
  });

  it("does not touch what it cannot mend", () => {
    expect(changes.expandIpv6("not an address")).to.equal("not an address");
    expect(changes.expandIpv6("fe80::1%eth0")).to.equal("fe80::1%eth0");
    expect(changes.refang("https://plain.example/hxxp")).to.equal("https://plain.example/hxxp");
  });
});
