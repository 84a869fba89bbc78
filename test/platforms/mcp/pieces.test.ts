// The parts of the MCP adapter that can be tested separately.
import { setTimeout } from "node:timers/promises";
import { expect } from "chai";
import fc from "fast-check";
import type { JsonObject } from "../../../connector/index.js";
import { Progress, type Step } from "../../../platforms/mcp/progress.js";
import { LineBuffer } from "../../../platforms/mcp/line_buffer.js";
import { bundleSchema } from "../../../platforms/shared/bundle_schema.js";

describe("mcp: line buffer", () => {
  /** Returns the output for those pieces, piece by piece, and the dropped lines. */
  async function passed(pieces: readonly string[], maxBytes: number) {
    const out: string[] = [];
    const leftOut: string[] = [];
    const lines = new LineBuffer({
      maxBytes,
      onTooLong: (ends) => leftOut.push(ends),
      accept: (line) => !line.includes("!"),
    });
    lines.on("data", (piece) => out.push(String(piece)));
    for (const piece of pieces) lines.write(piece);
    lines.end();
    await new Promise((resolve) => lines.on("end", resolve));
    return { out, leftOut };
  }

  it("passes lines on unchanged, and never a part of one", async () => {
    const piece = fc.stringMatching(/^[ab\n]{0,6}$/);
    await fc.assert(
      fc.asyncProperty(fc.array(piece), async (pieces) => {
        const { out, leftOut } = await passed(pieces, 1000);
        const text = pieces.join("");
        expect(out.join("")).to.equal(text.slice(0, text.lastIndexOf("\n") + 1));
        expect(out.every((one) => one.endsWith("\n"))).to.equal(true);
        expect(leftOut).to.deep.equal([]);
      }),
    );
  });

  it("drops a line that is not accepted", async () => {
    expect((await passed(["one\ntw", "o!\nthree\nfo!ur\nfive\n"], 1000)).out.join("")).to.equal(
      "one\nthree\nfive\n",
    );
  });

  it("drops a line that is too long, and keeps both of its ends", async () => {
    const after = `two\n${"c".repeat(1500)}\n`;
    const long = `${"a".repeat(3000)}${"-".repeat(5000)}${"b".repeat(3000)}\n`;
    for (const size of [10, 999, 2000]) {
      const pieces = `one\n${long}${after}`.match(new RegExp(`[^]{1,${size}}`, "g")) ?? [];
      const { out, leftOut } = await passed(pieces, 2000);
      expect(out.join(""), `in pieces of ${size}`).to.equal(`one\n${after}`);
      expect(leftOut).to.have.length(1);
      expect(leftOut[0]).to.match(/^a{1024}[^]*b{1023}\n$/);
      expect(leftOut[0]?.length).to.be.at.most(2048 + size);
    }
  });
});

describe("mcp: progress", () => {
  it("grows with every step, and names waits", () => {
    const steps: Step[] = [];
    const progress = new Progress((step) => steps.push(step));
    progress.take({ type: "wait", reason: "rate limit import", waitMs: 1200 });
    progress.take({ type: "progress", done: 500, total: 1200 });
    progress.take({ type: "progress", done: 500, total: 1200 });
    progress.take({ type: "wait", reason: "rate limit import", waitMs: 42_000 });
    progress.take({ type: "warning", code: "X", message: "x" });
    progress.take({ type: "progress", done: 1200, total: 1200 });
    progress.end();
    expect(steps).to.deep.equal([
      { progress: 0.001, message: "Waiting 2 s: rate limit import." },
      { progress: 500, total: 1200 },
      { progress: 500.001, total: 1200, message: "Waiting 42 s: rate limit import." },
      { progress: 1200, total: 1200 },
    ]);
  });

  it("sends keep-alive steps while nothing happens, and none after its end", async () => {
    const steps: Step[] = [];
    const progress = await new Promise<Progress>((resolve) => {
      const begun: Progress = new Progress((step) => {
        if (steps.push(step) === 3) resolve(begun);
      }, 1);
      begun.take({ type: "progress", done: 7 });
      // The waiting code keeps the process alive; keep-alive steps do not.
      const keeper = setInterval(() => steps.length >= 3 && clearInterval(keeper), 1);
    });
    progress.end();
    const events = steps.map((step) => step.progress);
    expect(events).to.deep.equal([7, 7.001, 7.002]);
    await setTimeout(10);
    expect(steps).to.have.length(3);
  });
});

describe("bundled schema", () => {
  const whole = (schemas: Record<string, JsonObject>) =>
    bundleSchema("schemas/actions/a.json", new Map(Object.entries(schemas)));

  it("is the unchanged file if the file has no references", () => {
    const schema = { $schema: "x", type: "object", properties: { $ref: { type: "string" } } };
    expect(whole({ "schemas/actions/a.json": schema })).to.deep.equal(schema);
  });

  it("contains each referenced schema once, at any depth, including a recursive one", () => {
    const schemas = {
      "schemas/actions/a.json": {
        $schema: "x",
        items: [{ $ref: "../objects/b.json" }, { $ref: "../objects/b.json" }],
      },
      "schemas/objects/b.json": {
        $schema: "x",
        properties: { c: { $ref: "c.json" }, b: { $ref: "b.json" } },
      },
      "schemas/objects/c.json": { $schema: "x", type: "number" },
    };
    expect(whole(schemas)).to.deep.equal({
      $schema: "x",
      items: [{ $ref: "#/$defs/objects.b" }, { $ref: "#/$defs/objects.b" }],
      $defs: {
        "objects.b": { properties: { c: { $ref: "#/$defs/objects.c" }, b: { $ref: "#/$defs/objects.b" } } },
        "objects.c": { type: "number" },
      },
    });
  });
});
