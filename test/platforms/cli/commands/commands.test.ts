import { expect } from "chai";
import { Command } from "commander";
import { Readable } from "node:stream";
import { addCommands, commandFiles } from "../../../../platforms/cli/commands/commands.js";
import { textStream } from "../../../../platforms/shared/text_stream.js";

const io = {
  stdin: Readable.from([]),
  stdout: textStream(() => {}),
  stderr: textStream(() => {}),
  env: {},
};

async function namesOf(called: string | undefined): Promise<string[]> {
  const program = new Command();
  await addCommands(called, program, io, () => {});
  return program.commands.map((command) => command.name());
}

describe("cli: commands", () => {
  it("has the names of every file's commands", async () => {
    for (const { names, load } of commandFiles) {
      const { commands } = await load();
      expect(Object.keys(commands)).to.deep.equal(names);
    }
  });

  it("adds the called command under its name, and no other", async () => {
    for (const name of commandFiles.flatMap(({ names }) => names))
      expect(await namesOf(name)).to.deep.equal([name]);
  });

  for (const called of [undefined, "help", "--actions", "rum", "toString"])
    it(`adds every command for ${called ?? "no argument"}`, async () => {
      expect(await namesOf(called)).to.deep.equal(commandFiles.flatMap(({ names }) => names));
    });
});
