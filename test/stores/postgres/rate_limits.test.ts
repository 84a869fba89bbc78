import { expect } from "chai";
import { systemClock } from "../../../connector/http/clock.js";
import { Deadline } from "../../../connector/http/deadline.js";
import { type Database, openDatabase } from "../../../connector/stores/postgres/database.js";
import type { LeaseSettings } from "../../../connector/stores/postgres/lease.js";
import { migrate } from "../../../connector/stores/postgres/schema.js";
import {
  type SharedRateLimits,
  sharedRateLimits,
} from "../../../connector/stores/postgres/shared_rate_limits.js";
import { startPostgres, type TestPostgres } from "../../support/postgres.js";
import { rateLimitConformance } from "../rate_limit_conformance.js";

const silent = () => {};
const free = new Deadline(systemClock);
const settings: LeaseSettings = { name: "p", version: "1", takesJobs: false, leaseMs: 1_000 };

describe("postgres: rate limits", () => {
  let postgres: TestPostgres;
  let database: Database;
  const stores: SharedRateLimits[] = [];
  const open = (through: Database = database, leaseMs = settings.leaseMs): SharedRateLimits => {
    const store = sharedRateLimits(through, systemClock, { ...settings, leaseMs });
    stores.push(store);
    return store;
  };

  before(async () => {
    postgres = await startPostgres();
    database = openDatabase(await postgres.database());
    await migrate(database);
  });
  afterEach(async () => {
    for (const store of stores.splice(0)) await store.close();
  });
  after(async () => {
    await database.close();
    await postgres.close();
  });

  describe("of two processes", () => {
    // Every use is another process.
    rateLimitConformance(() => {
      if (stores.length < 2) open();
      stores.reverse();
      return stores[0] as SharedRateLimits;
    });
  });

  /** A database that a process can lose. */
  const losable = () => {
    let isAway = false;
    const query: Database["query"] = (text, values) =>
      isAway
        ? Promise.reject(Object.assign(new Error("away"), { code: "ECONNREFUSED" }))
        : database.query(text, values);
    return { through: { ...database, query }, lose: () => (isAway = true), find: () => (isAway = false) };
  };

  it("frees the slot of a dead process after its lease, the time of a last request and a window", async () => {
    const limit = { calls: 1, perSeconds: 0.5 };
    const { through, lose, find } = losable();
    // Before the slot is taken: this process may stop for a moment after it.
    const from = performance.now();
    await open(through).get("dead", [], limit).take(free, silent);
    lose();
    await open().get("dead", [], limit).take(free, silent);
    expect(performance.now() - from).to.be.at.least(
      settings.leaseMs - settings.leaseMs / 3 + 2_000 + 500 - 50,
    );
    find();
  });

  it("keeps a slot valid without the database, as long as its lease lasts", async () => {
    const { through, lose, find } = losable();
    const slot = await open(through, 600_000).get("kept", [], { calls: 1, perSeconds: 1 }).take(free, silent);
    lose();
    expect(slot.isValid).to.equal(true);
    find();
  });

  it("ends a slot with the lease of its process, before PostgreSQL does", async () => {
    const { through, lose, find } = losable();
    const slot = await open(through).get("lost", [], { calls: 1, perSeconds: 1 }).take(free, silent);
    lose();
    await new Promise((resolve) => slot.lost?.addEventListener("abort", resolve, { once: true }));
    expect(slot.isValid).to.equal(false);
    const [row] = await database.query(
      "SELECT w.lease_until - clock_timestamp() < interval '0.5 s' AS soon FROM fleet.slot s JOIN fleet.worker w ON w.id = s.holder JOIN fleet.rate_limit l ON l.id = s.rate_limit WHERE l.name = 'lost'",
    );
    expect(row).to.deep.equal({ soon: true });
    find();
  });

  it("repeats a statement whose outcome is unknown without taking a second slot", async () => {
    let isLost = true;
    const query: Database["query"] = async (text, values) => {
      const rows = await database.query(text, values);
      if (!isLost || !text.includes("slot_batch")) return rows as never;
      isLost = false;
      throw Object.assign(new Error("reset"), { code: "ECONNRESET" });
    };
    const limit = { calls: 2, perSeconds: 3600 };
    const limiter = open({ ...database, query }).get("repeated", [], limit);
    await limiter.take(free, silent);
    const second = await limiter.take(new Deadline(systemClock, 5_000), silent);
    expect([second.isValid, isLost]).to.deep.equal([true, false]);
  });

  it("grants nothing for one window after the server may have lost slots", async () => {
    const limit = { calls: 5, perSeconds: 0.6 };
    const limiter = open().get("restored", [], limit);
    (await limiter.take(free, silent)).release("unsent");
    await database.query("UPDATE fleet.store_state SET identity = 'another server'");
    const from = performance.now();
    (await limiter.take(free, silent)).release("unsent");
    expect(performance.now() - from).to.be.at.least(590);
    await database.query("UPDATE fleet.store_state SET changed_at = NULL");
  });

  it("finds a pause that began while it slept for a reserved slot", async () => {
    // The pause must arrive before the reserved slot is free, also on a slow machine.
    const limit = { calls: 1, perSeconds: 3 };
    const [first, second] = [open().get("paused", [], limit), open().get("paused", [], limit)];
    const pause = async (condition: string) => {
      const [row] = await database.query<{ holds: boolean | null }>(
        `SELECT ${condition} AS holds FROM fleet.rate_limit WHERE name = 'paused'`,
      );
      return row?.holds === true;
    };
    (await first.take(free, silent)).release("responded");
    const reserved = second.take(free, silent);
    first.pause(4_000);
    while (!(await pause("paused_until > clock_timestamp()"))) await systemClock.sleep(20);
    await reserved;
    expect(await pause("paused_until <= clock_timestamp()")).to.equal(true);
  });

  it("uses free slots of a large limit again, so that the number of rows follows the calls of a window", async () => {
    const limit = { calls: 130_000, perSeconds: 0.2 };
    const limiter = open().get("large", [], limit);
    for (let round = 0; round < 3; round += 1) {
      const slots = await Promise.all([1, 2, 3].map(() => limiter.take(free, silent)));
      for (const slot of slots) slot.release("responded");
      // A release travels with the next batch.
      (await limiter.take(free, silent)).release("unsent");
      await systemClock.sleep(limit.perSeconds * 1000 + 20);
    }
    const [row] = await database.query(
      "SELECT count(*) AS slots FROM fleet.slot s JOIN fleet.rate_limit l ON l.id = s.rate_limit WHERE l.name = 'large'",
    );
    expect(row).to.deep.equal({ slots: "4" });
  });

  it("sends everything of one turn in one statement", async () => {
    let statements = 0;
    const query: Database["query"] = (text, values) => {
      if (text.includes("slot_batch")) statements += 1;
      return database.query(text, values);
    };
    const store = open({ ...database, query });
    const limiters = Array.from({ length: 50 }, (_, i) =>
      store.get("many", [`${i}`], { calls: 9, perSeconds: 9 }),
    );
    await Promise.all(limiters.map((limiter) => limiter.take(free, silent)));
    expect(statements).to.equal(1);
  });

  it("lets two processes that ask for many limits in opposite order both finish", async () => {
    const names = Array.from({ length: 20 }, (_, i) => `${i}`);
    const [one, other] = [open(), open()];
    const takeAll = (store: SharedRateLimits, order: readonly string[]) =>
      Promise.all(
        order.map(async (key) => {
          const slot = await store.get("crossing", [key], { calls: 50, perSeconds: 1 }).take(free, silent);
          slot.release("unsent");
        }),
      );
    for (let round = 0; round < 20; round += 1)
      await Promise.all([takeAll(one, names), takeAll(other, names.toReversed())]);
  });
});
