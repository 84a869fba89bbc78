/** What becomes of one item or a few, by format. */
import type * as feeds from "../../../connector/feeds/index.js";
import type { FeedFormat } from "../../../connector/feeds/feed_types.js";
import { indicatorOf } from "./sources.js";

const sha256 = "ab".repeat(32);
const sha1 = "cd".repeat(20);
const md5 = "ef".repeat(16);

/** Status or code of an item, followed by the values of its rows. */
type Outcome = readonly string[];

/** A source and its items. */
export interface ReaderCase {
  readonly format: FeedFormat;
  readonly text: string;
  readonly expected: readonly Outcome[];
  readonly defaults?: object;
  readonly prose?: boolean;
}

/** Reads the source of a case with the given readers. */
export async function outcomesOf(
  { readFeed, feedDefaults }: Pick<typeof feeds, "readFeed" | "feedDefaults">,
  { format, text, defaults, prose = false }: ReaderCase,
): Promise<Outcome[]> {
  const settings = { name: "feed", nowMs: Date.parse("2026-06-01T00:00:00Z"), format, prose };
  const all = { ...settings, defaults: feedDefaults({ action: "Audit", ...defaults }) };
  const found: Outcome[] = [];
  for await (const page of readFeed(bytesOf(text), all))
    for (const { code, status, rows } of page) {
      const values = (rows as { indicatorValue: string }[]).map((row) => row.indicatorValue);
      found.push([code ?? status, ...values]);
    }
  return found;
}

async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

type Short = readonly [text: string, ...outcome: string[]];

/** Cases of one item each. */
const each = (format: FeedFormat, cases: readonly Short[]): ReaderCase[] =>
  cases.map(([text, ...outcome]) => ({ format, text, expected: [outcome] }));

const lists: readonly ReaderCase[] = [
  ...each("text", [
    ["c2.bad.example", "taken", "c2.bad.example"],
    ["  'c2.bad.example' \t", "taken", "c2.bad.example"],
    ["hxxp-relay.bad.example", "taken", "hxxp-relay.bad.example"],
    ["hxxp://bad.example/hxxp://a", "Refanged", "http://bad.example/hxxp://a"],
    ["bad[.]example", "Refanged", "bad.example"],
    ["c2.bad.example # was: good.example", "taken", "c2.bad.example"],
    ["198.51.100.7:443", "PortRemoved", "198.51.100.7"],
    ["*.bad.example", "WildcardRemoved", "bad.example"],
    ["198.51.100.0/24", "Network"],
    ["198.51.100.7/32", "SingleAddress", "198.51.100.7"],
    ["bad.example/path", "PathWithoutScheme"],
    ["0.0.0.0 c2.bad.example", "taken", "c2.bad.example"],
    ["127.0.0.1 localhost", "LocalName"],
    ["setup.exe", "FileName"],
    ["secret.onion", "OnionName"],
    [`${sha256}  setup.exe`, "TextRemoved", sha256],
    [`<<<<<<< ${sha1}`, "ConflictMarker"],
    ["c2.bad.example, d.bad.example", "taken", "c2.bad.example", "d.bad.example"],
    ["c2.bad.example 198.51.100.7", "SeveralValues"],
    [`${sha256} ${md5}`, "taken", sha256],
    ["76543210-89ab-cdef-0123-456789abcdef", "ValueUnrecognized"],
    [`${"a".repeat(70_000)}\n`, "LineTooLong"],
  ]),
  {
    format: "text",
    text: "\n# a.bad.example\r\n;b.bad.example\r//c.bad.example\n \t\nd.bad.example",
    expected: [["taken", "d.bad.example"]],
  },
  {
    format: "csv",
    text: 'value,note\ra.bad.example,"x\r\ny"\rb.bad.example,z',
    expected: [
      ["taken", "a.bad.example"],
      ["taken", "b.bad.example"],
    ],
  },
  {
    format: "text",
    text: "a.bad.example\rb.bad.example",
    expected: [
      ["taken", "a.bad.example"],
      ["taken", "b.bad.example"],
    ],
  },
  {
    format: "text",
    text: `See https://vendor.example/report\nIt loads hxxp://bad[.]example/a, then ${md5}.\nVersion 1.2.3.4\n`,
    prose: true,
    expected: [["PlainValue"], ["Refanged", "http://bad.example/a", md5], ["PlainValue"]],
  },
  {
    format: "text",
    text: "127.0.0.9\n8.8.8.8\ngithub.io\nc2.bad.example\n",
    defaults: { action: "Block" },
    expected: [["SpecialAddress"], ["Benign"], ["Benign"], ["taken", "c2.bad.example"]],
  },
];

