// Killed runs: the same command again sends only rows without a result, and returns the whole output.
import { readFileSync, writeFileSync } from "node:fs";
import { expect } from "chai";
import { closingAfterEach } from "../../support/open.js";
import { row } from "../../support/rows.js";
import {
  askedOf,
  expectFinished,
  type Form,
  resumeRun,
  resumeExactly,
  type Import,
  killAt,
  linesOf,
  mixedRows,
  openImport,
  poisonedRows,
  rowsOfCall,
  type Whole,
  wholeRun,
} from "./crash.js";

describe("a run that is killed", function () {
  before(function () {
    if (process.platform === "win32") this.skip();
  });

  const closing = closingAfterEach();
  const given = mixedRows(13);
  const opened = async (form: Form, rows = given): Promise<Import> => closing(await openImport(rows, form));
  let whole: Whole;
  before(async () => {
    whole = await wholeRun(given, "json");
  });

  for (let write = 1; write <= 12; write += 1) {
    it(`resumes after write ${write} of its journal`, async () => {
      const killed = await opened("json");
      const { signal } = await killed.run(killAt(killed.journal, write, "after")).ended;
      expect([signal, linesOf(killed.journal).length]).to.deep.equal(["SIGKILL", write]);
      await resumeExactly(killed, whole);
    });
  }

  for (const write of [1, 7]) {
    it(`drops the torn line and resumes in the middle of write ${write}`, async () => {
      const killed = await opened("ndjson");
      const { signal } = await killed.run(killAt(killed.journal, write, "within")).ended;
      expect([signal, linesOf(killed.journal).length]).to.deep.equal(["SIGKILL", write - 1]);
      expect(readFileSync(killed.journal, "utf8").endsWith("\n")).to.equal(false);
      await resumeExactly(killed, whole);
      await expectFinished(killed, whole);
    });
  }

  it("resumes although it was killed while it split a rejected batch", async () => {
    const poisoned = poisonedRows(4);
    const cut = await opened("ndjson", poisoned);
    const { signal } = await cut.run(killAt(cut.journal, 4, "after")).ended;
    expect([signal, linesOf(cut.journal).length]).to.deep.equal(["SIGKILL", 4]);
    const calls = cut.gate.calls.length;
    expect(calls).to.be.above(4);
    await resumeRun(cut, await wholeRun(poisoned, "ndjson"));
    expect(cut.gate.calls.length).to.be.above(calls);
  });

  describe("at call 9 of 20", () => {
    const many = mixedRows(20);
    let all: Whole;
    before(async () => {
      all = await wholeRun(many, "ndjson");
    });

    for (const form of ["json", "ndjson.gz"] as const) {
      it(`resumes, and repeats its output without a call when it is finished (${form})`, async () => {
        const killed = await opened(form, many);
        const running = killed.run();
        killed.gate.onCall = (nth) => void (nth === 9 && running.child.kill("SIGKILL"));
        expect((await running.ended).signal).to.equal("SIGKILL");
        expect(killed.gate.calls.length).to.be.within(9, 13);
        await resumeExactly(killed, all);
        await expectFinished(killed, all);
      });
    }
  });

  const spoilt: [what: string, spoil: (killed: Import) => void, message: RegExp][] = [
    [
      "of another input",
      (killed) => killed.feed([...given, row(9000)]),
      /^error JournalMismatch: The journal belongs to another input, or the input was changed\.\n {2}.*nothing was sent\.\n$/,
    ],
    [
      "whose line is damaged",
      ({ journal }) => writeFileSync(journal, readFileSync(journal, "utf8").replace("host-1.", "host-2.")),
      /^error JournalDamaged: The journal is damaged at byte \d+: .*\n {2}.*Nothing was sent\.\n$/,
    ],
  ];
  for (const [what, spoil, message] of spoilt) {
    it(`sends nothing with a journal ${what}, and leaves the journal unchanged`, async () => {
      const killed = await opened("json", given.slice(0, 3 * rowsOfCall));
      await killed.run(killAt(killed.journal, 3, "after")).ended;
      await killed.gate.left();
      const asked = askedOf(killed);
      spoil(killed);
      const journal = readFileSync(killed.journal, "utf8");
      const { code, stdout, stderr } = await killed.run().ended;
      expect(stderr).to.match(message);
      expect([code, stdout]).to.deep.equal([2, ""]);
      expect(readFileSync(killed.journal, "utf8")).to.equal(journal);
      expect(askedOf(killed)).to.deep.equal(asked);
    });
  }
});
