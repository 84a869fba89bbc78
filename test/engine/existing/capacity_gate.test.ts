import { setImmediate as turn } from "node:timers/promises";
import { expect } from "chai";
import { ConnectorError, type JsonObject, type RunOptions } from "../../../connector/index.js";
import { collectGarbage } from "../../support/collect_garbage.js";
import { until } from "../../support/open.js";
import { MemoryJournal } from "../../support/memory_journal.js";
import { importOf, row, rows } from "../../support/rows.js";
import {
  response,
  asset,
  changed,
  type Changes,
  jumpingClock,
  jwt,
  type Ran,
  errorResponse,
  runOn,
  type Service,
  stub,
  type StubCall,
  taken,
  tokenResponse,
} from "../stub.js";

const nameOf = ({ indicatorValue, action }: JsonObject) => `${String(indicatorValue)} ${String(action)}`;
const isList = ({ request }: StubCall) => request.method === "GET";

/** A service with capacity for that many rows, which reports a full tenant in the recorded words. */
class Tenant {
  readonly stored = new Map<string, JsonObject>();
  limit: number;
  /** Message of a full tenant; without the figures if they are omitted. */
  words: string | undefined;
  /** Replaces the response to the list, if it returns one. */
  onList: (call: StubCall) => ReturnType<Service> | undefined = () => undefined;

  constructor(limit: number, given: readonly JsonObject[] = []) {
    this.limit = limit;
    for (const one of given) this.stored.set(nameOf(one), one);
  }

  /** True: each response comes after the connector could read all rows, however busy the machine is. */
  isSlow = false;
  /** Clock of the run. It does not jump while a slow response is on its way. */
  readonly clock = jumpingClock();

  readonly service: Service = (call) => (this.isSlow ? this.#later(call) : this.#respond(call));

  #later(call: StubCall) {
    return this.clock.during(async () => {
      for (let n = 0; n < 20; n += 1) await turn();
      return this.#respond(call);
    });
  }