const of = (header: string, ...records: string[]): string => [header, ...records].join("\n");

const tables: readonly ReaderCase[] = [
  ...each("csv", [
    [of("value,type", "c2.bad.example,hostname"), "taken", "c2.bad.example"],
    [of("value;type", "c2.bad.example;hostname"), "taken", "c2.bad.example"],
    ["c2.bad.example,hostname", "taken", "c2.bad.example"],
    [of("value,reference", "c2.bad.example,https://vendor.example/"), "taken", "c2.bad.example"],
    [of("value,type", "C:\\a.exe,filepath"), "TypeUnsupported"],
    [of("value,type", `"${md5},${sha1},${sha256}",file`), "taken", sha256],
    [of("sha256,md5", `${sha256},${md5}`), "taken", sha256],
    [of("value,type,expires", "c2.bad.example,domain,12/7/2027"), "DateAmbiguous"],
    [of("value,type,expires", "c2.bad.example,domain,2026-01-01"), "Expired"],
    [of("value,type", "c2.bad.example,domain,extra"), "RaggedRecord"],
    [of("value,type", ",domain"), "ValueMissing"],
    [of("value,type", "n/a,domain"), "ValueMissing"],
    ["sep=;\nvalue;type\nc2.bad.example;domain", "taken", "c2.bad.example"],
  ]),
  ...each("portal-csv", [
    [
      of("IndicatorType,IndicatorValue,Action,Title,Description", "DomainName,c2.bad.example,Audit,a,b"),
      "taken",
      "c2.bad.example",
    ],
  ]),
];

const stix = (pattern: string, more: object = {}): string =>
  JSON.stringify({ ...indicatorOf(pattern, 0), ...more });
const domain = "[domain-name:value = 'c2.bad.example']";
const typed = "network-traffic:dst_ref.type = 'ipv4-addr' AND network-traffic:dst_ref.value = '198.51.100.7'";
const newer = {
  ...indicatorOf("[domain-name:value = 'b.bad.example']", 0),
  modified: "2026-02-01T00:00:00Z",
};

