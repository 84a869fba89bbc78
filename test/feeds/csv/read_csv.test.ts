/** Tables of any form. */
import { expect } from "chai";
import fc from "fast-check";
import { readCsv } from "../../../connector/feeds/csv/read_csv.js";
import { isConnectorError } from "../../../connector/index.js";
import { inPieces, readAll, short } from "../read_all.js";

const md5 = "0a".repeat(16);
const sha1 = "0b".repeat(20);
const sha256 = "0c".repeat(32);

/** A table, and what becomes of its records. */
const tables: readonly (readonly [what: string, text: string, ...outcomes: string[]])[] = [
  [
    "a type column",
    "value,type,notes\nbad.example,hostname,x\n192.0.2.1,ipaddress,\n",
    "taken domain:bad.example",
    "taken ip:192.0.2.1",
  ],
  [
    "semicolons",
    "Indicator;Comment\nbad.example;a, b\n192.0.2.1;c",
    "taken domain:bad.example",
    "taken ip:192.0.2.1",
  ],
  ["tabs", "ioc\tdescription\nbad.example\ta, b; c\n", "taken domain:bad.example"],
  ["pipes", "ioc|description\nbad.example|a\n", "taken domain:bad.example"],
  ["a sep line", "sep=;\r\nvalue;note\r\nbad.example;a,b\r\n", "taken domain:bad.example"],
  [
    "CR as line end",
    "value,note\rbad.example,a\r192.0.2.1,b",
    "taken domain:bad.example",
    "taken ip:192.0.2.1",
  ],
  ["a byte order mark", "\ufeffvalue,note\nbad.example,a\n", "taken domain:bad.example"],
  ["one column with a header", "sha256\n" + sha256, `taken sha256:${sha256}`],
  [
    "no header",
    `192.0.2.1,ipaddress,first\nbad.example,hostname,"second, third"\n`,
    "taken ip:192.0.2.1",
    "taken domain:bad.example",
  ],
  [
    "names with the form of a domain",
    "file.name,source.ip,file.hash.sha256\na.exe,192.0.2.9," + sha256,
    `taken sha256:${sha256}`,
  ],
  [
    "columns of a report",
    "reference,link,source_url,domain\nhttps://r.example/,https://r.example/,https://r.example/,bad.example\n",
    "taken domain:bad.example",
  ],
  [
    "a link before a column with another name",
    "Link,Thing\nhttps://r.example/1,bad.example\nhttps://r.example/2,worse.example\n",
    "taken domain:bad.example",
    "taken domain:worse.example",
  ],
  [
    "two equal headers",
    "domain,domain\nbad.example,worse.example\n",
    "taken domain:bad.example domain:worse.example",
  ],
  [
    "a domain and its address",
    "domain_name,ip_address\nbad.example,192.0.2.1\n",
    "taken domain:bad.example ip:192.0.2.1",
  ],
  [
    "hashes in columns",
    `md5,sha1,sha256\n${md5},${sha1},${sha256}\n${md5},,\n`,
    `taken sha256:${sha256}`,
    `taken md5:${md5}`,
  ],
  ["hashes in a cell", `value,type\n"${md5},${sha256}, ${sha1}",file\n`, `taken sha256:${sha256}`],
  [
    "an algorithm twice",
    `value,type\n${sha1} ${"0d".repeat(20)},file\n`,
    `taken sha1:${sha1} sha1:${"0d".repeat(20)}`,
  ],
  [
    "a hash that is too short",
    `value,type\n"${md5},${sha1},${sha256.slice(1)}",file\n`,
    `changed PartSkipped sha1:${sha1}`,
  ],
  [
    "a certificate",
    `SHA256,Package,Certificate\n${sha256},com.app,${sha1}\n`,
    `taken sha256:${sha256} thumbprint:${sha1}`,
  ],
  [
    "a type and several columns",
    `IoC,Type,SHA1,C2Domain\nbad.example,Domain,,worse.example\n${sha256},SHA256,${sha1},worse.example\n`,
    "taken domain:bad.example",
    `taken sha256:${sha256}`,
  ],
  [
    "a type and columns of kinds",
    `type,domain,ip\nip,bad.example,192.0.2.1\ndomain,bad.example,192.0.2.1\n`,
    "taken ip:192.0.2.1",
    "taken domain:bad.example",
  ],
  [
    "a column named type without known types",
    "Prefix,Type\n192.0.2.0/24,Public block\n192.0.2.1,Public block\n",
    "skipped TypeUnsupported",
    "skipped TypeUnsupported",
  ],
  [
    "other types",
    "value,type\nuser@bad.example,email-sender\nC:\\a.exe,filepath\nbad.example,hostname\n",
    "skipped TypeUnsupported",
    "skipped TypeUnsupported",
    "taken domain:bad.example",
  ],
  [
    "an empty type",
    "value,type\nbad.example,hostname\n192.0.2.1,\n",
    "taken domain:bad.example",
    "taken ip:192.0.2.1",
  ],
  [
    "hosts and addresses typed as URL",
    "value,type\n192.0.2.1:443,url\nbad.example,url\nbad.example/x,url\n",
    "changed PortRemoved ip:192.0.2.1",
    "changed UrlIsHost domain:bad.example",
    "skipped PathWithoutScheme",
  ],
  [
    "a value of another type",
    `value,type\n${sha1},sha256\n192.0.2.1,sha1\nbad.example,file\n`,
    "skipped TypeMismatch",
    "skipped TypeMismatch",
    "skipped TypeMismatch",
  ],
  [
    "defanged cells",
    "Domain,File\nwww[.]bad[.]example,a.ico\n,b.ico\n",
    "changed Refanged domain:www.bad.example",
    "skipped ValueMissing",
  ],
  [
    "placeholders of empty cells",
    "domain,ip\nbad.example,N/A\n-,192.0.2.1\nnone,unknown\n",
    "taken domain:bad.example",
    "taken ip:192.0.2.1",
    "skipped ValueMissing",
  ],
  [
    "two kinds in a cell",
    'value,note\n"bad.example, 192.0.2.1",x\n"bad.example, worse.example",y\n',
    "skipped SeveralValues",
    "taken domain:bad.example domain:worse.example",
  ],
  [
    "several URLs in a cell",
    'url,note\n"http://bad.example/x,https://good.example/blog",x\n',
    "skipped SeveralValues",
  ],
  ["blank records", "value,note\n\n,\n  ,\nbad.example,a\n\n", "taken domain:bad.example"],
  [
    "too many cells",
    "value,type,note\nbad.example,hostname,a,b\nbad.example,hostname,a,,\n",
    "skipped RaggedRecord",
    "taken domain:bad.example",
  ],
  [
    "too few cells",
    "note,value,type\na\na,bad.example\na,bad.example,hostname\n",
    "skipped RaggedRecord",
    "skipped RaggedRecord",
    "taken domain:bad.example",
  ],
  [
    "a quote that swallows records",
    'value,note\nbad.example,"open\nworse.example,a\nevil.example,"\n192.0.2.1,b\n',
    "skipped OpenQuote",
    "taken ip:192.0.2.1",
  ],
  [
    "line ends in a note",
    'value,note\nbad.example,"two\nlines, with a comma"\n192.0.2.1,b\n',
    "taken domain:bad.example",
    "taken ip:192.0.2.1",
  ],
  [
    "conflict markers",
    `ip,domain\n<<<<<<< HEAD\n192.0.2.1,bad.example\n=======\n>>>>>>> ${sha1}\n`,
    "skipped ConflictMarker",
    "taken ip:192.0.2.1 domain:bad.example",
    "skipped ConflictMarker",
    "skipped ConflictMarker",
  ],
  [
    "a quote within a cell",
    'value,note\nbad.example,a "b" c\n192.0.2.1,"a ""b"" c"\n',
    "taken domain:bad.example",
    "taken ip:192.0.2.1",
  ],
  [
    "foreign types",
    "value,type\nbad.example,Wirt\nworse.example,Verweis\n192.0.2.1,ip\n",
    "skipped TypeUnsupported",
    "skipped TypeUnsupported",
    "taken ip:192.0.2.1",
  ],
  [
    "values without a type whose form shows several types",
    `value,type\n${sha1},\ninstall.sh,n/a\nbad.example,unknown\n${sha256},\n`,
    "skipped TypeUnsupported",
    "skipped TypeUnsupported",
    "taken domain:bad.example",
    `taken sha256:${sha256}`,
  ],
  [
    "lower-case names of links",
    "referenceurl,sourcelink,url\nhttps://r.example/,https://r.example/,https://bad.example/\n",
    "taken url:https://bad.example/",
  ],
  [
    "machines of a victim",
    `timestamp,hostname,sha256\n2026-01-01T00:00:00Z,pc1.corp.example,${sha256}\n`,
    `taken sha256:${sha256}`,
  ],
  ["host names only", "hostname,note\nbad.example,x\n", "taken domain:bad.example"],
  [
    "servers of a domain",
    "domain,dns,nameserver,mx,registrar\nbad.example,ns.example,ns.example,mx.example,r.example\n",
    "taken domain:bad.example",
  ],
  [
    "comments",
    "domain,note\n#good.example,x\n// good.example,x\n; good.example,x\nbad.example,y\n",
    "skipped Comment",
    "skipped Comment",
    "skipped Comment",
    "taken domain:bad.example",
  ],
  [
    "comments before the header, which is one of them",
    "# A list; of names\n# domain,note\nbad.example,x\n# end\n",
    "skipped Comment",
    "taken domain:bad.example",
    "skipped Comment",
  ],
  [
    "comments before the header",
    "# A list\ndomain,note\nbad.example,x\n",
    "skipped Comment",
    "taken domain:bad.example",
  ],
  [
    "a name that begins with #",
    "#,domain\n1,bad.example\n2,worse.example\n",
    "taken domain:bad.example",
    "taken domain:worse.example",
  ],
  [
    "types in the first record",
    "mydc.corp.local,hostname,c2\nbad.example,domain,c2\n192.0.2.1,ip,c2\n",
    "taken domain:mydc.corp.local",
    "taken domain:bad.example",
    "taken ip:192.0.2.1",
  ],
  ["one record with a type", "mydc.corp.local,hostname,c2\n", "skipped ValueMissing"],
  [
    "to_ids",
    "value,to_ids\na.bad.example,1\nb.bad.example,true\nc.bad.example,0\nd.bad.example,false\ne.bad.example,\nf.bad.example,perhaps\n",
    "taken domain:a.bad.example",
    "taken domain:b.bad.example",
    "skipped NotForDetection",
    "skipped NotForDetection",
    "skipped NotForDetection",
    "skipped FieldInvalid",
  ],
  [
    "a status",
    "domain,status\na.bad.example,active\nb.bad.example,Whitelisted\nc.bad.example,likely benign\nd.bad.example,false-positive\ne.bad.example,inactive\nf.bad.example,\ng.bad.example,vierzig\n",
    "taken domain:a.bad.example",
    "skipped Withdrawn",
    "skipped Withdrawn",
    "skipped Withdrawn",
    "skipped Withdrawn",
    "taken domain:f.bad.example",
    "taken domain:g.bad.example",
  ],
  [
    "truths that keep or withdraw a record",
    "domain,is_active,whitelisted,revoked\na.bad.example,yes,no,\nb.bad.example,0,no,\nc.bad.example,yes,TRUE,\nd.bad.example,,,2026-01-01\n",
    "taken domain:a.bad.example",
    "skipped Withdrawn",
    "skipped Withdrawn",
    "skipped Withdrawn",
  ],
  [
    "a limit that is not understood",
    "domain,expiration rule\na.bad.example,\nb.bad.example,soon\n",
    "taken domain:a.bad.example",
    "skipped LimitUnclear",
  ],
  ["no column with values", "name,age\nAnn,7\nBob,8\n", "skipped ValueMissing", "skipped ValueMissing"],
  ["a header only", "value,type\n"],
  ["nothing", ""],
];

