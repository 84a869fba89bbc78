import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { expect } from "chai";
import { ConnectorError, type JsonObject } from "../../../connector/index.js";
import { Journal } from "../../../connector/engine/journal/journal.js";
import type { JournalHead } from "../../../connector/engine/journal/journal_format.js";
import { openJournalFile } from "../../../connector/engine/journal/journal_file.js";
import { lockJournal } from "../../../connector/engine/journal/journal_lock.js";
import { MemoryJournal } from "../../support/memory_journal.js";
import { rejection } from "../../support/open.js";
import { importOf, row, rows } from "../../support/rows.js";
import {
  acceptAll,
  response,
  asset,
  changed,
  jumpingClock,
  errorResponse,
  type Service,
  stub,
  type StubOptions,
  taken,
} from "../stub.js";

const head: JournalHead = {
  action: "a",
  version: "1.0.0",
  target: { path: "", host: "h", tenant: "t", client: "c" },
  input: "digest",
};
const accepted = { status_code: 200, reason: "OK", response_headers: {} };
const result = (n: number): JsonObject => ({ n, text: "é".repeat(3) });

async function written(): Promise<MemoryJournal> {
  const disk = new MemoryJournal();
  const journal = await Journal.open(await disk.open(""), head);
  await journal.write({ rows: [0, 1, 2, 5], results: [0, 1, 2, 5].map(result), succeeded: accepted });
  await journal.write({ rows: [7], results: [result(7)] });
  await journal.write({ rows: [4, 3], results: [4, 3].map(result) });
  await journal.close();
  return disk;
}

const reopened = async (disk: MemoryJournal, change: Partial<JournalHead> = {}) =>
  Journal.open(await disk.open(""), { ...head, ...change });

