// `convert`: rows on stdout, what was recognized and counted on stderr, and one exit code per kind of end.
import { existsSync, readFileSync } from "node:fs";
import { gunzipSync, gzipSync } from "node:zlib";
import { expect } from "chai";
import { row } from "../../support/rows.js";
import { canary, command, useFolder } from "../shared/process.js";

const list = [
  "# from a report",
  "hxxps://bad[.]example/x",
  "192.0.2.7:443",
  "evil.example",
  "not a value",
  "",
].join("\n");
const block = ["--default", "action=Block"];
const linesOf = (text: string) =>
  text
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line));
const valuesOf = (text: string) => linesOf(text).map((one) => one.indicatorValue);
const listed = ["https://bad.example/x", "192.0.2.7", "evil.example"];

describe("convert", () => {
  const file = useFolder();

  it("prints one row per line, and what was recognized, counted and skipped on stderr", async () => {
    const { code, stdout, stderr } = await command(["convert", file("list.txt", list), ...block]);
    expect(valuesOf(stdout)).to.deep.equal(listed);
    expect(stderr).to.match(/^note FormatRecognized: .*text/m);
    expect(stderr).to.include("\n4 items: 1 taken, 2 changed, 1 skipped; 3 rows.\n");
    expect(stderr).to.match(/^ {2}changed Refanged \(1\): line 2: /m);
    expect(stderr).to.match(/^ {2}skipped \w+ \(1\): line 5: "not a value" /m);
    expect(code).to.equal(0);
  });

  it("takes the format from the extension of the output, and rejects a contradiction", async () => {
    const path = file("list.txt", list);
    const table = file("out.csv", "old");
    expect((await command(["convert", path, ...block, "--output", table])).code).to.equal(0);
    expect(readFileSync(table, "utf8")).to.match(/^indicatorValue,indicatorType,/);
    const json = file("out.json", "old");
    const { code, stderr } = await command(["convert", path, ...block, "--to", "csv", "--output", json]);
    expect([code, readFileSync(json, "utf8")]).to.deep.equal([2, "old"]);
    expect(stderr)
      .to.include("--to csv and the extension of --output")
      .and.to.include("contradict each other");
  });

  it("exits 1 for skipped items only if asked", async () => {
    const path = file("list.txt", list);
    expect((await command(["convert", path, ...block, "--fail-on-skipped"])).code).to.equal(1);
    const whole = file("whole.txt", "evil.example\n");
    expect((await command(["convert", whole, ...block, "--fail-on-skipped"])).code).to.equal(0);
  });

  it("reads standard input with - and without an argument, also UTF-16 and gzip", async () => {
    const little = Buffer.from(`\uFEFF${list}`, "utf16le");
    const all = [list, gzipSync(list), little, Buffer.from(little).swap16(), gzipSync(little)];
    for (const [args, stdin] of all.flatMap((text) => [[[], text] as const, [["-"], text] as const])) {
      const { code, stdout } = await command(["convert", ...args, ...block], { stdin });
      expect([code, ...valuesOf(stdout)]).to.deep.equal([0, ...listed]);
    }
  });

  it("writes one JSON input, CSV, and the template of the portal, to stdout and to files", async () => {
    const path = file("list.txt", list);
    const written = async (to: string) => {
      const { stdout } = await command(["convert", path, ...block, "--to", to]);
      const output = file(`out.${to}.gz`, "old");
      await command(["convert", path, ...block, "--to", to, "--output", output]);
      expect(String(gunzipSync(readFileSync(output)))).to.equal(stdout);
      return stdout;
    };
    const { json_body, ...others } = JSON.parse(await written("json"));
    expect(json_body.Indicators.map((one: { indicatorValue: string }) => one.indicatorValue)).to.deep.equal(
      listed,
    );
    expect([Object.keys(json_body), others]).to.deep.equal([["Indicators"], {}]);
    const [header, first] = (await written("portal-csv")).split("\r\n");
    expect(header).to.equal(
      "IndicatorType,IndicatorValue,ExpirationTime,Action,Severity,Title,Description,RecommendedActions,RbacGroups,Category,MitreTechniques,GenerateAlert",
    );
    expect(first).to.match(/^Url,https:\/\/bad\.example\/x,,Block,/);
    expect((await written("csv")).split("\r\n")[0]).to.match(
      /^indicatorValue,indicatorType,action,application,/,
    );
    expect(valuesOf(await written("ndjson"))).to.deep.equal(listed);
  });

  it("writes an empty file in each format if no item becomes a row", async () => {
    const path = file("none.txt", "# nothing\n");
    const texts = new Map<string, string>();
    for (const to of ["ndjson", "json", "portal-csv"])
      texts.set(to, (await command(["convert", path, ...block, "--format", "text", "--to", to])).stdout);
    expect(texts.get("ndjson")).to.equal("");
    expect(JSON.parse(texts.get("json") ?? "")).to.deep.equal({ json_body: { Indicators: [] } });
    expect(texts.get("portal-csv")?.split("\r\n")).to.have.length(2);
  });

  it("says which fields of the rows a format cannot carry", async () => {
    const path = file("rows.ndjson", `${JSON.stringify(row(1, { educateUrl: "https://help.example" }))}\n`);
    const { code, stderr } = await command(["convert", path, "--to", "portal-csv"]);
    expect(stderr).to.include(
      "note FieldLost: Rows with a educateUrl that the file cannot contain: 1. They were written without it.\n",
    );
    expect(code).to.equal(0);
  });

  it("leaves out rows whose groups the template of the portal would change, names them, and exits 1", async () => {
    const groups = { rbacGroupNames: ["HQ, Floor 1"] };
    const path = file("rows.ndjson", [row(1, groups), row(2)].map((one) => JSON.stringify(one)).join("\n"));
    const { code, stdout, stderr } = await command(["convert", path, "--to", "portal-csv"]);
    expect(stdout.trim().split("\r\n")).to.have.length(2);
    expect(stderr).to.match(/^note NotPortable: .*rbacGroupNames.*: 1 \(/m);
    expect(stderr).not.to.include("FieldLost");
    expect(code).to.equal(1);
    const table = await command(["convert", path, "--to", "csv"]);
    const csv = file("rows.csv", table.stdout);
    const again = await command(["convert", csv, "--format", "csv"]);
    expect(linesOf(again.stdout)[0].rbacGroupNames).to.deep.equal(["HQ, Floor 1"]);
    expect([table.code, again.code]).to.deep.equal([0, 0]);
  });

  it("writes one line per item with --items", async () => {
    const [path, items] = [file("list.txt", list), file("items.ndjson", "old")];
    expect((await command(["convert", path, ...block, "--items", items])).code).to.equal(0);
    const lines = linesOf(readFileSync(items, "utf8"));
    expect(lines.map(({ status, rows }) => [status, rows])).to.deep.equal([
      ["changed", 1],
      ["changed", 1],
      ["taken", 1],
      ["skipped", 0],
    ]);
    expect(Object.keys(lines[0])).to.deep.equal([
      "source",
      "status",
      "code",
      "message",
      "before",
      "after",
      "rows",
    ]);
    expect(lines[0]).to.include({ before: "hxxps://bad[.]example/x", after: "https://bad.example/x" });
    expect(lines[0].source).to.deep.equal({ file: path, line: 2 });
    expect(lines[3]).to.include({ before: "not a value", after: null });
  });

  it("takes defaults of a file, and single ones before them", async () => {
    const defaults = file("defaults.json", { action: "Audit", severity: "Low" });
    const path = file("list.txt", "evil.example\n");
    const { stdout } = await command([
      "convert",
      path,
      "--defaults",
      defaults,
      "--default",
      "severity=High",
      "--default",
      "expiresAfter.default=P30D",
    ]);
    const [one] = linesOf(stdout);
    expect(one).to.include({ action: "Audit", severity: "High", generateAlert: true });
    expect(Date.parse(one.expirationTime) - Date.now()).to.be.within(29.9 * 86_400_000, 30.1 * 86_400_000);
  });

  it("takes the defaults of an asset before those of a file and of flags, and no other part of it", async () => {
    const path = file("list.txt", "evil.example\n");
    const given = { action: "Audit", severity: "High", title: "Of the asset" };
    const asset = file("asset.json", {
      tenant_id: "t",
      client_id: "c",
      client_secret: canary,
      defaults: given,
    });
    const flags = ["--asset", asset, "--default", "severity=Low"];
    const { code, stdout, stderr } = await command(["convert", path, ...flags]);
    expect(code, stderr).to.equal(0);
    expect(linesOf(stdout)[0]).to.include({ ...given, severity: "Low" });
    const elsewhere = file("elsewhere.json", { client_secret_file: "missing", defaults: given });
    expect((await command(["convert", path, "--asset", elsewhere])).code).to.equal(0);
    const same = await command(["convert", path, "--asset", asset, "--items", asset]);
    expect(same.stderr).to.include("--asset and --items name the same file");
    const odd = file("odd.json", {
      tenant_id: "t",
      client_id: "c",
      client_secret: canary,
      defaults: { akcion: 1 },
    });
    expect((await command(["convert", path, "--asset", odd])).code).to.equal(2);
  });

  it("assigns columns by their header and by their number, also a header that contains =", async () => {
    const path = file("odd.csv", "domain,a=b,more\nevil.example,The title,The text\n");
    const { code, stdout, stderr } = await command([
      "convert",
      path,
      ...block,
      "--map",
      "a=b=title",
      "--map",
      "3=description",
    ]);
    expect(linesOf(stdout), stderr).to.have.length(1);
    expect(linesOf(stdout)[0]).to.include({ title: "The title", description: "The text" });
    expect(code).to.equal(0);
  });

  it("finds values in prose only if asked", async () => {
    const path = file("report.txt", "The group used evil[.]example and 192[.]0[.]2[.]7 in May.\n");
    const plain = await command(["convert", path, ...block, "--format", "text"]);
    expect(plain.stdout).to.equal("");
    const { stdout } = await command(["convert", path, ...block, "--format", "text", "--prose"]);
    expect(valuesOf(stdout)).to.deep.equal(["evil.example", "192.0.2.7"]);
  });

  it("takes a benign value only if it is allowed, and notes hits of warning lists", async () => {
    const path = file("list.txt", "8.8.8.8\nevil.example\n");
    expect(valuesOf((await command(["convert", path, ...block])).stdout)).to.deep.equal(["evil.example"]);
    const allowed = await command(["convert", path, ...block, "--allow-benign", "8.8.8.8"]);
    expect(valuesOf(allowed.stdout)).to.deep.equal(["8.8.8.8", "evil.example"]);
    const name = file("known.json", { name: "Known", type: "hostname", list: ["evil.example"] });
    const folder = name.slice(0, name.lastIndexOf("/"));
    const odd = await command(["convert", path, ...block, "--warning-lists", folder]);
    expect([odd.code, odd.stdout]).to.deep.equal([2, ""]);
    expect(odd.stderr).to.match(/^error InvalidOption: .*\.json/m);
  });

  for (const [what, args, message] of [
    ["an unknown key in --default", ["--default", "akcion=Block"], /akcion/],
    ["a default without a value", ["--default", "action"], /KEY=VALUE/],
    ["an unknown field in --map", ["--map", "1=titel"], /titel/],
    ["a --map without a field", ["--map", "titel"], /--map titel must have the form COLUMN=FIELD/],
    ["a column that is assigned twice", ["--map", "1=title", "--map", "1=severity"], /column 1 twice/],
    ["an unknown column in --map", ["--format", "csv", "--map", "nosuch=title"], /nosuch/],
    [
      "a folder of warning lists that does not exist",
      ["--warning-lists", "/nosuch"],
      /\/nosuch does not exist/,
    ],
    ["an unknown format", ["--format", "xml"], /--format/],
  ] as const) {
    it(`exits 2 for ${what}`, async () => {
      const path = file("two.csv", "value,type\nevil.example,domain\n");
      const { code, stdout, stderr } = await command(["convert", path, ...block, ...args]);
      expect([code, stdout]).to.deep.equal([2, ""]);
      expect(stderr)
        .to.match(/^error (?:InvalidOption|InvalidInput|Usage): /m)
        .and.match(message);
    });
  }

  it("exits 2 for an unknown key in the file of defaults, and for rows without an action", async () => {
    const path = file("list.txt", list);
    const defaults = file("defaults.json", { action: "Block", expires: "P30D" });
    const unknown = await command(["convert", path, "--defaults", defaults]);
    expect([unknown.code, unknown.stdout]).to.deep.equal([2, ""]);
    expect(unknown.stderr).to.include("expires");
    const without = await command(["convert", path]);
    expect([without.code, without.stdout]).to.deep.equal([2, ""]);
    expect(without.stderr).to.include("--default action=");
  });

  it("calls standard input by its name in messages", async () => {
    for (const [stdin, message] of [
      [gzipSync("bad.example\n".repeat(50)).subarray(0, 25), "Standard input ends too early"],
      ["bad.example\n\0\n", "Standard input is not text"],
      ['{"type":"bundle",}', "Standard input is not valid JSON"],
      ['value,note\nbad.example,"x\n', "Standard input: the record at line 2 has a quote"],
    ] as const) {
      const { code, stderr } = await command(["convert", "-", "--default", "action=Block"], { stdin });
      expect(code).to.equal(2);
      expect(stderr).to.include(`error InvalidInput: ${message}`);
    }
    const without = await command(["convert", "-"], { stdin: "bad.example\n" });
    expect(without.stderr).to.include("error InvalidOption: Standard input is read as text, which does not");
  });

  it("exits 2 for a source that is cut off, after the rows and items before the cut", async () => {
    const many = Array.from({ length: 20_000 }, (_none, n) => `host-${n}-${Math.sin(n)}.example`);
    const packed = gzipSync(`${many.join("\n")}\n`);
    const path = file("cut.txt.gz", packed.subarray(0, packed.length / 2));
    const items = file("items.ndjson.gz", "");
    const { code, stdout, stderr } = await command(["convert", path, ...block, "--items", items]);
    expect(stderr).to.match(/^error InvalidInput: .*cut\.txt\.gz.* ends too early/m);
    const rows = linesOf(stdout);
    expect(rows.length).to.be.within(1_000, 19_000);
    expect(linesOf(String(gunzipSync(readFileSync(items))))).to.have.length(rows.length);
    expect(code).to.equal(2);
  });

  it("rejects an output or items file that is the input, also through another name", async () => {
    const path = file("list.txt", list);
    for (const option of ["--output", "--items", "--defaults"]) {
      const { code, stderr } = await command([
        "convert",
        path,
        ...block,
        option,
        `${path}/../list.txt`.replace("list.txt/../", "./"),
      ]);
      expect(code).to.equal(2);
      expect(stderr).to.include(`The input and ${option} name the same file`);
    }
    expect(readFileSync(path, "utf8")).to.equal(list);
  });

  it("reports a file that does not exist, and a folder that cannot be written", async () => {
    const missing = await command(["convert", "/nosuch/list.txt"]);
    expect([missing.code, missing.stdout]).to.deep.equal([2, ""]);
    expect(missing.stderr).to.match(/^error InvalidInput: \/nosuch\/list\.txt does not exist\./);
    const { code, stderr } = await command([
      "convert",
      file("list.txt", list),
      "--items",
      "/nosuch/items.ndjson",
    ]);
    expect([code, existsSync("/nosuch")]).to.deep.equal([2, false]);
    expect(stderr).to.match(/^error InvalidOption: --items \/nosuch\/items\.ndjson cannot be written/);
  });

  it("ends quietly if the reader of its rows leaves", async () => {
    const many = Array.from({ length: 50_000 }, (_none, n) => `host-${n}.example`).join("\n");
    const path = file("many.txt", many);
    const { code, stderr } = await command(["convert", path, ...block], {
      shell: '"$@" | head -n 1 >/dev/null; exit "${PIPESTATUS:-0}"',
    });
    expect(stderr).not.to.include("error ");
    expect(code).to.equal(0);
  });
});