describe("feeds: csv", () => {
  for (const [what, text, ...outcomes] of tables)
    it(`reads a table with ${what}`, async () => {
      for (const size of [65_536, 7]) {
        const { items, error } = await readAll(readCsv, inPieces(text, size));
        expect([error, items.map(short)]).to.deep.equal([undefined, outcomes]);
      }
    });

  it("keeps the line of the first character of each record", async () => {
    const text =
      'sep=,\r\nvalue,note\r\n\r\nbad.example,"a\r\nb\r\nc"\r\n192.0.2.1,x\r\n\r\n"198.51.100.1",y';
    const { items } = await readAll(readCsv, text);
    expect(items.map(({ source }) => source.line)).to.deep.equal([4, 7, 9]);
  });

  it("keeps line ends in quoted cells, and counts each of them once", async () => {
    const cells = ["a\r\nb\r\nc", "a\rb", "a\nb\r", "a\r\n\rb", ""];
    const records = cells.map((cell, n) => `192.0.2.${n},"${cell}"`);
    for (const [end, size] of [
      ["\n", 65_536],
      ["\r\n", 65_536],
      ["\r", 65_536],
      ["\r\n", 1],
      ["\n", 3],
    ] as const) {
      const text = ["ip,description", ...records].join(end);
      const { items, error } = await readAll(readCsv, inPieces(text, size));
      const found = items.map(({ observables: [first] }) => [first?.facts.description, first?.texts]);
      expect([error, found]).to.deep.equal([
        undefined,
        [
          ["a\r\nb\r\nc", undefined],
          ["a\rb", undefined],
          ["a\nb", { description: "a\nb\r" }],
          ["a\r\n\rb", undefined],
          [undefined, undefined],
        ],
      ]);
      expect(items.map(({ source }) => source.line)).to.deep.equal([2, 5, 7, 10, 13]);
    }
  });

  it("limits the cells of a line whatever the line ends are", async () => {
    for (const end of ["\n", "\r\n", "\r"]) {
      const text = `ip,note${end}${`192.0.2.1,x${end}`.repeat(3000)}`;
      const { items, error } = await readAll(readCsv, inPieces(text, 1000));
      expect([items.length, error]).to.deep.equal([3000, undefined]);
    }
  });

  it("reports the columns that are read and those that are not", async () => {
    const { notices } = await readAll(
      readCsv,
      "IoC,IoC_Type,Description,Report URL\nbad.example,domain,x,https://r.example/\n",
    );
    expect(notices).to.deep.equal([
      {
        code: "ColumnsRecognized",
        message: 'Columns that are read: "IoC" as value, "IoC_Type" as type, "Description" as description.',
      },
      { code: "ColumnsIgnored", message: 'Columns that are not read: "Report URL".' },
    ]);
  });

  for (const [what, text, message] of [
    ["a header", "Thing;Quelle\nbad.example;good.example\nworse.example;good.example\n", /"Thing", "Quelle"/],
    [
      "no header",
      "bad.example,https://report.example/1\nworse.example,https://report.example/2\n",
      /"1", "2"/,
    ],
    ["a hash and a name", `A,B\n${sha256},bad.example\n`, /"A", "B"/],
    ["hashes of two files", `A,B\n${sha256},${"0e".repeat(32)}\n`, /"A", "B"/],
  ] as const)
    it(`does not guess the column with the values in a table with ${what}`, async () => {
      const { items, error } = await readAll(readCsv, text);
      expect([items, isConnectorError(error) && error.code]).to.deep.equal([[], "InvalidOption"]);
      expect(error?.message).to.match(message);
    });

  it("keeps the values of a record that the source withdraws", async () => {
    const { items } = await readAll(readCsv, "domain,to_ids\nbad.example,0\n");
    expect(items.map(({ withdrawn }) => withdrawn?.map(({ value }) => value))).to.deep.equal([
      ["bad.example"],
    ]);
  });

  it("names columns that could withdraw records and are not understood", async () => {
    const { notices } = await readAll(readCsv, "domain,status\nbad.example,vierzig\n");
    expect(notices.at(-1)).to.deep.equal({
      code: "StateUnclear",
      message: 'Columns with texts that are not understood, so that their records were read: "status".',
    });
  });

  it("does not read actions of tables that are not meant for the service", async () => {
    const { items, notices } = await readAll(readCsv, "action,dst_ip\nBlock,192.0.2.1\n");
    expect(items[0]?.observables[0]?.facts).to.deep.equal({});
    expect(notices.at(-1)?.message).to.equal('Columns that are not read: "action".');
    const mapped = await readAll(readCsv, "action,dst_ip\nBlock,192.0.2.1\n", {
      columns: { action: "action" },
    });
    expect(mapped.items[0]?.observables[0]?.facts).to.deep.equal({ action: "Block" });
  });

  for (const [what, header, cells, facts] of [
    ["levels", "TLP,tlp", "green,red", { tlp: "red" }],
    [
      "ends",
      "expires,Expires",
      "2028-01-01T00:00:00Z,2027-01-01T00:00:00Z",
      { validUntil: "2027-01-01T00:00:00Z" },
    ],
    [
      "starts",
      "valid from,validFrom",
      "2025-01-01T00:00:00Z,2026-01-01T00:00:00Z",
      { validFrom: "2026-01-01T00:00:00Z" },
    ],
    ["confidences", "confidence,confidence score", "90,20", { confidence: 20 }],
    ["notes", "notes,comment", "a,b", { description: "a" }],
    ["tags", "tags,TLP Marking", '"apt; tlp:red",TLP:GREEN', { tlp: "red" }],
    ["an end in words", "expire_date,note", "2027-01-01T00:00:00Z,", { validUntil: "2027-01-01T00:00:00Z" }],
  ] as const)
    it(`uses the strictest of several ${what}`, async () => {
      const { items } = await readAll(readCsv, `value,${header}\nbad.example,${cells}\n`);
      expect(items[0]?.observables[0]?.facts).to.deep.equal(facts);
    });

  it("returns what the columns say as facts", async () => {
    const header = "ioc,action,severity,title,description,expiration,confidence,tlp,valid from";
    const { items } = await readAll(
      readCsv,
      `${header}\nbad.example,Alert,Sev 2,T,D,2027-01-31,80,TLP:AMBER+STRICT,2026-01-01T00:00:00+02:00\n192.0.2.1,,,,,,,,\n`,
    );
    expect(items.map(({ observables }) => observables[0]?.facts)).to.deep.equal([
      {
        action: "Alert",
        severity: "Sev 2",
        title: "T",
        description: "D",
        validUntil: "2027-01-31T00:00:00.000Z",
        given: { validUntil: "2027-01-31" },
        confidence: 80,
        tlp: "amber+strict",
        validFrom: "2026-01-01T00:00:00+02:00",
      },
      {},
    ]);
  });

  for (const [column, cell, code] of [
    ["expiration", "12/7/2027", "DateAmbiguous"],
    ["expiration", "7.12.2027", "DateAmbiguous"],
    ["expiration", "next year", "CellUnreadable"],
    ["expiration", "2027-02-30", "CellUnreadable"],
    ["expiration", "2026-11-29", "Expired"],
    ["valid from", "2026-12-01", "NotYetValid"],
    ["tlp", "purple", "CellUnreadable"],
    ["generate alert", "maybe", "CellUnreadable"],
  ] as const)
    it(`skips a record with ${column} ${cell} as ${code}`, async () => {
      const { items } = await readAll(readCsv, `value,${column}\nbad.example,${cell}\n`);
      expect(items.map((item) => [short(item), item.before])).to.deep.equal([
        [`skipped ${code}`, `bad.example,${cell}`],
      ]);
    });

  it("keeps the text of the cell for changed items, and of the whole record for skipped ones", async () => {
    const { items } = await readAll(readCsv, "value,type\n192.0.2.1:80,ip\nx,mutex\n");
    expect(items.map(({ before, after }) => [before, after])).to.deep.equal([
      ["192.0.2.1:80", "192.0.2.1"],
      ["x,mutex", null],
    ]);
  });

  it("keeps the whole record of an item that it skips, as a line that can be read again", async () => {
    const line = 'bad.example,hostname,"a, ""b""",31/12/2027';
    const { items } = await readAll(readCsv, `value,type,notes,expirationTime\n${line}\n`);
    expect(items.map(({ code, before }) => [code, before])).to.deep.equal([["DateAmbiguous", line]]);
  });

  it("takes every hash of a file if asked", async () => {
    const { items } = await readAll(readCsv, `md5,sha1\n${md5},${sha1}\n`, { allHashes: true });
    expect(items.map(short)).to.deep.equal([`taken md5:${md5} sha1:${sha1}`]);
  });

  it("returns the records before a quote that is never closed, and names its line", async () => {
    const rows = Array.from({ length: 1000 }, (_none, i) => `host${i}.bad.example,x`).join("\n");
    const { items, error } = await readAll(readCsv, `value,note\n${rows}\nbad.example,"open\n${rows}`);
    expect(items.length).to.equal(1000);
    expect(isConnectorError(error) && error.code).to.equal("InvalidInput");
    expect(error?.message).to.equal(
      "feed: the record at line 1002 has a quote that is not closed. All records before it were read.",
    );
  });

  it("rejects a record of 50 MB and keeps the records before it", async () => {
    async function* long(): AsyncGenerator<Uint8Array> {
      yield Buffer.from("value,note\nbad.example,a\nworse.example,");
      for (let i = 0; i < 500; i++) yield Buffer.from("x".repeat(100_000));
    }
    const { items, error } = await readAll(readCsv, long());
    expect(items.map(short)).to.deep.equal(["taken domain:bad.example"]);
    expect(error?.message).to.include("line 3").and.to.include("longer than 1 MiB");
  });

  it("rejects a record of millions of cells in bounded memory, and keeps the records before it", async () => {
    async function* many(): AsyncGenerator<Uint8Array> {
      yield Buffer.from("value,note\nbad.example,a\nworse.example,b\nx");
      for (let i = 0; i < 1000; i++) yield Buffer.from(",".repeat(100_000));
    }
    for (const bytes of [
      many(),
      inPieces(
        `value,note\nbad.example,a\nworse.example,b\n${"y".repeat(100_000)}${",".repeat(5000)}`,
        70_000,
      ),
      inPieces(`value,note\nbad.example,a\nworse.example,b\n${",".repeat(1001)}`),
    ]) {
      const { items, error } = await readAll(readCsv, bytes);
      expect(items.map(short)).to.deep.equal(["taken domain:bad.example", "taken domain:worse.example"]);
      expect(error?.message).to.equal(
        "feed: the record at line 4 has more than 1,000 cells. All records before it were read.",
      );
    }
  });

  it("reads a record of 1,000 delimiters", async () => {
    const { items } = await readAll(
      readCsv,
      `value,note\n${"\n".repeat(2000)}bad.example,"${",".repeat(999)}"\n`,
    );
    expect(items.map(short)).to.deep.equal(["taken domain:bad.example"]);
  });

  it("returns the records before a fault of the source, and not the one that is cut off", async () => {
    for (const rows of [1, 5000]) {
      const text = `value,note\n${"bad.example,a\n".repeat(rows)}worse.exam`;
      const { items, error } = await readAll(readCsv, inPieces(text, 4000, new Error("cut off")));
      expect([items.length, error?.message]).to.deep.equal([rows, "cut off"]);
    }
  });

  it("returns exactly one item per record, whatever its cells are", async () => {
    const cell = fc.oneof(
      fc.string({ unit: "grapheme", maxLength: 12 }),
      fc.constantFrom("bad.example", "192.0.2.1", sha1, "a,b", 'q"q', "two\nlines"),
    );
    const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(cell, cell), { maxLength: 30 }),
        fc.constantFrom(",", ";", "\t", "|"),
        async (rows, delimiter) => {
          const clean = rows.map((row) => row.map((text) => text.replaceAll(/[\0\r]/g, "")));
          const text = [["value", "note"], ...clean].map((row) => row.map(quoted).join(delimiter)).join("\n");
          const { items, error } = await readAll(readCsv, text);
          expect(error).to.equal(undefined);
          expect(items.length).to.equal(clean.filter((row) => row.some((part) => part.trim() !== "")).length);
          for (const { status, observables } of items)
            expect(observables.length > 0).to.equal(status !== "skipped");
        },
      ),
    );
  });
});
