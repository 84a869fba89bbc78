// What the runner reads: a text can neither end its line or its value, nor begin another command.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { expect } from "chai";
import { annotate, mask, setOutput } from "../../../platforms/github-action/workflow_commands.js";
import type { Io } from "../../../platforms/shared/io.js";
import { stepFiles } from "./runner.js";

function ioWith(env: Record<string, string> = {}): { io: Io; text: () => string } {
  const stdout = new PassThrough();
  const io = { stdin: new PassThrough(), stdout, stderr: new PassThrough(), env };
  return { io, text: () => String(stdout.read() ?? "") };
}

describe("workflow commands", () => {
  it("writes an annotation on one line, with a title that ends where the message begins", async () => {
    const { io, text } = ioWith();
    await annotate(io, "error", "a: b, c=d\n::e::", "50%\r\n::set-output name=x::y");
    expect(text()).to.equal("::error title=a%3A b%2C c=d%0A%3A%3Ae%3A%3A::50%25 ::set-output name=x::y\n");
  });

  it("shortens a long message", async () => {
    const { io, text } = ioWith();
    await annotate(io, "notice", "t", "x".repeat(5000));
    expect(text()).to.have.length("::notice title=t::…\n".length + 1000);
  });

  it("masks a secret and each of its lines", async () => {
    const { io, text } = ioWith();
    await mask(io, "one%\ntwo\n");
    expect(text()).to.equal("::add-mask::one%25%0Atwo%0A\n::add-mask::one%25\n::add-mask::two\n");
  });

  it("sets an output that contains the form of an output", async () => {
    const folder = mkdtempSync(join(tmpdir(), "commands-"));
    const files = stepFiles(folder);
    const value = "a\nvalue_\nb<<value_x\nc";
    await setOutput(ioWith(files.env).io, "first", value);
    await setOutput(ioWith(files.env).io, "second", "d");
    expect(files.outputs()).to.deep.equal({ first: value, second: "d" });
    rmSync(folder, { recursive: true });
  });
});
