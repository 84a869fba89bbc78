import { expect } from "chai";
import type { Validator } from "../../connector/declarations/ajv.js";
import { ids } from "../../connector/declarations/schema_set.js";
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
import type { Kind } from "../../connector/declarations/values/reading.js";
import { own, ran } from "../engine/stub.js";
import { importOf, row } from "../support/rows.js";

const nowMs = Date.parse(defaultNow);

/** For each kind: a valid value, one without and one with an unambiguous correction. */
const samples: Record<Kind, { good: string; bad: string; from: string; to: string }> = {
  "domain-name": { good: "bad.example", bad: "bad..example", from: "bad[.]example", to: "bad.example" },
  "web-url": {
    good: "https://bad.example/a",
    bad: "/a",
    from: "hxxps://bad[.]example/a",
    to: "https://bad.example/a",
  },
  link: {
    good: "https://intranet/a",
    bad: "intranet",
    from: " https://intranet/a",
    to: "https://intranet/a",
  },
  "ip-address": { good: "192.0.2.1", bad: "192.0.2", from: "192.0.2[.]1", to: "192.0.2.1" },
  "ipv4-address": { good: "192.0.2.1", bad: "2001:db8::1", from: "192.0.2[.]1", to: "192.0.2.1" },
  "ipv6-address": {
    good: "2001:db8:0:0:0:0:0:1",
    bad: "192.0.2.1",
    from: "2001:db8::1/128",
    to: "2001:db8:0:0:0:0:0:1",
  },
  "ip-network": {
    good: "198.51.100.0/24",
    bad: "198.51.100.0/33",
    from: "198.51.100[.]0/24",
    to: "198.51.100.0/24",
  },
  "email-address": {
    good: "user@bad.example",
    bad: "user",
    from: "user[at]bad.example",
    to: "user@bad.example",
  },
  "md5-hash": hashSample(32),
  "sha1-hash": hashSample(40),
  "sha256-hash": hashSample(64),
  "certificate-thumbprint": hashSample(40),
  timestamp: {
    good: "2999-12-31T00:00:00Z",
    bad: "2999-12-31",
    from: "2999-12-31 00:00:00+0100",
    to: "2999-12-31T00:00:00+01:00",
  },
  name: { good: "1", bad: "", from: " 1", to: "1" },
  text: { good: "one", bad: "  ", from: "", to: "" },
};

function hashSample(length: number) {
  const good = "a".repeat(length);
  return { good, bad: "a".repeat(length - 1), from: good.replace(/../g, "$&:").slice(0, -1), to: good };
}

/** Returns the declared values of a rules file: each field with its kind and the required other fields. */
function declaredValues({ values = [] }: (typeof rulesFiles)[number][1]): DeclaredValue[] {
  return values.flatMap(({ fields, within, kind, by = "", kinds = {}, code }) =>
    fields.flatMap((field): DeclaredValue[] => {
      if (kind === undefined)
        return Object.entries(kinds).map(([word, of]) => ({ field, kind: of, code, more: { [by]: word } }));
      if (within === undefined) return [{ field, kind, code, more: {} }];
      return within.map((path) => ({ field, kind, code, more: {}, path }));
    }),
  );
}

interface DeclaredValue {
  readonly field: string;
  readonly kind: Kind;
  readonly code: string;
  readonly more: JsonObject;
  /** Path at which a STIX pattern compares the value. */
  readonly path?: string;
}

/** Returns a path in the notation of patterns. */
function pathText(path: string): string {
  const [type = "", steps = ""] = path.split(":");
  return `${type}:${steps
    .split(".")
    .map((step) => (step.includes("-") ? `'${step}'` : step))
    .join(".")}`;
}