describe("engine: journal", () => {
  it("returns every result by the position of its row, and how requests ended", async () => {
    const journal = await reopened(await written());
    for (const n of [0, 1, 2, 3, 4, 5, 7]) expect(journal.result(n)).to.deep.equal(result(n));
    for (const n of [6, 8, 1000]) expect(journal.result(n)).to.equal(undefined);
    expect(journal.outcomes.map(({ succeeded }) => succeeded)).to.deep.equal([
      accepted,
      undefined,
      undefined,
    ]);
  });

  it("reads each entry once if rows of several entries alternate", async () => {
    const disk = new MemoryJournal();
    const journal = await Journal.open(await disk.open(""), head);
    for (let entry = 0; entry < 8; entry += 1) {
      const own = Array.from({ length: 50 }, (_, n) => n * 8 + entry);
      await journal.write({ rows: own, results: own.map(result) });
    }
    const file = await disk.open("");
    let reads = 0;
    const read = (from: number, length: number) => {
      reads += 1;
      return file.read(from, length);
    };
    const again = await Journal.open({ ...file, read }, head);
    reads = 0;
    for (let n = 0; n < 400; n += 1) expect(again.result(n)).to.deep.equal(result(n));
    expect(reads).to.equal(8);
  });

  it("resumes after every possible end of the file: drops a torn line and keeps whole ones", async () => {
    const { text } = await written();
    const bytes = Buffer.from(text);
    const wholeUntil = (length: number) => bytes.subarray(0, length).lastIndexOf(10) + 1;
    for (let length = 0; length <= bytes.length; length += 1) {
      const disk = new MemoryJournal();
      // A cut may split a character. The file contains bytes, so the text is compared by its whole lines.
      const torn = bytes.subarray(0, length);
      const file = await disk.open("");
      let size = torn.length;
      let added = "";
      const journal = await Journal.open(
        {
          ...file,
          size,
          read: (from, count) => torn.subarray(from, from + count),
          truncate: async (to) => {
            size = to;
          },
          append: async (more) => {
            added += more;
          },
        },
        head,
      );
      expect(size, `length ${length}`).to.equal(wholeUntil(length));
      await journal.write({ rows: [9], results: [result(9)] });
      const after = new MemoryJournal();
      after.text = torn.subarray(0, size).toString() + added;
      expect((await reopened(after)).result(9)).to.deep.equal(result(9));
    }
  });

  it("detects a change of any byte, in the last line too, and sends nothing", async () => {
    const { text } = await written();
    const found = new Set<string>();
    for (let at = 0; at < text.length; at += 1) {
      const disk = new MemoryJournal();
      const wrong = text[at] === "x" ? "y" : "x";
      disk.text = text.slice(0, at) + wrong + text.slice(at + 1);
      const error = await rejection(reopened(disk));
      expect(error, `byte ${at}`).to.be.instanceOf(ConnectorError);
      found.add((error as ConnectorError).code);
    }
    expect([...found].toSorted()).to.deep.equal(["JournalDamaged", "JournalMismatch"]);
  });

  it("detects a line that is missing or in another position", async () => {
    const lines = (await written()).text.split("\n");
    for (const order of [
      [0, 2, 3],
      [0, 2, 1, 3],
    ]) {
      const disk = new MemoryJournal();
      disk.text = [...order.map((n) => lines[n]), ""].join("\n");
      expect((await rejection<ConnectorError>(reopened(disk))).code).to.equal("JournalDamaged");
    }
  });

  for (const [what, change, says] of [
    ["action", { action: "b" }, "another action"],
    ["host", { target: { ...head.target, host: "x" } }, "another host"],
    ["path", { target: { ...head.target, path: "/x" } }, "another path"],
    ["tenant", { target: { ...head.target, tenant: "x" } }, "another tenant"],
    ["client", { target: { ...head.target, client: "x" } }, "another client"],
    ["input", { input: "other" }, "another input"],
  ] as const) {
    it(`rejects a journal of another ${what}`, async () => {
      const error = await rejection<ConnectorError>(reopened(await written(), change));
      expect([error.code, error.message.includes(says)]).to.deep.equal(["JournalMismatch", true]);
    });
  }

  it("resumes after an update of the connector", async () => {
    expect((await reopened(await written(), { version: "2.0.0" })).result(0)).to.deep.equal(result(0));
  });

  for (const [what, text] of [
    ["a file of rows", '{"indicatorValue":"a"}\n{"indicatorValue":"b"}\n'],
    ["a text without a line end", "my notes"],
    ["an input", '{"json_body":{}}'],
  ] as const) {
    it(`does not change ${what}`, async () => {
      const disk = new MemoryJournal();
      disk.text = text;
      expect((await rejection<ConnectorError>(reopened(disk))).code).to.equal("JournalMismatch");
      expect(disk.text).to.equal(text);
    });
  }

  describe("on disk", () => {
    const folder = mkdtempSync(join(tmpdir(), "journal-"));
    after(() => rmSync(folder, { recursive: true }));

    it("makes the file readable by its owner only, also if the file existed before", async () => {
      for (const name of ["new", "old"]) {
        const path = join(folder, name);
        if (name === "old") {
          writeFileSync(path, "");
          chmodSync(path, 0o644);
        }
        const file = await openJournalFile(path);
        await file.append("one\n");
        await file.append("two\n");
        await file.close();
        expect(statSync(path).mode & 0o777).to.equal(0o600);
        expect(readFileSync(path, "utf8")).to.equal("one\ntwo\n");
      }
    });

    const modeOf = (path: string) => statSync(path).mode & 0o777;

    it("does not change a file of others, including its mode", async () => {
      const path = join(folder, "notes");
      writeFileSync(path, "my notes\n");
      chmodSync(path, 0o644);
      const file = await openJournalFile(path);
      const error = await rejection<ConnectorError>(Journal.open(file, head));
      await file.close();
      expect([error.code, modeOf(path)]).to.deep.equal(["JournalMismatch", 0o644]);
      expect(readFileSync(path, "utf8")).to.equal("my notes\n");
    });

    it("accepts regular files only", async function () {
      if (process.platform === "win32") return this.skip();
      const path = join(folder, "pipe");
      execFileSync("/bin/sh", ["-c", `mkfifo -m 644 "$0"`, path]);
      const error = await rejection<ConnectorError>(openJournalFile(path));
      expect([error.code, modeOf(path)]).to.deep.equal(["JournalUnwritable", 0o644]);
      expect(existsSync(`${path}.lock`)).to.equal(false);
    });

    describe("use by one process at a time", () => {
      const killed = spawnSync(process.execPath, ["--version"]).pid;
      const lockOf = (name: string, holder: unknown): string => {
        const path = join(folder, name);
        writeFileSync(`${path}.lock`, typeof holder === "string" ? holder : JSON.stringify(holder));
        return path;
      };
      const here = { host: hostname(), id: "dead" };

      it("allows the next process after the first one has closed it", async () => {
        const path = join(folder, "used");
        const first = await openJournalFile(path);
        symlinkSync(path, `${path}-too`);
        for (const name of [path, `${path}-too`]) {
          const error = await rejection<ConnectorError>(openJournalFile(name));
          expect(error).to.include({ code: "JournalInUse" });
          expect(error.message).to.contain(`process ${process.pid}`);
        }
        await first.close();
        expect(existsSync(`${path}.lock`)).to.equal(false);
        await (await openJournalFile(path)).close();
      });

      it("reopens it if another process replaces or deletes it before it is locked", async () => {
        for (const isReplaced of [true, false]) {
          const path = lockOf(`replaced-${String(isReplaced)}`, "");
          const opening = openJournalFile(path);
          while (!existsSync(path)) await setImmediate();
          rmSync(path);
          if (isReplaced) writeFileSync(path, "one\n");
          const file = await opening;
          await file.append("two\n");
          await file.close();
          expect(readFileSync(path, "utf8")).to.equal(isReplaced ? "one\ntwo\n" : "two\n");
          expect(existsSync(`${path}.lock`)).to.equal(false);
        }
      });

      it("closes and unlocks it if it cannot be deleted", async () => {
        const path = join(folder, "undeletable");
        const file = await openJournalFile(path);
        rmSync(path);
        mkdirSync(path);
        expect((await rejection<ConnectorError>(file.remove())).code).to.equal("JournalUnwritable");
        expect(existsSync(`${path}.lock`)).to.equal(false);
        await (await openJournalFile(`${path}-next`)).close();
        rmdirSync(path);
      });

      for (const [what, holder] of [
        ["a process that was killed", { ...here, pid: killed }],
        ["an earlier process with the same number", { ...here, pid: process.pid }],
        ["a process that was killed while it acquired the lock", ""],
      ] as const) {
        it(`takes over the lock of ${what}`, async () => {
          const path = lockOf("killed", holder);
          const file = await openJournalFile(path);
          expect((await rejection<ConnectorError>(openJournalFile(path))).code).to.equal("JournalInUse");
          await file.close();
          expect(readdirSync(folder).filter((name) => name.startsWith("killed"))).to.deep.equal(["killed"]);
        });
      }

      it("takes over the lock of a killed process with an idle parent", async function () {
        if (process.platform !== "linux") return this.skip();
        const parent = spawn("/bin/sh", ["-c", "sleep 0.2 & echo $!; exec sleep 60"]);
        try {
          const [events] = (await once(parent.stdout, "data")) as [Buffer];
          const pid = Number(events.toString());
          while (!/\) Z /.test(readFileSync(`/proc/${pid}/stat`, "latin1"))) await setImmediate();
          await (await openJournalFile(lockOf("defunct", { ...here, pid }))).close();
        } finally {
          parent.kill();
          await once(parent, "exit");
        }
      });

      it("takes over the lock of a killed process if another process has its number", async function () {
        if (process.platform !== "linux") return this.skip();
        const other = spawn("sleep", ["60"]);
        try {
          const lock = { ...here, pid: other.pid };
          await (await openJournalFile(lockOf("numbered", { ...lock, begun: "1" }))).close();
          const error = await rejection<ConnectorError>(openJournalFile(lockOf("numbered", lock)));
          expect(error.code).to.equal("JournalInUse");
        } finally {
          other.kill();
          await once(other, "exit");
        }
      });

      it("respects a process in another container with the same host name while that one renews its lock", async () => {
        const path = lockOf("contained", { ...here, pid: process.pid, processTable: "another boot pid:[1]" });
        const error = await rejection<ConnectorError>(openJournalFile(path));
        expect(error.code).to.equal("JournalInUse");
        expect(error.message).to.contain("another container").and.to.contain("60 seconds");
        const old = new Date(Date.now() - 61_000);
        utimesSync(`${path}.lock`, old, old);
        await (await openJournalFile(path)).close();
        expect(readdirSync(folder).filter((name) => name.startsWith("contained"))).to.deep.equal([
          "contained",
        ]);
      });

      it("renews its lock while it is held", async () => {
        const path = join(folder, "renewed.lock");
        const lock = await lockJournal(path, 1);
        const old = new Date(Date.now() - 61_000);
        utimesSync(path, old, old);
        while (statSync(path).mtimeMs < Date.now() - 30_000) await new Promise((done) => setTimeout(done, 1));
        await lock.release();
        expect(existsSync(path)).to.equal(false);
      });

      for (const [what, make] of [
        ["a link to nothing", (path: string) => symlinkSync(join(folder, "nothing"), path)],
        ["a link to a file", (path: string) => symlinkSync(process.execPath, path)],
        ["a pipe", (path: string) => execFileSync("/bin/sh", ["-c", `mkfifo "$0"`, path])],
        ["a folder", (path: string) => mkdirSync(path)],
      ] as const) {
        it(`rejects a lock that is ${what}`, async () => {
          const path = join(folder, `odd-${what.replaceAll(" ", "-")}`);
          make(`${path}.lock`);
          const error = await rejection<ConnectorError>(openJournalFile(path));
          expect(error.code).to.equal("JournalUnwritable");
          expect(error.message).to.contain(`${path}.lock is not a regular file`);
        });
      }

      it("respects a process that may run on another machine", async () => {
        const path = lockOf("shared", { ...here, pid: killed, host: "elsewhere" });
        const error = await rejection<ConnectorError>(openJournalFile(path));
        expect(error.code).to.equal("JournalInUse");
        expect(error.message).to.contain("on elsewhere").and.to.contain("shared.lock");
      });

      it("locks once if many want the lock of a dead process, and if one has died during the takeover", async () => {
        for (let n = 0; n < 20; n += 1) {
          const name = `wanted${n}`;
          const path = lockOf(name, { ...here, pid: killed });
          if (n % 2 === 0)
            writeFileSync(`${path}.lock.dead`, JSON.stringify({ ...here, pid: killed, id: "dead2" }));
          const late = async (turns: number) => {
            for (let turn = 0; turn < turns; turn += 1) await setImmediate();
            return openJournalFile(path);
          };
          const opened = await Promise.allSettled(Array.from({ length: 30 }, (_, turns) => late(turns)));
          const files = opened.filter((one) => one.status === "fulfilled").map(({ value }) => value);
          const errors = opened.filter((one) => one.status === "rejected").map(({ reason }) => reason.code);
          expect(files.length, name).to.equal(1);
          expect(new Set(errors)).to.deep.equal(new Set(["JournalInUse"]));
          await files[0]?.close();
          expect(readdirSync(folder).filter((one) => one.startsWith(`${name}.`))).to.deep.equal([]);
        }
      });
    });

    it("reports a file that cannot be written", async () => {
      const error = await rejection<ConnectorError>(openJournalFile(join(folder, "none", "x")));
      expect([error.code, error.message.includes("ENOENT")]).to.deep.equal(["JournalUnwritable", true]);
    });
  });
});

