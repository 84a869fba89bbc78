import { expect } from "chai";
import { eachProfile } from "../../../../platforms/cli/profiles/each_profile.js";
import { Captured } from "../../../../platforms/cli/profiles/profile_io.js";
import type { Io } from "../../../../platforms/shared/io.js";

describe("cli: each profile", () => {
  const io = { stdout: new Captured(), stderr: new Captured(), env: {} } as unknown as Io;
  const ioOf = () => ({ io, stdout: new Captured() });
  const names = Array.from({ length: 500 }, (_, at) => `tenant-${at}`);

  it("works on at most 8 at once, and not far ahead of the first that has not ended", async () => {
    let endFirst = (): void => {};
    const first = new Promise<void>((resolve) => (endFirst = resolve));
    let [atOnce, most, begun] = [0, 0, 0];
    const written: string[] = [];
    const write = async ({ profile }: { profile: string }): Promise<void> => void written.push(profile);
    const signal = new AbortController().signal;
    const all = eachProfile({ names, ioOf, io, write, signal }, async (name) => {
      begun += 1;
      atOnce += 1;
      most = Math.max(most, atOnce);
      await (name === names[0] ? first : new Promise((resolve) => setImmediate(resolve)));
      atOnce -= 1;
      return { exitCode: 0 };
    });
    let before = -1;
    while (begun !== before) {
      before = begun;
      for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    }
    expect([begun, written]).to.deep.equal([64, []]);
    endFirst();
    expect(await all).to.have.length(names.length);
    expect([most, written]).to.deep.equal([8, names]);
  });
});
