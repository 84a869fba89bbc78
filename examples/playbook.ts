/**
 * A playbook that chains actions: deletes indicators that are about to expire, imports a feed, uploads the imported
 * rows to Sentinel, and checks the result. Asset: DEFENDER_* variables. Sentinel workspace: SENTINEL_WORKSPACE.
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { isIPv6 } from "node:net";
import { ConnectorError, createConnector, type JsonObject } from "defender-indicators";

interface Row extends JsonObject {
  indicatorValue: string;
  indicatorType: string;
  title: string;
  expirationTime?: string | null;
}

interface Listed extends Row {
  id: string;
}

interface Result {
  id: string | null;
  isFailed: boolean;
  failureReason: string | null;
}

const dayMs = 86_400_000;

process.on("uncaughtException", (error) =>
  leave(1, error instanceof ConnectorError ? `${error.message} ${error.hint}` : error.message),
);
const [feedFile = "examples/import.json"] = process.argv.slice(2);
const feed = (JSON.parse(readFileSync(feedFile, "utf8")) as { json_body: { Indicators: Row[] } }).json_body
  .Indicators;

const workspaceId = process.env["SENTINEL_WORKSPACE"];
if (workspaceId === undefined)
  leave(2, "SENTINEL_WORKSPACE is not set: set it to the workspace that receives the feed.");

const connector = await createConnector();
const asset = connector.assetFromEnvironment(process.env);

// 1. List the existing indicators. listed() throws for an incomplete list, so that nothing is deleted because of one.
const before = await listed();

// 2. Find indicators that expire within a day and that the feed does not renew.
const renewed = new Set(feed.map(({ indicatorValue }) => indicatorValue));
const expired = before.filter(
  ({ indicatorValue, expirationTime }) =>
    Date.parse(expirationTime ?? "") < Date.now() + dayMs && !renewed.has(indicatorValue),
);
print("Listed", `${before.length} indicators; ${expired.length} expire within a day and are not in the feed`);

// 3. Delete them; each id has a result.
const deleted = await rowsOf("batch_delete_indicators", {
  json_body: { IndicatorIds: expired.map(({ id }) => id) },
});
emit("Deleted", deleted);

// 4. Import the feed. A failed row states its reason; the other rows are imported.
const imported = await rowsOf("import_indicators", { json_body: { Indicators: feed } });
emit("Imported", imported);

// 5. Upload the imported rows to Sentinel.
const good = feed.filter((_row, i) => imported[i]?.isFailed === false);
const uploaded = await rowsOf("upload_stix_objects", {
  path_parameters: { workspaceId },
  json_body: { sourcesystem: "my playbook", stixobjects: good.map(stixObject) },
});
emit("Uploaded", uploaded);

// 6. Check that the imported ids are listed.
const there = new Set((await listed()).map(({ id }) => id));
const ids = imported.filter(({ isFailed }) => !isFailed).map(({ id }) => String(id));
const missing = ids.filter((id) => !there.has(id));
print("Checked", `${ids.length - missing.length} of ${ids.length} are listed`);
process.exitCode = missing.length === 0 && uploaded.every(({ isFailed }) => !isFailed) ? 0 : 1;

async function listed(): Promise<Listed[]> {
  const output = await connector.run("get_indicators", { all_pages: true }, { asset });
  if (output.status_code !== 200)
    throw new Error(`The list is incomplete: ${output.status_code} ${output.reason}.`);
  return (output.json_body as { value: Listed[] }).value;
}

async function rowsOf(action: string, input: JsonObject): Promise<Result[]> {
  const { json_body } = await connector.run(action, input, { asset });
  return (json_body as { value: Result[] }).value;
}

function emit(what: string, results: readonly Result[]): void {
  const failed = results.filter(({ isFailed }) => isFailed);
  print(what, `${results.length - failed.length} of ${results.length}`);
  for (const { failureReason } of failed) print("", String(failureReason));
}

function print(what: string, text: string): void {
  process.stdout.write(`${what.padEnd(10)}${text}\n`);
}

function leave(code: number, why: string): never {
  process.stderr.write(`${why}\n`);
  process.exit(code);
}

/** Returns a STIX object. The same value always gets the same id, so that a second upload updates it. */
function stixObject({ indicatorType, indicatorValue, title, expirationTime }: Row): JsonObject {
  const digest = createHash("sha256").update(`${indicatorType} ${indicatorValue}`).digest("hex");
  const uuid = digest.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, "$1-$2-4$3-8$4-$5");
  const now = new Date().toISOString();
  return {
    type: "indicator",
    spec_version: "2.1",
    id: `indicator--${uuid}`,
    created: now,
    modified: now,
    name: title,
    pattern: `[${stixPath(indicatorType, indicatorValue)} = '${indicatorValue.replace(/[\\']/g, "\\$&")}']`,
    pattern_type: "stix",
    valid_from: now,
    ...(typeof expirationTime === "string" ? { valid_until: expirationTime } : {}),
  };
}

function stixPath(type: string, value: string): string {
  if (type === "IpAddress") return isIPv6(value) ? "ipv6-addr:value" : "ipv4-addr:value";
  const paths: Record<string, string> = {
    FileSha1: "file:hashes.'SHA-1'",
    FileSha256: "file:hashes.'SHA-256'",
    FileMd5: "file:hashes.MD5",
    DomainName: "domain-name:value",
    Url: "url:value",
    CertificateThumbprint: "x509-certificate:hashes.'SHA-1'",
  };
  return paths[type] ?? type;
}
