/** What every store of journals must do. */
import { expect } from "chai";
import type { JournalFile } from "../../connector/index.js";

/** @param opener - returns a function for a case, which opens one journal as the next process does */
export function journalConformance(opener: () => Promise<() => Promise<JournalFile>>): void {
  let open: () => Promise<JournalFile>;
  beforeEach(async () => {
    open = await opener();
  });
  const textOf = (bytes: Uint8Array) => Buffer.from(bytes).toString("utf8");
  /** Does something with the journal, and returns what the next process finds in it. */
  const after = async (work: (file: JournalFile) => Promise<void>): Promise<string> => {
    const file = await open();
    await work(file);
    await file.close();
    return found();
  };
  const found = async (): Promise<string> => {
    const file = await open();
    const text = textOf(file.read(0, file.size));
    await file.close();
    return text;
  };

  it("creates an empty journal", async () => {
    const file = await open();
    expect([file.size, file.read(0, 10).length, file.warning]).to.deep.equal([0, 0, undefined]);
    await file.close();
    expect(await found()).to.equal("");
  });

  it("keeps what was appended, in order", async () => {
    const text = await after(async (file) => {
      await file.append("one\n");
      await file.append("é\n");
    });
    expect(text).to.equal("one\né\n");
    expect(await after((file) => file.append("three\n"))).to.equal("one\né\nthree\n");
  });

  it("keeps a large entry", async () => {
    const large = `${"0123456789".repeat(300_000)}\n`;
    expect((await after((file) => file.append(large))) === large).to.equal(true);
  });

  it("reads parts of the content at opening, also after a write", async () => {
    await after((file) => file.append("one\n"));
    await after((file) => file.append("two\n"));
    const file = await open();
    await file.append("three\n");
    const parts = [file.read(0, 3), file.read(2, 4), file.read(6, 2)].map(textOf);
    expect([file.size, ...parts]).to.deep.equal([8, "one", "e\ntw", "o\n"]);
    await file.close();
  });

  it("cuts off the end, and appends there", async () => {
    await after((file) => file.append("one\ntwo\n"));
    await after((file) => file.append("thr"));
    const text = await after(async (file) => {
      await file.truncate(8);
      await file.append("four\n");
    });
    expect(text).to.equal("one\ntwo\nfour\n");
  });

  it("removes everything, and appends at the start", async () => {
    await after((file) => file.append("one\n"));
    const text = await after(async (file) => {
      await file.truncate(0);
      await file.append("two\n");
    });
    expect(text).to.equal("two\n");
  });

  it("is empty after it was deleted", async () => {
    await after((file) => file.append("one\n"));
    await (await open()).remove();
    expect(await found()).to.equal("");
    expect(await after((file) => file.append("two\n"))).to.equal("two\n");
  });
}
