// The whole kill matrix: every write of the journal, in every format, after it and in the middle of it.
import { expect } from "chai";
import { closingAfterEach } from "../../support/open.js";
import {
  expectFinished,
  type Form,
  resumeRun,
  resumeExactly,
  killAt,
  linesOf,
  mixedRows,
  openImport,
  poisonedRows,
  type Whole,
  wholeRun,
} from "./crash.js";

const forms = ["json", "ndjson", "ndjson.gz"] as const satisfies readonly Form[];

describe("slow: a run that is killed", () => {
  const closing = closingAfterEach();

  for (const [what, given, end] of [
    ["sound calls", mixedRows(13), resumeExactly],
    ["refused calls", poisonedRows(4), resumeRun],
  ] as const) {
    describe(`with ${what}`, () => {
      let whole: Whole;
      before(async () => {
        whole = await wholeRun(given, "ndjson");
      });

      for (const form of forms) {
        for (const where of ["after", "within"] as const) {
          for (let write = 1; write <= 12; write += 1) {
            it(`resumes ${where} write ${write} of its journal (${form})`, async () => {
              const cut = closing(await openImport(given, form));
              const { signal } = await cut.run(killAt(cut.journal, write, where)).ended;
              const lines = where === "after" ? write : write - 1;
              expect([signal, linesOf(cut.journal).length]).to.deep.equal(["SIGKILL", lines]);
              await end(cut, whole);
              await expectFinished(cut, whole);
            });
          }
        }
      }
    });
  }
});