/** Returns the output with only the listed actions, so that a new action does not break an example. */
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
      it(`returns the declared output: ${example.title}`, async () => {
        expect(await outputOf(name, example)).to.deep.equal(example.output);
      });

      it(`matches the schemas of input and output: ${example.title}`, () => {
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
      it(`is rejected for the declared reason: ${title}`, async () => {
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
      it(`returns the declared output: ${example.title}`, async () => {
        const output = await outputOfSteps(name, example);
        expect(asFarAsShown(output, example.output)).to.deep.equal(example.output);
      });

      it(`matches the schemas of input and output: ${example.title}`, () => {
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
      it(`is rejected for the declared reason: ${title}`, async () => {
        const failure = await failureOf(name, input);
        expect(failure.startsWith(`${code}: `), failure).to.equal(true);
        expect(failure).to.contain(reason);
      });
    }
  });
}

describe("declare: the time of an example", () => {
  it("sets the clock of the connector", async () => {
    const example = own.actions.get("import_indicators")?.examples[0];
    const later = { ...example, now: "2022-01-01T00:00:00Z" } as NonNullable<typeof example>;
    const output = JSON.stringify(await outputOf("import_indicators", later));
    expect(output).to.contain("ExpiredIndicator");
    expect(example?.now).to.equal("2021-01-01T00:00:00Z");
  });
});

for (const [rulesPath, rules] of rulesFiles) {
  const check = checkOf(rulesPath, rules);

  describe(`declare: ${rulesPath}`, () => {
    it("has an example that satisfies every rule", () => {
      expect(findingsOf(check, rules, {})).to.deep.equal([]);
      expect(check.isValid(rules.example, nowMs)).to.equal(true);
    });

    it("reports a row with a wrong shape with its own code", () => {
      const [field = ""] = [...rules.rules, ...declaredValues(rules)].map((one) => one.field);
      const [finding] = findingsOf(check, rules, { [field]: 7 });
      expect(finding?.code).to.equal(rules.code);
    });

    it("returns the same result from the fast and the complete check", () => {
      const changesOfAll = rules.rules.flatMap(({ accepts, rejects }) => [...accepts, ...rejects]);
      for (const change of changesOfAll) {
        const good = check.isValid({ ...rules.example, ...change }, nowMs);
        expect(good, JSON.stringify(change)).to.equal(findingsOf(check, rules, change).length === 0);
      }
    });

    for (const [index, rule] of rules.rules.entries()) {
      const ending = rule.message.split(/\{\w+\}/).at(-1) ?? "";
      const words = `${index}: ${rule.message.slice(0, 70)}`;
      const isItsOwn = ({ code, message }: { code: string; message: string }) =>
        code === rule.code && message.endsWith(ending);

      it(`accepts the declared rows, rule ${words}`, () => {
        for (const change of rule.accepts)
          expect(findingsOf(check, rules, change), JSON.stringify(change)).to.deep.equal([]);
      });

      it(`rejects the declared rows because of this rule, rule ${words}`, () => {
        const everything: Validator = () => true;
        const without = checkOf(rulesPath, rules, { [ids.must(rulesPath, index)]: everything });
        for (const change of rule.rejects) {
          const what = JSON.stringify(change);
          expect(findingsOf(check, rules, change).filter(isItsOwn).length, what).to.equal(1);
          expect(findingsOf(without, rules, change).filter(isItsOwn), what).to.deep.equal([]);
        }
      });

      it(`fills in every placeholder of its message, rule ${words}`, () => {
        for (const change of rule.rejects) {
          const mine = findingsOf(check, rules, change).find(isItsOwn);
          expect(mine?.message).to.not.match(/\{\w+\}/);
          const value = { ...rules.example, ...change }[rule.field];
          if (rule.message.includes("{value}")) expect(mine?.message).to.contain(JSON.stringify(value));
          if (rule.level === "warning") expect(mine?.isWarning).to.equal(true);
          if (rule.message.includes("{length}"))
            expect(mine?.message).to.contain(`${String(value).length} char`);
        }
      });
    }

    for (const [index, { list, fields, message, warns, accepts }] of (rules.benign ?? []).entries()) {
      const ending = message.split(/\{\w+\}/).at(-1) ?? "";
      const benignOf = (change: object) => check.benignValues({ ...rules.example, ...change });

      it(`warns only about the declared values, entry ${index} for ${fields.join(", ")}`, () => {
        expect(own.schemas.has(list), list).to.equal(true);
        for (const change of warns) {
          const [found, ...more] = benignOf(change);
          expect(more, JSON.stringify(change)).to.deep.equal([]);
          expect(found?.code, JSON.stringify(change)).to.equal("BenignValue");
          expect(found?.message.endsWith(ending), found?.message).to.equal(true);
          expect(found?.message).to.not.match(/\{\w+\}/);
        }
        for (const change of accepts) expect(benignOf(change), JSON.stringify(change)).to.deep.equal([]);
      });
    }

    for (const { field, kind, code, more, path } of declaredValues(rules)) {
      const shape = own.schemas.get(rules.shape)?.["properties"] as Record<string, { type?: unknown }>;
      const isList = [shape[field]?.type].flat().includes("array");
      const textOf = (value: string) => (path === undefined ? value : `[${pathText(path)} = '${value}']`);
      const laid = (value: string) => ({ ...more, [field]: isList ? ["2", value] : textOf(value) });
      const { good, bad, from, to } = samples[kind];
      const about = (value: string) =>
        findingsOf(check, rules, laid(value)).filter(
          ({ message, isWarning }) => message.startsWith(field) && isWarning !== true,
        );

      it(`requires a ${kind} in ${field} ${path ?? JSON.stringify(more)}`, () => {
        expect(about(good)).to.deep.equal([]);
        expect(about(bad).length).to.equal(1);
        if (from !== "") expect(about(from).map((found) => found.code)).to.deep.equal([code]);
      });

      it(`corrects a ${kind} in ${field} ${path ?? JSON.stringify(more)} to what the message says`, () => {
        const { row: after, changes } = check.normalize({ ...rules.example, ...laid(from) });
        expect([after[field]].flat().at(-1)).to.equal(textOf(to));
        expect(changes.length).to.equal(from === to ? 0 : 1);
        if (from !== to) expect(about(from)[0]?.message).to.contain(JSON.stringify(to));
        const untouched = { ...rules.example, ...laid(good) };
        expect(check.normalize(untouched)).to.deep.equal({ row: untouched, changes: [] });
      });
    }
  });
}

describe("declare: normalize", () => {
  it("normalizes values only on request, and reports each change", async () => {
    const rows = [row(1, { indicatorType: "Url", indicatorValue: " hxxps://bad[.]example/A " })];
    const plain = await ran(importOf(rows));
    expect(plain.output.status_code).to.equal(400);
    expect(plain.calls.length).to.equal(0);
    const { calls, warnings } = await ran(importOf(rows), { normalize: true });
    expect(calls[0]?.rows[0]?.["indicatorValue"]).to.equal("https://bad.example/A");
    expect(warnings.map(({ code, rows: about }) => [code, about])).to.deep.equal([["Normalized", [0]]]);
    expect(warnings[0]?.message).to.equal(
      'indicatorValue " hxxps://bad[.]example/A " became "https://bad.example/A".',
    );
  });
});