  readonly #respond: Service = (call) =>
    isList(call) ? (this.onList(call) ?? this.list(call)) : response({ value: call.rows.map(this.#take) });

  list({ request }: StubCall) {
    const skip = Number(new URL(request.url).searchParams.get("$skip") ?? 0);
    const value = [...this.stored.values()].slice(skip, skip + 4);
    const next = { "@odata.nextLink": `https://api.security.microsoft.com/api/indicators?$skip=${skip + 4}` };
    return response({ value, ...(skip + 4 < this.stored.size ? next : {}) });
  }

  readonly #take = (sent: JsonObject): JsonObject => {
    const { size } = this.stored;
    if (!this.stored.has(nameOf(sent)) && size >= this.limit) {
      const figures = `Max capacity exceeded. Current Total: ${size}, Limit: ${this.limit} (Parameter 'Capacity: ${size}/${this.limit}')`;
      return { ...taken(sent), id: null, isFailed: true, failureReason: this.words ?? figures };
    }
    this.stored.set(nameOf(sent), sent);
    return taken(sent);
  };
}

interface TenantOptions extends Partial<RunOptions> {
  /** Changes of the action, in addition to one request of two rows at a time. */
  changes?: Changes;
  token?: string;
  disk?: MemoryJournal;
}

/** Result of a run against a tenant. */
interface RunEventLog extends Ran {
  readonly codes: string[];
  readonly imports: StubCall[];
  readonly lists: StubCall[];
}

async function ran(
  tenant: Tenant,
  given: readonly unknown[],
  options: TenantOptions = {},
): Promise<RunEventLog> {
  const { changes, token = "opaque", disk, ...run } = options;
  const small = { "/batch/maxItems": 2, "/batch/concurrency": 1, "/capacity/limit": tenant.limit };
  const made = await stub({
    service: tenant.service,
    clock: tenant.clock,
    declarations: changed({ action: { ...small, ...changes } }),
    login: () => tokenResponse(token),
    ...(disk === undefined ? {} : { journals: disk.open }),
  });
  const journal = disk === undefined ? {} : { journal: "j" };
  const events = await runOn(made.connector, importOf(given), { asset, ...journal, ...run });
  const codes = events.reasons.map((reason) => /^\w+(?=:)|^Max capacity/.exec(String(reason))?.[0] ?? "in");
  const lists = made.calls.filter(isList);
  return { ...made, ...events, codes, lists, imports: made.calls.filter((call) => !isList(call)) };
}

const times = (count: number, word: string) => Array.from({ length: count }, () => word);
const valuesSent = ({ imports }: RunEventLog) =>
  imports.map((call) => call.rows.map((sent) => Number(/\d+/.exec(String(sent["indicatorValue"])))));
const warningCodes = ({ warnings }: RunEventLog) => warnings.map(({ code }) => code);

describe("engine: capacity", () => {
  describe("a service that is full", () => {
    it("releases the result of a held back row as soon as it is read", async () => {
      const { connector } = await stub({ service: new Tenant(0).service });
      const given: WeakRef<JsonObject>[] = [];
      let alive = 0;
      async function* pages() {
        for (let n = 0; n < 10; n += 1) {
          yield Array.from({ length: 500 }, (_none, i) => row(500 * n + i));
          await turn();
          collectGarbage();
          alive = given.filter((result) => result.deref() !== undefined).length;
        }
      }
      for await (const page of connector.streamPages("import_indicators", pages(), { asset }))
        for (const result of page) given.push(new WeakRef(result));
      expect(given.length).to.equal(5000);
      expect(alive).to.be.lessThan(2000);
    });

    it("sends only rows that exist already, and reports total and limit for the rest", async () => {
      const tenant = new Tenant(6, [row(10), row(11), row(12), row(13), row(14)]);
      tenant.isSlow = true;
      const given = [0, 1, 2, 3, 10, 4, 5, 11, 6, 12, 7, 8, 13].map((n) => row(n, { title: "New" }));
      const run = await ran(tenant, given);
      expect(run.output.status_code).to.equal(200);
      expect(valuesSent(run)).to.deep.equal([[0, 1], [10], [11, 12], [13]]);
      const late = (code: string) => (code === "CapacityExceeded" ? "no" : code);
      expect(run.codes.map(late)).to.deep.equal([
        "in",
        "Max capacity",
        "no",
        "no",
        "in",
        "no",
        "no",
        "in",
        "no",
        "in",
        "no",
        "no",
        "in",
      ]);
      expect(run.reasons[2]).to.equal(
        "CapacityExceeded: the service is full: 6 of 6 are taken, and this row would be one more. Free capacity in the service, then send the row again.",
      );
      expect(run.results[2]).to.include({ id: null, indicator: "host-2.example", isFailed: true });
      expect(run.warnings.map(({ code, message }) => [code, message])).to.deep.equal([
        [
          "CapacityExceeded",
          "The service is full: 6 of 6 are taken. From now on only rows of existing objects are sent.",
        ],
      ]);
      expect(run.lists.length, "6 of them, 4 per page").to.equal(2);
      expect(run.events.at(-1)).to.include({ rows: 13, succeeded: 5, failed: 8, notSent: 7, calls: 6 });
      expect(tenant.stored.get("host-13.example Block")?.["title"]).to.equal("New");
    });

    it("lists with the asset of the run, even if the caller changes the object meanwhile", async () => {
      const tenant = new Tenant(1, [row(1)]);
      const given = { ...asset } as Record<string, string>;
      const made = await stub({
        service: (call) => {
          given["tenant_id"] = "another-tenant";
          return tenant.service(call);
        },
        declarations: changed({ action: { "/batch/maxItems": 2, "/batch/concurrency": 1 } }),
      });
      await runOn(made.connector, importOf(rows(8)), { asset: given });
      expect(made.calls.filter(isList).length).to.equal(1);
      expect(made.tokenCalls.map(({ request }) => request.url.includes("tenant-1"))).to.deep.equal([true]);
    });

    it("keeps the service's own message for rows that the service rejected, whatever it says", async () => {
      const tenant = new Tenant(1);
      tenant.words = "Sorry: Max capacity exceeded";
      const run = await ran(tenant, rows(4));
      expect(run.reasons.slice(0, 2)).to.deep.equal([null, "Sorry: Max capacity exceeded"]);
      expect(run.reasons[2]).to.contain("the service is full: 1 of 1 are taken", "counted and declared");
    });

    it("reports other failures of rows unchanged", async () => {
      const tenant = new Tenant(0);
      tenant.words = "No capacity today";
      const run = await ran(tenant, rows(4));
      expect([run.lists.length, run.imports.length]).to.deep.equal([0, 2]);
    });

    it("does not treat an imported row as failed, whatever its message says", async () => {
      const tenant = new Tenant(9);
      const service: Service = (call) => {
        const value = call.rows.map((sent) => ({ ...taken(sent), failureReason: "Max capacity exceeded" }));
        return isList(call) ? tenant.list(call) : response({ value });
      };
      const { connector, calls } = await stub({ service });
      await runOn(connector, importOf(rows(6000)), { asset });
      expect(calls.filter(isList)).to.deep.equal([]);
    });

    it("requests no list if no row is left", async () => {
      const run = await ran(new Tenant(1), rows(2));
      expect([run.codes, run.lists.length]).to.deep.equal([["in", "Max capacity"], 0]);
      expect(run.warnings).to.deep.equal([]);
    });

    it("requests one list, however many requests find the service full", async () => {
      const run = await ran(new Tenant(3), rows(40), { changes: { "/batch/concurrency": 5 } });
      expect(run.lists.length).to.equal(1);
      expect(run.imports.length, "those in flight").to.equal(5);
      expect(run.codes).to.deep.equal([
        ...times(3, "in"),
        ...times(7, "Max capacity"),
        ...times(30, "CapacityExceeded"),
      ]);
    });

    it("matches rows with the list despite letter case, groups, null and additional fields", async () => {
      const hash = "ab".repeat(20);
      const wide = { indicatorType: "FileSha1", rbacGroupNames: ["b", "a"] };
      const sha = (change: JsonObject) => row(1, { ...wide, indicatorValue: hash, ...change });
      const tenant = new Tenant(1, []);
      tenant.onList = () =>
        response({
          value: [
            sha({ indicatorValue: hash.toUpperCase(), id: "7", category: 1, severity: "High" }),
            row(2, { rbacGroupNames: null, id: "8" }),
            "no object",
            null,
          ],
        });
      const given = [
        row(0),
        row(9),
        sha({ rbacGroupNames: ["a", "b"] }),
        row(2, { rbacGroupNames: [] }),
        sha({ action: "Allowed" }),
        sha({ rbacGroupNames: ["a"] }),
        row(2, { action: "Audit", generateAlert: true }),
      ];
      const run = await ran(tenant, given);
      expect(run.imports[1]?.rows).to.deep.equal(given.slice(2, 4));
      expect(run.codes.slice(4)).to.deep.equal(times(3, "CapacityExceeded"));
      expect(run.imports.length).to.equal(2);
    });

    it("sends a later version of a row that was imported while the list was read", async () => {
      const tenant = new Tenant(3, [row(1)]);
      let open = () => {};
      const listed = new Promise<void>((resolve) => {
        open = resolve;
      });
      tenant.onList = async () => {
        await listed;
        return response({ value: [row(1)] });
      };
      const inner = tenant.service;
      const service: Service = async (call) => {
        const isSecond = call.rows.some((sent) => sent["title"] === "Row 7");
        if (isSecond) {
          // The service has capacity by now, and the list that is being read does not contain the row yet.
          await until(() => calls.some(isList));
          setImmediate(open);
          tenant.limit = 3;
        }
        if (call.rows.some((sent) => sent["indicatorValue"] === "host-3.example")) tenant.limit = 0;
        return inner(call);
      };
      const declarations = changed({ action: { "/batch/maxItems": 2, "/batch/concurrency": 2 } });
      const { connector, calls } = await stub({ service, declarations });
      const later = row(7, { title: "Later" });
      const given = [row(3), row(4), row(7), row(1), row(5), row(6), later, row(8)];
      const { reasons } = await runOn(connector, importOf(given), { asset });
      const versions = calls
        .flatMap(({ rows: sent }) => sent)
        .filter((one) => one["indicatorValue"] === "host-7.example");
      expect(versions.map(({ title }) => title)).to.deep.equal(["Row 7", "Later"]);
      expect([reasons[6], String(reasons[7]).split(":")[0]]).to.deep.equal([null, "CapacityExceeded"]);
    });

    for (const [what, capacity, reasonOf] of [
      [
        "sends a later version of a row that took the last free place, although its response came late",
        1,
        /^null$/,
      ],
      [
        "holds back a later version of a row if the late response reports a full service",
        0,
        /^CapacityExceeded: /,
      ],
    ] as const) {
      it(what, async () => {
        const tenant = new Tenant(capacity);
        const clock = jumpingClock();
        const service: Service = async (call) => {
          const isFirst = call.rows.some((sent) => sent["indicatorValue"] === "host-3.example");
          const isLate = call.rows.some((sent) => sent["title"] === "Row 7");
          if (isFirst) tenant.limit = 0;
          const events = isLate || isList(call) ? undefined : tenant.service(call);
          tenant.limit = capacity;
          if (isLate) await clock.sleep(20_000);
          return events ?? tenant.service(call);
        };
        const declarations = changed({ action: { "/batch/maxItems": 2, "/batch/concurrency": 2 } });
        const { connector, calls } = await stub({ service, declarations, clock });
        const later = row(7, { title: "Later" });
        const given = [row(3), row(4), row(7), row(1), row(5), row(6), row(8), row(9), later];
        const { reasons } = await runOn(connector, importOf(given), { asset });
        const versions = calls.flatMap(({ rows: sent }) => sent).map(({ title }) => title);
        expect(String(reasons[8])).to.match(reasonOf);
        expect(versions.filter((title) => title === "Later").length).to.equal(capacity);
        expect(tenant.stored.get(nameOf(later))?.["title"]).to.equal(capacity === 1 ? "Later" : undefined);
        expect(reasons.slice(4, 8).map((reason) => String(reason).split(":")[0])).to.deep.equal(
          times(4, "CapacityExceeded"),
        );
      });
    }
  });

  describe("a list that cannot be read", () => {
    const afterList = (word: string) => ["in", "Max capacity", ...times(6, word)];
    for (const [what, onList, code, says] of [
      ["500", () => errorResponse("broken", 500), "ServiceFailed", "500"],
      [
        "403",
        () => errorResponse("not for you", 403),
        "Forbidden",
        '403 Forbidden; the service said: "not for you"',
      ],
      [
        "400",
        () => errorResponse("no such query", 400),
        "Rejected",
        '400 Bad Request; the service said: "no such query"',
      ],
      [
        "a page instead of a list",
        () => response({ other: [] }),
        "UnexpectedResponse",
        "contains no list at /value",
      ],
      [
        "a link to somewhere else",
        () => response({ value: [], "@odata.nextLink": "https://elsewhere.example/" }),
        "UnexpectedResponse",
        "leads out of",
      ],
      ["nobody listens", () => ({ failure: "unreachable", code: "ENOTFOUND" }), "Unreachable", "ENOTFOUND"],
    ] as [string, Service, string, string][]) {
      it(`${what}: warns, makes no further request and returns NotSent for every row`, async () => {
        const tenant = new Tenant(1);
        tenant.onList = onList;
        const run = await ran(tenant, rows(8));
        expect(run.codes).to.deep.equal(afterList("NotSent"));
        expect([run.imports.length, run.output.status_code, run.error]).to.deep.equal([1, 207, undefined]);
        expect(warningCodes(run)).to.deep.equal([code]);
        expect(run.warnings[0]?.message).to.match(
          /^The service is full \(it said: "Max .*could not be listed: .* No further row/,
        );
        expect(run.warnings[0]?.message).to.contain(says);
        expect(run.reasons[2]).to.contain(says);
        expect(run.events.at(-1)).to.deep.include({ notSent: 6, errorCodes: [code] });
      });
    }

    it("returns NotSent for the remaining rows at the deadline", async () => {
      const tenant = new Tenant(1);
      tenant.onList = () => response({ error: { message: "slow down" } }, 429, { "retry-after": "600" });
      const run = await ran(tenant, rows(8), { deadline_ms: 60_000 });
      expect(run.codes).to.deep.equal(afterList("NotSent"));
      expect(run.reasons[2]).to.match(/would have to wait 600 s, and the run has 60 s left/);
      expect([run.lists.length, run.imports.length, run.clock.monotonic()]).to.deep.equal([1, 1, 0]);
      expect(run.events.at(-1)).to.deep.include({ errorCodes: ["DeadlineExceeded"] });
    });

    it("returns NotSent for the remaining rows if the run is cancelled during the list", async () => {
      const tenant = new Tenant(1);
      const cancel = new AbortController();
      tenant.onList = () => {
        cancel.abort();
        return errorResponse("later", 503);
      };
      const run = await ran(tenant, rows(8), { signal: cancel.signal });
      expect(run.codes).to.deep.equal(afterList("NotSent"));
      expect([run.lists.length, run.imports.length]).to.deep.equal([1, 1]);
    });

    it("sends nothing and throws if the list fails before the first row", async () => {
      const tenant = new Tenant(5);
      tenant.onList = () => errorResponse("not for you", 403);
      const run = await ran(tenant, rows(3), { preflight: true });
      expect([run.error?.code, run.imports.length]).to.deep.equal(["Forbidden", 0]);
      expect(run.error?.message).to.contain("could not be listed before the first row was sent: 403");
      expect(run.codes).to.deep.equal(times(3, "NotSent"));
    });

    it("observes its own rate limits", async () => {
      const given = rows(12);
      const run = await ran(new Tenant(12, given), [row(20), row(21), row(22)], {
        asset: { ...asset, rate_limits: { indicators_per_minute: { calls: 2, per_seconds: 60 } } },
      });
      expect(run.lists.map(({ at }) => at)).to.deep.equal([0, 0, 60_000]);
    });
  });

  describe("an application that can list only its own indicators", () => {
    const full = () => new Tenant(1);
    const token = (claims: JsonObject) => ({ token: jwt(claims) });

    it("gets one warning if its permission shows that", async () => {
      const run = await ran(full(), rows(6), { ...token({ roles: ["Ti.ReadWrite"] }), preflight: true });
      const message =
        "With Ti.ReadWrite and without Ti.ReadWrite.All the application sees only what it made itself (0): more may be taken, and what others made counts as new.";
      const events = run.warnings.filter(({ code }) => code === "PartialView");
      expect(events.map((warning) => warning.message)).to.deep.equal([message]);
      const late = await ran(full(), rows(6), token({ roles: ["Ti.ReadWrite"] }));
      expect(warningCodes(late)).to.deep.equal(["PartialView", "CapacityExceeded"]);
    });

    for (const [what, given] of [
      ["permission for the whole tenant", jwt({ roles: ["Ti.ReadWrite", "Ti.ReadWrite.All"] })],
      ["a user's token", jwt({ scp: "Ti.ReadWrite" })],
      ["an opaque token", "opaque"],
    ] as const) {
      it(`gets no warning with ${what}`, async () => {
        const run = await ran(full(), rows(6), { token: given });
        expect(warningCodes(run)).to.deep.equal(["CapacityExceeded"]);
      });
    }

    it("returns the service's own rejection if others have taken more than it can list", async () => {
      const tenant = new Tenant(4, rows(4));
      tenant.onList = () => response({ value: [row(0)] });
      const given = [row(0), row(20), row(21), row(22), row(23), row(0, { title: "New" })];
      const run = await ran(tenant, given, { preflight: true, ...token({ roles: ["Ti.ReadWrite"] }) });
      expect(warningCodes(run), "for indicators that it cannot list, once").to.deep.equal([
        "PartialView",
        "CapacityExceeded",
        "CapacityExceeded",
      ]);
      expect(run.codes).to.deep.equal([
        "in",
        "Max capacity",
        "CapacityExceeded",
        "CapacityExceeded",
        "CapacityExceeded",
        "in",
      ]);
    });
  });

  describe("preflight", () => {
    it("counts new rows before the first row is sent, without bad, repeated and existing ones", async () => {
      const tenant = new Tenant(6, [row(0), row(1), row(2)]);
      const bad = row(9, { title: "" });
      const given = [
        row(3),
        bad,
        row(3),
        row(0),
        row(4),
        17,
        row(4, { title: "New" }),
        row(5),
        row(6),
        row(7),
      ];
      const run = await ran(tenant, given, { preflight: true });
      expect(run.calls.findIndex((call) => !isList(call))).to.equal(run.lists.length);
      expect(run.warnings.map(({ message }) => message)).to.deep.equal([
        "3 of 6 are taken; 5 of the rows are new, and 2 of them do not fit. 3 of them are sent (first).",
      ]);
      expect(run.codes).to.deep.equal([
        "in",
        "InvalidIndicator",
        "in",
        "in",
        "in",
        "InvalidRow",
        "in",
        "in",
        "CapacityExceeded",
        "CapacityExceeded",
      ]);
      expect(run.reasons[8]).to.equal(
        "CapacityExceeded: 3 of 6 are taken; 5 of the rows are new, and 2 of them do not fit; this row is one of them. Free capacity in the service, then send the row again.",
      );
      expect(tenant.stored.size).to.equal(6);
    });

    it("reports nothing if all rows fit", async () => {
      const run = await ran(new Tenant(4, [row(0)]), rows(4), { preflight: true });
      expect([run.warnings, run.lists.length, run.imports.length]).to.deep.equal([[], 1, 2]);
    });

    it("requests no list if no row could be sent", async () => {
      const run = await ran(new Tenant(1), [row(0, { title: "" })], { preflight: true });
      expect([run.calls.length, run.output.status_code]).to.deep.equal([0, 400]);
    });

    it("warns of a row once, although it reads the row twice", async () => {
      const blank = row(0, { indicatorValue: "host-0.example " });
      const run = await ran(new Tenant(5), [blank], { preflight: true, normalize: true });
      expect(warningCodes(run)).to.deep.equal(["Normalized"]);
    });

    it("makes no import request if nothing fits, and returns 400", async () => {
      const run = await ran(new Tenant(2, rows(2)), [row(7), row(8)], { preflight: true });
      expect([run.imports.length, run.output.status_code]).to.deep.equal([0, 400]);
      const { error } = run.output.json_body as { error: { code: string } };
      expect(error.code).to.equal("CapacityExceeded");
    });

    it("uses the capacity at the time of sending if another application was faster", async () => {
      const tenant = new Tenant(6, [row(0)]);
      tenant.isSlow = true;
      tenant.onList = (call) => {
        const page = tenant.list(call);
        for (const n of [30, 31, 32, 33]) tenant.stored.set(nameOf(row(n)), row(n));
        tenant.onList = () => undefined;
        return page;
      };
      const run = await ran(tenant, rows(9), { preflight: true });
      expect(run.codes).to.deep.equal([
        "in",
        "in",
        "Max capacity",
        "Max capacity",
        ...times(5, "CapacityExceeded"),
      ]);
      expect(run.reasons[4]).to.contain("the service is full: 6 of 6");
      expect(run.reasons[8]).to.contain("1 of 6 are taken; 8 of the rows are new");
      expect(tenant.stored.size).to.equal(6);
    });
  });

  describe("overflow", () => {
    const inAs = async (field: string, values: readonly unknown[], overflow: string, capacity = 3) => {
      const given = values.map((value, n) => row(n, value === undefined ? {} : { [field]: value }));
      const run = await ran(new Tenant(capacity), given, { overflow, validation: "off" });
      expect(run.results.length).to.equal(values.length);
      expect(new Set(run.codes)).to.deep.equal(new Set(["in", "CapacityExceeded"]));
      return [...run.codes.keys()].filter((n) => run.codes[n] === "in");
    };

    it("severity: sends the highest first, and equal ones in input order", async () => {
      const values = ["Low", undefined, "High", "Medium", "Informational", "odd", "High", "Medium"];
      expect(await inAs("severity", values, "severity")).to.deep.equal([2, 3, 6]);
      expect(await inAs("severity", values, "severity", 6)).to.deep.equal([0, 2, 3, 4, 6, 7].slice(0, 6));
      expect(await inAs("severity", values, "severity", 7)).to.deep.equal([0, 1, 2, 3, 4, 6, 7]);
    });

    it("expiry: sends those that expire last first, whatever the format of the timestamp", async () => {
      const values = [
        "2031-01-01T00:00:00Z",
        "2030-06-01",
        null,
        "2031-01-01T02:00:00+05:00",
        "soon",
        7,
        undefined,
        "2031-01-01 00:00:01",
      ];
      expect(await inAs("expirationTime", values, "expiry", 2)).to.deep.equal([2, 6]);
      expect(await inAs("expirationTime", values, "expiry", 4)).to.deep.equal([0, 2, 6, 7]);
      expect(await inAs("expirationTime", values, "expiry", 6)).to.deep.equal([0, 1, 2, 3, 6, 7]);
    });

    it("packs the selected rows into as few requests as they need", async () => {
      const given = rows(20).map((one, n) => ({ ...one, severity: n % 2 === 0 ? "Low" : "High" }));
      const run = await ran(new Tenant(10), given, { overflow: "severity" });
      expect(valuesSent(run)).to.deep.equal([
        [1, 3],
        [5, 7],
        [9, 11],
        [13, 15],
        [17, 19],
      ]);
    });

    it("ranks by the last version of a row, and sends all its versions", async () => {
      const given = [
        row(0, { severity: "Low" }),
        row(1, { severity: "Medium" }),
        row(0, { severity: "High" }),
      ];
      const run = await ran(new Tenant(1), given, { overflow: "severity" });
      expect(run.codes).to.deep.equal(["in", "CapacityExceeded", "in"]);
    });

    it("always sends rows that exist already", async () => {
      const given = [row(0, { severity: "Low" }), row(5, { severity: "High" })];
      const run = await ran(new Tenant(1, [row(0)]), given, { overflow: "severity" });
      expect(run.codes).to.deep.equal(["in", "CapacityExceeded"]);
    });

    it("fail: throws before anything is sent, with every row in the output", async () => {
      const tenant = new Tenant(3, [row(0)]);
      const run = await ran(tenant, [row(0), row(1), row(2), row(9, { title: "" }), row(3)], {
        overflow: "fail",
      });
      const { message, kind, retryable, hint } = run.error as ConnectorError;
      expect([run.error?.code, kind, retryable]).to.deep.equal(["CapacityExceeded", "service", false]);
      expect(message).to.equal(
        "1 of 3 are taken; 3 of the rows are new, and 1 of them do not fit. Nothing was sent.",
      );
      expect(hint).to.contain("overflow");
      expect(run.imports.length).to.equal(0);
      const no = "CapacityExceeded";
      expect(run.codes).to.deep.equal([no, no, no, "InvalidIndicator", no]);
      expect(run.output.status_code).to.equal(400);
    });

    it("fail: sends everything if it fits", async () => {
      const run = await ran(new Tenant(4, [row(0)]), rows(4), { overflow: "fail" });
      expect([run.error, run.codes]).to.deep.equal([undefined, times(4, "in")]);
    });

    for (const [what, options, name, says] of [
      [
        "an unknown order",
        { overflow: "last" },
        "import_indicators",
        "overflow is not one of first, fail, severity, expiry",
      ],
      ["an inherited property", { overflow: "constructor" }, "import_indicators", "is not one of"],
      ["a value that is not a string", { overflow: 7 }, "import_indicators", "overflow is not one of"],
      [
        "a preflight that is not a boolean",
        { preflight: 1 },
        "import_indicators",
        "preflight must be true or false",
      ],
      [
        "a preflight of an action that adds nothing",
        { preflight: true },
        "get_indicators",
        "Get Indicators does not have the option preflight",
      ],
    ] as [string, Partial<RunOptions>, string, string][]) {
      it(`rejects ${what} before anything is sent`, async () => {
        const { connector, calls, tokenCalls } = await stub();
        const input = name === "get_indicators" ? {} : importOf([row(1)]);
        const { error } = await runOn(connector, input, { asset, ...options }, name);
        expect([error?.code, calls.length, tokenCalls.length]).to.deep.equal(["InvalidOption", 0, 0]);
        expect(error?.message).to.contain(says);
      });
    }
  });

  describe("rows that are streamed", () => {
    async function streamed(tenant: Tenant, given: Iterable<unknown> | AsyncIterable<unknown>, options = {}) {
      const declarations = changed({ action: { "/capacity/limit": tenant.limit, "/batch/maxItems": 2 } });
      const made = await stub({ service: tenant.service, declarations });
      const results: JsonObject[] = [];
      const stream = made.connector.stream("import_indicators", given, { asset, ...options });
      try {
        for await (const result of stream) results.push(result);
        return { ...made, results, error: undefined };
      } catch (error) {
        return { ...made, results, error: error as ConnectorError };
      }
    }
    const failedOf = (results: readonly JsonObject[]) => results.map((result) => result["isFailed"]);

    it("reads them twice if each iteration starts from the beginning", async () => {
      let started = 0;
      const source = {
        async *[Symbol.asyncIterator]() {
          started += 1;
          yield* rows(4);
        },
      };
      const { results } = await streamed(new Tenant(3), source, { preflight: true });
      expect([started, failedOf(results)]).to.deep.equal([2, [false, false, false, true]]);
    });

    it("does not count them to their end if the run is over", async () => {
      let read = 0;
      const source = {
        *[Symbol.iterator]() {
          for (const one of rows(4)) {
            read += 1;
            yield one;
          }
        },
      };
      const { calls } = await streamed(new Tenant(3), source, {
        preflight: true,
        signal: AbortSignal.abort(),
      });
      expect([read, calls.length], "one row, and then all of them").to.deep.equal([5, 0]);
    });

    it("rejects them before any request if they can be read only once", async () => {
      const once = function* () {
        yield* rows(4);
      };
      for (const options of [{ preflight: true }, { overflow: "expiry" }]) {
        const { error, calls, tokenCalls } = await streamed(new Tenant(3), once(), options);
        expect([error?.code, calls.length, tokenCalls.length]).to.deep.equal(["InvalidOption", 0, 0]);
        expect(error?.message).to.contain("these rows can be read only once");
      }
      expect((await streamed(new Tenant(4), once(), { overflow: "first" })).results.length).to.equal(4);
    });

    it("reports missing rows if there are fewer of them the second time", async () => {
      const all = rows(4);
      const given = { [Symbol.iterator]: () => all.splice(0)[Symbol.iterator]() };
      const { error, results } = await streamed(new Tenant(9), given, { preflight: true });
      expect([error?.code, results.length]).to.deep.equal(["InvalidInput", 0]);
      expect(error?.message).to.contain("found 4 the first time and 0 the second time");
    });

    it("counts them as far as they go if they break off, and returns results as usual", async () => {
      const broken = {
        *[Symbol.iterator]() {
          yield* rows(4);
          throw new Error("disk on fire");
        },
      };
      const { error, results } = await streamed(new Tenant(3), broken, { preflight: true });
      expect(error?.message).to.contain("disk on fire");
      expect(failedOf(results).slice(3)).to.deep.equal([true]);
    });

    it("fail: returns every row, then throws", async () => {
      const { error, results, calls } = await streamed(new Tenant(3), rows(4), { overflow: "fail" });
      expect([error?.code, failedOf(results), calls.length]).to.deep.equal([
        "CapacityExceeded",
        times(4, "x").map(() => true),
        1,
      ]);
    });
  });

  describe("with a journal", () => {
    it("sends only the rows that did not fit when the run is repeated, and finds the capacity freed since then", async () => {
      for (const options of [{}, { preflight: true }, { overflow: "severity" }]) {
        const disk = new MemoryJournal();
        const tenant = new Tenant(3, [row(7)]);
        const given = [...rows(8), row(7, { title: "New" }), row(5)];
        const first = await ran(tenant, given, { disk, ...options });
        expect(first.codes.filter((code) => code === "CapacityExceeded").length).to.be.greaterThan(3);
        tenant.limit = 100;
        const second = await ran(tenant, given, { disk, ...options, changes: { "/capacity/limit": 100 } });
        expect(second.codes).to.deep.equal(times(10, "in"));
        const isStored = (_row: unknown, i: number) => first.codes[i] === "in";
        const stored = new Set(given.filter(isStored).map(({ indicatorValue }) => indicatorValue));
        const resent = second.imports.flatMap((call) =>
          call.rows.map(({ indicatorValue }) => indicatorValue),
        );
        expect(resent.length, JSON.stringify(options)).to.be.greaterThan(3);
        expect(resent.filter((value) => stored.has(value))).to.deep.equal([]);
        const third = await ran(tenant, given, { disk, ...options });
        expect([third.calls.length, third.tokenCalls.length]).to.deep.equal([0, 0]);
        expect(third.output).to.deep.equal(second.output);
      }
    });

    it("resumes in a full service after a crash at each write: each row has a result, none is sent twice", async () => {
      for (const options of [{}, { preflight: true }]) {
        for (let crash = 2; crash <= 8; crash += 1) {
          const disk = new MemoryJournal();
          const tenant = new Tenant(4, [row(9)]);
          const given = rows(10);
          let isDead = false;
          disk.onAppend = (nth) => {
            isDead ||= nth >= crash;
            if (isDead) throw new ConnectorError("JournalUnwritable", "The disk is gone.");
          };
          await ran(tenant, given, { disk, ...options });
          disk.onAppend = () => {};
          const { codes, output } = await ran(tenant, given, { disk, ...options });
          expect(output.status_code, `crash ${crash}`).to.equal(200);
          const isIn = (code: string) => code === "in";
          expect(codes.map(isIn), `crash ${crash}`).to.deep.equal(
            [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) => n < 3 || n === 9),
          );
        }
      }
    });

    it("lists again for rows that an unreadable list excluded", async () => {
      const disk = new MemoryJournal();
      const tenant = new Tenant(2, [row(5)]);
      tenant.onList = () => errorResponse("not for you", 403);
      const first = await ran(tenant, rows(6), { disk });
      expect(first.codes.slice(2)).to.deep.equal(times(4, "NotSent"));
      tenant.onList = () => undefined;
      const second = await ran(tenant, rows(6), { disk });
      expect(second.codes).to.deep.equal([
        "in",
        "Max capacity",
        "Max capacity",
        "CapacityExceeded",
        "CapacityExceeded",
        "in",
      ]);
    });

    it("keeps nothing of a run that ended with overflow fail, so that the next run starts from the beginning", async () => {
      const disk = new MemoryJournal();
      const tenant = new Tenant(3);
      expect((await ran(tenant, rows(4), { disk, overflow: "fail" })).error?.code).to.equal(
        "CapacityExceeded",
      );
      tenant.limit = 4;
      expect((await ran(tenant, rows(4), { disk, overflow: "fail" })).codes).to.deep.equal(times(4, "in"));
    });

    it("writes nothing about rows that were not sent", async () => {
      const disk = new MemoryJournal();
      const run = await ran(new Tenant(0), rows(4), { disk, preflight: true });
      expect(run.codes).to.deep.equal(times(4, "CapacityExceeded"));
      expect(disk.appends, "only the first line of the journal").to.equal(1);
    });
  });
});