const bundles: readonly ReaderCase[] = [
  ...each("stix", [
    [stix(domain), "taken", "c2.bad.example"],
    [stix(`[file:hashes.'SHA-256' = '${sha256}' AND file:name = 'a']`), "taken", sha256],
    [stix(`[file:hashes.md5 = '${md5}' AND file:hashes.sha256 = '${sha256}']`), "taken", sha256],
    [
      stix("[domain-name:value IN ('a.bad.example', 'b.bad.example')]"),
      "taken",
      "a.bad.example",
      "b.bad.example",
    ],
    [stix(`${domain} OR [process:name = 'a']`), "PartOfPattern", "c2.bad.example"],
    [stix(`${domain} AND ${domain}`), "PatternUnsupported"],
    [stix(`${domain} FOLLOWEDBY ${domain}`), "PatternUnsupported"],
    [stix(`${domain} WITHIN 5 SECONDS`), "PatternUnsupported"],
    [stix("[domain-name:value != 'c2.bad.example']"), "PatternUnsupported"],
    [stix("[domain-name:value NOT = 'c2.bad.example']"), "PatternUnsupported"],
    [stix("[domain-name:value LIKE 'c2.bad.example']"), "PatternUnsupported"],
    [
      stix(
        "[domain-name:value = 'a.bad.example' AND domain-name:resolves_to_refs[*].value = '198.51.100.7']",
      ),
      "PatternUnsupported",
    ],
    [stix(`[${typed}]`), "taken", "198.51.100.7"],
    [stix(`[${typed} AND network-traffic:dst_port != 80]`), "PatternUnsupported"],
    [stix("[process:name = 'a']"), "TypeUnsupported"],
    [stix("[domain-name:value = ]"), "PatternInvalid"],
    [stix(domain, { revoked: true }), "Revoked"],
    [stix(domain, { valid_until: "2026-05-31T23:59:59Z" }), "Expired"],
    [stix(domain, { valid_from: "2026-06-01T00:00:01Z" }), "NotYetValid"],
    [stix(domain, { pattern_type: "yara" }), "PatternType"],
    [
      stix(domain, { object_marking_refs: ["marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1"] }),
      "TlpAboveLimit",
    ],
    [
      stix(domain, { object_marking_refs: ["marking-definition--00000000-0000-4000-8000-000000000001"] }),
      "TlpAboveLimit",
    ],
    [stix(domain, { confidence: 101 }), "FieldInvalid"],
    [stix("", { type: "malware" }), "NotAnIndicator"],
  ]),
  {
    format: "stix",
    text: JSON.stringify({ type: "bundle", objects: [newer, indicatorOf(domain, 0)] }),
    expected: [["taken", "b.bad.example"], ["Superseded"]],
  },
  { format: "stix", text: stix(domain), defaults: { minConfidence: 1 }, expected: [["ConfidenceTooLow"]] },
];

const misp = (attribute: object): string =>
  JSON.stringify({ Event: { info: "a", Attribute: [{ to_ids: true, ...attribute }] } });
const tagged = (name: string): object => ({ type: "domain", value: "c2.bad.example", Tag: [{ name }] });
const source = misp({ type: "ip-src", value: "198.51.100.7" });
const hashes = [
  { type: "md5", value: md5, to_ids: true },
  { type: "sha1", value: sha1, to_ids: true },
];
const file = JSON.stringify({ Event: { info: "a", Object: [{ name: "file", Attribute: hashes }] } });

const events: readonly ReaderCase[] = [
  ...each("misp", [
    [misp({ type: "domain", value: "c2.bad.example" }), "taken", "c2.bad.example"],
    [misp({ type: "domain", value: "c2.bad.example", to_ids: false }), "NotForDetection"],
    [misp({ type: "domain", value: "c2.bad.example", deleted: true }), "Deleted"],
    [misp({ type: "filename|sha256", value: `a|b|${sha256}` }), "taken", sha256],
    [
      misp({ type: "domain|ip", value: "c2.bad.example|198.51.100.7" }),
      "taken",
      "c2.bad.example",
      "198.51.100.7",
    ],
    [misp({ type: "ip-dst|port", value: "198.51.100.7|443" }), "PortLeftOut", "198.51.100.7"],
    [misp({ type: "link", value: "https://vendor.example/" }), "TypeUnsupported"],
    [misp(tagged('false-positive:risk="high"')), "FalsePositive"],
    [misp(tagged("tlp:red")), "TlpAboveLimit"],
    [misp({ ...tagged("a"), Sighting: [{ type: "1" }] }), "FalsePositive"],
    [misp({ ...tagged("a"), Sighting: [{ type: "2" }] }), "Expired"],
  ]),
  { format: "misp", text: file, expected: [["OtherHashOfFile"], ["taken", sha1]] },
  {
    format: "misp",
    text: file,
    defaults: { allHashes: true },
    expected: [
      ["taken", md5],
      ["taken", sha1],
    ],
  },
  { format: "misp", text: source, expected: [["taken", "198.51.100.7"]] },
  { format: "misp", text: source, defaults: { ipSrc: "skip" }, expected: [["SourceAddress"]] },
];

/** All cases. */
export const readerCases: readonly ReaderCase[] = [...lists, ...tables, ...bundles, ...events];
