import {
  chmodSync,
  chownSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
  rmSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import type { RunOptions } from "../../../connector/index.js";
import { openJournalFile } from "../../../connector/engine/journal/journal_file.js";
import { importOf, row, rows } from "../../support/rows.js";
import {
  acceptAll,
  response,
  asset,
  changed,
  page,
  errorResponse,
  runOn,
  type Service,
  stub,
  taken,
} from "../stub.js";

const addressWith = (path: string) => ({ url: `https://relay.example/${path}`, allow_custom_host: true });

describe("engine: journals with automatic names", () => {
  const folder = mkdtempSync(join(tmpdir(), "journals-"));
  after(() => rmSync(folder, { recursive: true }));
  let nth = 0;
  const journalDir = (): string => join(folder, `${(nth += 1)}`, "journals");

  async function ran(
    service: Service,
    options: Partial<RunOptions>,
    given: unknown[] = rows(3),
    own = asset,
  ) {
    const made = await stub({ service, journals: openJournalFile });
    const events = await runOn(made.connector, importOf(given), { asset: own, ...options });
    return { ...made, ...events };
  }

  it("names them by action, target and input, in a folder that is created", async () => {
    const dir = journalDir();
    const run = (given: unknown[], own = asset) =>
      ran(acceptAll, { journalDir: dir, keepJournals: true }, given, own);
    await run(rows(3));
    const [first = ""] = readdirSync(dir);
    expect(first).to.match(/^import_indicators-[0-9a-f]{64}\.journal$/);
    await run(rows(3));
    expect(readdirSync(dir), "the same input finds its journal again").to.deep.equal([first]);
    await run(rows(2));
    await run(rows(3), { ...asset, tenant_id: "tenant-2" } as unknown as typeof asset);
    expect(readdirSync(dir)).to.have.lengthOf(3);
  });

  it("deletes them if every row has its final result, so that the next run sends the unchanged feed", async () => {
    const dir = journalDir();
    for (let run = 0; run < 2; run += 1) {
      const { calls, output } = await ran(acceptAll, { journalDir: dir });
      expect([calls.length, output.status_code, readdirSync(dir)]).to.deep.equal([1, 200, []]);
    }
  });

  it("deletes them if rows were rejected by the connector or by the service", async () => {
    const dir = journalDir();
    const given = [...rows(2), row(3, { indicatorType: "IpAddress", indicatorValue: "192.0.2.0/24" })];
    const rejectFirst: Service = ({ rows: sent }) =>
      response({
        value: sent.map((one, i) =>
          i > 0 ? taken(one) : { ...taken(one), id: null, isFailed: true, failureReason: "bad" },
        ),
      });
    const { reasons } = await ran(rejectFirst, { journalDir: dir }, given);
    expect(reasons.filter((reason) => reason !== null)).to.have.lengthOf(2);
    expect(readdirSync(dir)).to.deep.equal([]);
  });

  it("says that the named folder, or a part of its path, is a file, and sends nothing", async () => {
    const file = join(folder, "feed.json");
    writeFileSync(file, "{}");
    for (const [dir, message] of [
      [file, `${file} is a file, and not a folder for journals.`],
      [
        join(file, "x"),
        `${join(file, "x")} is not a folder for journals, because a part of its path is a file.`,
      ],
    ] as const) {
      const { calls, error } = await ran(acceptAll, { journalDir: dir });
      expect([calls.length, error?.code, error?.message]).to.deep.equal([0, "JournalUnwritable", message]);
    }
  });

  it("keeps them if keepJournals is set, and the next run sends nothing", async () => {
    const dir = journalDir();
    await ran(acceptAll, { journalDir: dir, keepJournals: true });
    const { calls, output } = await ran(acceptAll, { journalDir: dir, keepJournals: true });
    expect([calls.length, output.status_code, readdirSync(dir).length]).to.deep.equal([0, 200, 1]);
  });

  for (const [what, service] of [
    ["has an unknown outcome", () => page("<html>")],
    ["has no result", ({ rows: sent }) => response({ value: sent.slice(1).map((one) => taken(one)) })],
    ["had a service that is down", () => errorResponse("down", 503)],
    ["had a missing permission", () => errorResponse("no", 403)],
  ] as [string, Service][]) {
    it(`keeps them if a row ${what}`, async () => {
      const dir = journalDir();
      const { reasons, error } = await ran(service, { journalDir: dir, deadline_ms: 600_000 });
      expect(reasons.filter((reason) => reason === null).length).to.be.lessThan(3);
      expect(error === undefined || error.output !== undefined).to.equal(true);
      expect(readdirSync(dir).filter((name) => name.endsWith(".journal"))).to.have.lengthOf(1);
    });
  }

  it("keeps them if a row was held back because of capacity, and the next run sends that row", async () => {
    const dir = journalDir();
    const service: Service = ({ request, rows: sent }) =>
      response({ value: request.method === "GET" ? [] : sent.map((one) => taken(one)) });
    const ranWithLimit = async (limit: number) => {
      const declarations = changed({ action: { "/capacity/limit": limit } });
      const made = await stub({ service, journals: openJournalFile, declarations });
      const options = { asset, journalDir: dir, preflight: true };
      return { ...made, ...(await runOn(made.connector, importOf(rows(3)), options)) };
    };
    const first = await ranWithLimit(1);
    expect(first.reasons.slice(1).map((reason) => String(reason).split(":")[0])).to.deep.equal([
      "CapacityExceeded",
      "CapacityExceeded",
    ]);
    expect(readdirSync(dir)).to.have.lengthOf(1);
    const second = await ranWithLimit(3);
    expect(second.reasons).to.deep.equal([null, null, null]);
    expect(second.calls.flatMap(({ rows: sent }) => sent)).to.have.lengthOf(2);
    expect(readdirSync(dir)).to.deep.equal([]);
  });

  for (const failing of ["remove", "close"] as const)
    it(`keeps output and summary, and warns, if ${failing} fails at the end`, async () => {
      const journals: typeof openJournalFile = async (path) => {
        const file = await openJournalFile(path);
        const fail = async () => {
          await file.close();
          throw new Error("EPERM");
        };
        return {
          size: 0,
          read: () => Buffer.from(""),
          truncate: (size) => file.truncate(size),
          append: (text) => file.append(text),
          close: fail,
          remove: fail,
        };
      };
      const made = await stub({ journals });
      const options = { asset, journalDir: journalDir(), keepJournals: failing === "close" };
      const { output, error, events, warnings } = await runOn(made.connector, importOf(rows(3)), options);
      expect([error, output.status_code]).to.deep.equal([undefined, 200]);
      expect(events.at(-1)).to.include({ type: "summary", rows: 3, succeeded: 3 });
      expect(warnings.map(({ code }) => code)).to.deep.equal(["JournalUnwritable"]);
    });

  for (const [options, says] of [
    [{ journalDir: "a", journal: "b" }, "exclude each other"],
    [{ keepJournals: true }, "only together with journalDir"],
    [{ journalDir: "" }, "path of a folder"],
    [{ journalDir: "a", keepJournals: "yes" as unknown as boolean }, "true or false"],
  ] as [Partial<RunOptions>, string][]) {
    it(`rejects ${JSON.stringify(options)} before anything is sent`, async () => {
      const { error, calls, tokenCalls } = await ran(acceptAll, options);
      expect([error?.code, calls.length, tokenCalls.length]).to.deep.equal(["InvalidOption", 0, 0]);
      expect(error?.message).to.contain(says);
    });
  }

  it("warns of a journal that other users can write", async function () {
    if (process.platform === "win32") return this.skip();
    const journal = join(folder, "open.journal");
    const first = await ran(acceptAll, { journal });
    expect(first.warnings.map(({ code }) => code)).to.deep.equal([]);
    chmodSync(journal, 0o666);
    const second = await ran(acceptAll, { journal });
    expect(second.warnings.map(({ code }) => code)).to.deep.equal(["JournalWritableByOthers"]);
    expect(second.warnings[0]?.message).to.contain(journal).and.to.contain("other users");
    expect(existsSync(journal) && readFileSync(journal, "utf8")).to.contain('"path":""');
  });

  it("warns of a journal that belongs to another user, although only its owner can write it", async function () {
    const { getuid } = process;
    if (getuid === undefined) return this.skip();
    const journal = join(folder, "foreign.journal");
    const expectWarning = async () => {
      const { warnings, calls } = await ran(acceptAll, { journal });
      expect(warnings.map(({ code }) => code)).to.deep.equal(["JournalWritableByOthers"]);
      expect(warnings[0]?.message).to.contain(`The journal ${journal} belongs to another user`);
      expect(calls.length, "the rows are in the journal").to.equal(0);
    };
    const first = await ran(acceptAll, { journal });
    expect([first.warnings.length, statSync(journal).mode & 0o777]).to.deep.equal([0, 0o600]);
    const own = getuid.call(process);
    process.getuid = () => own + 1;
    try {
      await expectWarning();
    } finally {
      process.getuid = getuid;
    }
    if (own !== 0) return;
    chownSync(journal, 65_534, 65_534);
    await expectWarning();
  });

  for (const [what, change, code] of [
    ["a part of the path of url", (secret: string) => addressWith(`${secret}/api/`), "JournalMismatch"],
    ["tenant_id", (secret: string) => ({ tenant_id: secret }), "JournalMismatch"],
    ["client_id", (secret: string) => ({ client_id: secret }), "JournalMismatch"],
    ["client_secret", (secret: string) => ({ client_secret: secret }), undefined],
  ] as const)
    it(`writes no secret in ${what} to the journal or to a message about it`, async () => {
      const common = { ...asset, ...addressWith("other") };
      for (const secret of [
        "Xb8Q~cAnArYcAnArY-0123456789.abcdefghij",
        "d41d8cd98f00b204e9800998",
        "hunter2",
      ]) {
        const journal = join(folder, `${(nth += 1)}.journal`);
        const owner = { ...common, ...change(secret) } as typeof asset;
        const first = await ran(acceptAll, { journal }, rows(3), owner);
        expect([first.error, first.calls.length]).to.deep.equal([undefined, 1]);
        const again = await ran(acceptAll, { journal }, rows(3), owner);
        expect([again.error, again.calls.length], "the journal is found again").to.deep.equal([undefined, 0]);
        const other = await ran(acceptAll, { journal }, rows(3), common);
        expect(other.error?.code).to.equal(code);
        for (const text of [readFileSync(journal, "utf8"), String(other.error?.message)])
          expect(text.toLowerCase()).to.not.contain(secret.toLowerCase());
      }
    });

  it("distinguishes journals of two addresses that differ by a secret part of the path", async () => {
    const dir = journalDir();
    const owner = (secret: string) => ({ ...asset, ...addressWith(secret) });
    for (const secret of ["Xb8Q~cAnArY-0123456789", "Xb8Q~cAnArY-0123456780"])
      await ran(acceptAll, { journalDir: dir, keepJournals: true }, rows(3), owner(secret));
    expect(readdirSync(dir)).to.have.lengthOf(2);
  });

  it("rejects a journal of another path on the same host", async () => {
    const journal = join(folder, "path.journal");
    const at = (path: string) => ({ ...asset, ...addressWith(path) });
    await ran(acceptAll, { journal }, rows(3), at("one"));
    expect(readFileSync(journal, "utf8")).to.contain('"path":"/one"');
    const { error, calls } = await ran(acceptAll, { journal }, rows(3), at("two"));
    expect([error?.code, calls.length]).to.deep.equal(["JournalMismatch", 0]);
  });
});
