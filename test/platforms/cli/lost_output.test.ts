// Commands with an output that cannot be written: a lost result is never a success.
import { readFileSync } from "node:fs";
import { expect } from "chai";
import { row, rows } from "../../support/rows.js";
import { command, input, launch, stranger, useFolder, useSimulator } from "../shared/process.js";

const intoFullDevice = 'exec "$@" >/dev/full';

describe("an output that is lost", () => {
  const simulator = useSimulator();
  const file = useFolder();
  const asset = (change: object = {}) => file("asset.json", { ...simulator().asset(), ...change });
  const run = (...more: string[]) => ["run", "import_indicators", "--asset", asset(), ...more];
  const many = () => JSON.stringify(input(...rows(2000)));

  describe("on a full device", () => {
    before(function () {
      if (process.platform !== "linux") this.skip();
    });

    it("is reported by run with a hint after the rows were imported", async () => {
      const given = { stdin: JSON.stringify(input(row(1))), shell: intoFullDevice };
      const { code, stderr } = await command(run(), given);
      expect(stderr).to.match(
        /^1 row: 1 succeeded, .*\nerror OutputWriteFailed: Standard output can no longer be written \(ENOSPC\)\.\n {2}Rows that were sent are imported, .*--output.*--journal/,
      );
      expect([code, simulator().indicators().length]).to.deep.equal([4, 1]);
    });

    it("does not hide a more severe failure of the run", async () => {
      const given = { stdin: JSON.stringify(input(row(1))), shell: intoFullDevice };
      const { code, stderr } = await command(
        ["run", "import_indicators", "--asset", asset({ client_id: stranger.client_id })],
        given,
      );
      expect(stderr).to.match(/^error MissingPermission: /m);
      expect(stderr).to.match(/^error OutputWriteFailed: /m);
      expect(code).to.equal(3);
    });

    it("is reported if the file and standard output are both full", async () => {
      const given = { stdin: JSON.stringify(input(row(1))), shell: intoFullDevice };
      const { code, stderr } = await command(run("--output", "/dev/full"), given);
      expect(stderr).to.match(
        /^error OutputWriteFailed: Standard output .*\n {2}Rows that were sent are imported, /m,
      );
      expect(code).to.equal(4);
    });

    for (const form of ["json", "ndjson"])
      it(`is reported by a dry run on ${form}`, async () => {
        const stdin = JSON.stringify(form === "json" ? input(row(1)) : row(1));
        const { code, stderr } = await command(run("--dry-run", "--format", form), {
          stdin,
          shell: intoFullDevice,
        });
        expect(stderr).to.match(
          /^error OutputWriteFailed: Standard output .*\(ENOSPC\)\.\n {2}Nothing was sent/m,
        );
        expect(code).to.equal(4);
      });

    it("is reported by turbine as JSON", async () => {
      const stdin = JSON.stringify({ ...simulator().asset(), ...input(row(1)) });
      const { code, stderr } = await command(["turbine", "import_indicators"], {
        stdin,
        shell: intoFullDevice,
      });
      const error = JSON.parse(stderr);
      expect(error).to.include({ code: "OutputWriteFailed", kind: "service" });
      expect(error.hint).to.match(/^Rows that were sent are imported, /);
      expect([code, simulator().indicators().length]).to.deep.equal([4, 1]);
    });

    for (const args of [
      ["actions"],
      ["describe", "import_indicators"],
      ["check"],
      ["export", "openapi"],
      ["simulate"],
      ["demo"],
      ["--help"],
      ["--version"],
    ])
      it(`is reported by ${args.join(" ")}`, async () => {
        const { code, stderr } = await command(args, { shell: intoFullDevice });
        expect(stderr).to.equal(
          "error OutputWriteFailed: Standard output can no longer be written (ENOSPC).\n  Free some space, or write to another place.\n",
        );
        expect(code).to.equal(4);
      });

    it("is reported by test-connection", async () => {
      const { code, stderr } = await command(["test-connection", "--asset", asset()], {
        shell: intoFullDevice,
      });
      expect(stderr).to.match(/^error OutputWriteFailed: /m);
      expect(code).to.equal(4);
    });

    it("is reported if the file accepts only a part", async () => {
      const path = file("cut.json", "");
      const { code, stderr } = await command(run(), {
        stdin: many(),
        shell: `ulimit -f 8; exec "$@" >${path}`,
      });
      expect(stderr).to.match(/^error OutputWriteFailed: Standard output .*\(EFBIG\)/m);
      expect([code, readFileSync(path).length > 0]).to.deep.equal([4, true]);
    });
  });

  it("is complete if standard output is a file", async function () {
    if (process.platform === "win32") return this.skip();
    const path = file("whole.json", "");
    const { code } = await command(run(), { stdin: many(), shell: `exec "$@" >${path}` });
    const [output] = JSON.parse(readFileSync(path, "utf8"));
    expect([code, output.json_body.value.length]).to.deep.equal([0, 2000]);
  });

  it("is reported by run if nobody reads it", async () => {
    const running = launch(run(), { stdin: many() });
    running.child.stdout.destroy();
    const { code, stderr } = await running.ended;
    expect(stderr).to.match(
      /^2000 rows: 2000 succeeded, .*\nerror OutputWriteFailed: Standard output can no longer be written \(EPIPE\)\.\n/,
    );
    expect(code).to.equal(4);
  });

  it("is not an error of a command that only prints, if its reader leaves", async () => {
    for (const args of [["actions"], ["describe", "import_indicators"], ["--help"], ["export", "openapi"]]) {
      const running = launch(args);
      running.child.stdout.destroy();
      expect(await running.ended).to.deep.include({ code: 0, stderr: "" });
    }
  });
});