describe("engine: run with a journal", () => {
  const input = importOf(rows(1800));

  async function runWith(
    disk: MemoryJournal,
    service: Service = acceptAll,
    options: StubOptions = {},
    given = input,
  ) {
    const made = await stub({ service, ...options, journals: disk.open });
    const events: unknown[] = [];
    const output = await made.connector
      .run("import_indicators", given, { asset, journal: "j", onEvent: (event) => events.push(event) })
      .catch((error: ConnectorError) => error);
    return { ...made, output, events };
  }

  it("sends nothing again after a completed run, and prints the same", async () => {
    const bad = row(3)["indicatorValue"];
    const service: Service = (call) => {
      if (call.rows.some((sent) => sent["indicatorValue"] === bad)) return errorResponse(`no ${String(bad)}`);
      return acceptAll(call);
    };
    const given = importOf([
      ...rows(1800),
      row(1),
      row(2, { action: "nonsense" }),
      row(5, { title: "later" }),
    ]);
    const disk = new MemoryJournal();
    const first = await runWith(disk, service, {}, given);
    const second = await runWith(disk, service, {}, given);
    expect(first.calls.length).to.be.greaterThan(4);
    expect([second.calls.length, second.tokenCalls.length]).to.deep.equal([0, 0]);
    expect(second.output).to.deep.equal(first.output);
  });

  it("sends only rows without a result after a crash at each write", async () => {
    for (let crash = 2; crash <= 5; crash += 1) {
      const disk = new MemoryJournal();
      let dead = false;
      disk.onAppend = (nth) => {
        dead ||= nth >= crash;
        if (dead) throw new ConnectorError("JournalUnwritable", "The disk is gone.");
      };
      await runWith(disk);
      disk.onAppend = () => {};
      const { calls, output } = await runWith(disk);
      const sent = calls.flatMap((call) => call.rows.map((one) => one["indicatorValue"]));
      expect(sent.length).to.equal(1800 - 500 * (crash - 2));
      expect((output as { json_body: { value: unknown[] } }).json_body.value).to.deep.equal(
        rows(1800).map((one) => taken(one)),
      );
    }
  });

  it("ends the run if it can no longer write, and reports that", async () => {
    const disk = new MemoryJournal();
    disk.onAppend = (nth) => {
      if (nth > 2) throw new ConnectorError("JournalUnwritable", "The disk is full.");
    };
    const { events, calls, output } = await runWith(
      disk,
      acceptAll,
      { clock: jumpingClock() },
      importOf(rows(9000)),
    );
    expect(calls.length).to.be.at.most(6);
    expect(events).to.deep.include.members([
      {
        type: "warning",
        code: "JournalUnwritable",
        message: "The disk is full. Name a journal in a writable folder on a disk that is not full.",
      },
    ]);
    const { value } = (output as { json_body: { value: JsonObject[] } }).json_body;
    expect(value.length).to.equal(9000);
    expect(value.at(-1)?.["failureReason"]).to.match(/^NotSent: .*The disk is full/);
  });

  it("retries rows if the service was unreachable, the row was not sent or no response came", async () => {
    const disk = new MemoryJournal();
    const down: Service = (call) => (call.n === 1 ? acceptAll(call) : errorResponse("down", 503));
    const first = await runWith(disk, down);
    expect(JSON.stringify(first.output)).to.contain("ServiceFailed: ");
    const second = await runWith(disk);
    expect(second.calls.flatMap((call) => call.rows).length).to.equal(1300);
    expect(JSON.stringify(second.output)).to.not.contain('"isFailed":true');
    const third = await runWith(disk);
    expect(third.calls.length).to.equal(0);
    expect(third.output).to.deep.equal(second.output);
  });

  describe("rows of one identity", () => {
    const titles = ({ calls }: Awaited<ReturnType<typeof runWith>>) =>
      calls.map((call) => call.rows.map((one) => one["title"]));
    /** Fails the requests that contain a row with that title. */
    const failing =
      (title: string): Service =>
      (call) =>
        call.rows.some((one) => one["title"] === title) ? errorResponse("down", 503) : acceptAll(call);
    const one = (title: string) => row(0, { title });
    const smallWindow = changed({
      action: {
        "/batch/maxItems": 1,
        "/batch/concurrency": 1,
        "/batch/dedupWindow": 2,
        "/retry/attempts": 1,
      },
    });

    for (const [what, between] of [
      ["at once", []],
      ["far apart", rows(9).slice(1)],
    ] as const) {
      it(`resends them after one without a response, ${what}`, async () => {
        const disk = new MemoryJournal();
        const given = importOf([one("first"), ...between, one("second")]);
        const options = { declarations: smallWindow };
        await runWith(disk, failing("first"), options, given);
        const second = await runWith(disk, acceptAll, options, given);
        expect(titles(second)).to.deep.equal([["first"], ["second"]]);
        expect((await runWith(disk, acceptAll, options, given)).calls.length).to.equal(0);
      });
    }

    it("resends them also if only an earlier run sent the first one", async () => {
      const disk = new MemoryJournal();
      const options = { declarations: smallWindow };
      const given = importOf([one("first"), one("second"), ...rows(3).slice(1)]);
      await runWith(disk, failing("first"), options, given);
      const second = await runWith(disk, failing("second"), options, given);
      expect(titles(second)).to.deep.equal([["first"], ["second"]]);
      const third = await runWith(disk, acceptAll, options, given);
      expect(titles(third)).to.deep.equal([["second"]]);
      expect((await runWith(disk, acceptAll, options, given)).calls.length).to.equal(0);
    });

    it("stores a separate result for each of several equal rows", async () => {
      const disk = new MemoryJournal();
      const same = one("a");
      const given = [same, row(1), same, one("b"), row(1)];
      await runWith(disk, acceptAll, {}, importOf(given));
      const lines = disk.text.trim().split("\n").slice(1);
      expect(lines.map((line) => (JSON.parse(line) as JsonObject)["rows"])).to.deep.equal([
        "0-1",
        "2",
        "3",
        "4",
      ]);
    });

    it("stores no result for rows that equal one without a response", async () => {
      const disk = new MemoryJournal();
      const given = importOf([one("a"), one("a")]);
      await runWith(disk, failing("a"), {}, given);
      expect(disk.text.trim().split("\n").length, "the first line alone").to.equal(1);
      const second = await runWith(disk, acceptAll, {}, given);
      expect(titles(second)).to.deep.equal([["a"]]);
      expect(JSON.stringify(second.output)).to.not.contain('"isFailed":true');
    });

    it("counts rows that equal an earlier one as complete with it", async () => {
      const disk = new MemoryJournal();
      disk.onAppend = (nth) => {
        if (nth === 5) throw new ConnectorError("JournalUnwritable", "The disk is full.");
      };
      const clock = jumpingClock();
      // The slow row is the first one, and holds back what is written of the equal one.
      const service: Service = async (call) => {
        if (call.rows[0]?.["indicatorValue"] === row(1)["indicatorValue"]) await clock.sleep(60_000);
        return acceptAll(call);
      };
      const given = importOf([row(1), one("a"), one("a"), one("b")]);
      const declarations = changed({ action: { "/batch/maxItems": 1 } });
      const first = await runWith(disk, service, { declarations, clock }, given);
      expect(titles(first)).to.deep.equal([["Row 1"], ["a"], ["b"]]);
      expect(disk.appends).to.equal(5);
      for (let run = 1; run <= 2; run += 1)
        expect(titles(await runWith(disk, acceptAll, { declarations }, given)), `run ${run}`).to.deep.equal(
          [],
        );
    });
  });

  describe("an action that is not idempotent", () => {
    const declarations = changed({
      action: { "/idempotent": false, "/batch/maxItems": 2, "/batch/concurrency": 1, "/retry/attempts": 1 },
    });
    const given = importOf(rows(6));
    const sentIn = ({ calls }: Awaited<ReturnType<typeof runWith>>) =>
      calls.map((call) => call.rows.map((one) => one["title"]));
    const reasonsIn = ({ output }: Awaited<ReturnType<typeof runWith>>): unknown[] => {
      const events = output instanceof ConnectorError ? output.output : output;
      return (events as { json_body: { value: JsonObject[] } }).json_body.value.map(
        (one) => one["failureReason"],
      );
    };
    const firstReport =
      (first: Service): Service =>
      (call) =>
        call.n === 1 ? first(call) : acceptAll(call);

    for (const [code, first] of [
      ["OutcomeUnknown", () => ({ failure: "lost", code: "ECONNRESET" })],
      ["OutcomeUnknown", () => errorResponse("down", 503)],
      ["MissingResult", () => response({ value: [] })],
      [
        "UnexpectedResponse",
        ({ rows: sent }) => response({ value: sent.map((one) => ({ ...taken(one), id: {} })) }),
      ],
    ] as const satisfies readonly (readonly [string, Service])[]) {
      it(`does not resend a row that may have been stored: ${code}`, async () => {
        const disk = new MemoryJournal();
        const one = await runWith(disk, firstReport(first), { declarations }, given);
        const again = await runWith(disk, acceptAll, { declarations }, given);
        expect(reasonsIn(one)[0]).to.match(new RegExp(`^${code}: `));
        expect([...sentIn(one), ...sentIn(again)].flat().length).to.equal(6);
        expect(again.output).to.deep.equal(one.output);
      });
    }

    it("does not resend a row with a request in flight when the run was killed", async () => {
      const disk = new MemoryJournal();
      const killed = new MemoryJournal();
      const watch: Service = (call) => {
        if (call.n === 2) killed.text = disk.text;
        return acceptAll(call);
      };
      await runWith(disk, watch, { declarations }, given);
      for (let run = 2; run <= 3; run += 1) {
        const again = await runWith(killed, acceptAll, { declarations }, given);
        expect(sentIn(again)).to.deep.equal(run === 2 ? [["Row 4", "Row 5"]] : []);
        const lost =
          /^OutcomeUnknown: an earlier run sent this row and ended before the response; look it up/;
        const reasons = reasonsIn(again);
        for (const n of [2, 3]) expect(reasons[n]).to.match(lost);
        for (const n of [0, 1, 4, 5]) expect(reasons[n]).to.equal(null);
        expect((again.output as { status_code: number }).status_code).to.equal(207);
      }
    });

    it("ends the same way if nothing else is known of any row", async () => {
      const disk = new MemoryJournal();
      const killed = new MemoryJournal();
      const two = importOf(rows(2));
      const watch: Service = (call) => {
        killed.text = disk.text;
        return acceptAll(call);
      };
      await runWith(disk, watch, { declarations }, two);
      const again = await runWith(killed, acceptAll, { declarations }, two);
      expect([(again.output as ConnectorError).code, again.calls.length]).to.deep.equal([
        "OutcomeUnknown",
        0,
      ]);
    });

    it("sends rows that certainly are not stored: throttled ones and unsent ones", async () => {
      const disk = new MemoryJournal();
      const one = await runWith(disk, () => errorResponse("slower", 429), { declarations }, given);
      expect(one.calls.length).to.equal(1);
      const again = await runWith(disk, acceptAll, { declarations }, given);
      expect(sentIn(again).flat().length).to.equal(6);
      expect(reasonsIn(again)).to.deep.equal(Array(6).fill(null));
      expect((await runWith(disk, acceptAll, { declarations }, given)).calls.length).to.equal(0);
    });
  });

  it("writes only results if a request may be repeated", async () => {
    const disk = new MemoryJournal();
    await runWith(disk);
    expect(disk.text).to.not.contain('"begun"');
  });

  it("keeps the rejection of a run in which every row was rejected", async () => {
    const disk = new MemoryJournal();
    const rejectAll: Service = ({ rows: sent }) => errorResponse(`no ${String(sent[0]?.["indicatorValue"])}`);
    const given = importOf(rows(3));
    const first = await runWith(disk, rejectAll, {}, given);
    const second = await runWith(disk, rejectAll, {}, given);
    expect((first.output as { status_code: number }).status_code).to.equal(400);
    expect(second.output).to.deep.equal(first.output);
    expect(second.calls.length).to.equal(0);
  });

  it("rejects another input before anything is sent", async () => {
    const disk = new MemoryJournal();
    await runWith(disk);
    const { output, calls, tokenCalls } = await runWith(disk, acceptAll, {}, importOf(rows(1799)));
    expect((output as ConnectorError).code).to.equal("JournalMismatch");
    expect(calls.length + tokenCalls.length).to.equal(0);
  });

  it("contains no secret and no header of a request", async () => {
    const disk = new MemoryJournal();
    await runWith(disk);
    expect(disk.text).to.not.contain(asset.client_secret);
    expect(disk.text).to.not.contain("stub-token");
    expect(disk.text.toLowerCase()).to.not.contain("authorization");
    expect(JSON.parse(disk.text.split("\n")[0] ?? "")).to.deep.include({
      action: "import_indicators",
      target: {
        host: "api.security.microsoft.com",
        path: "",
        tenant: asset.tenant_id,
        client: asset.client_id,
      },
    });
  });
});
