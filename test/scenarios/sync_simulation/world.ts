/** What surrounds the syncs: feeds that change, the tenant, and other people who change it. */
import type { JsonObject } from "../../../connector/index.js";
import { Random } from "../simulation/random.js";
import { changedFeed, type Feed, type FeedRow, makeRow, type Value } from "./feed_rows.js";
import { type Meddling, startMs, strangerClient, type SyncPlan, type SyncScenario } from "./scenario.js";
import { type Held, Tenant } from "./tenant.js";

/** What a sync reads from its sources. */
export interface Pull {
  readonly rows: readonly FeedRow[];
  readonly withdrawn: readonly Value[];
  /** Whether every source was read to its end and none of several was empty. */
  readonly isComplete: boolean;
}

/** Feeds and tenant. */
export class World {
  readonly tenant: Tenant;
  #feeds: readonly Feed[];
  readonly #scenario: SyncScenario;
  readonly #random: Random;
  #strangers = 0;

  constructor(scenario: SyncScenario) {
    this.#scenario = scenario;
    this.#feeds = scenario.feeds;
    this.#random = new Random(scenario.worldSeed ^ 1);
    this.tenant = new Tenant(scenario.capacity);
    this.#fill(this.#random.fork());
  }

  changeFeeds(): void {
    const { values, mixture } = this.#scenario;
    this.#feeds = this.#feeds.map((feed) => changedFeed(this.#random.fork(), feed, values, mixture));
  }

  /** Reads the sources of a sync. @param broken - feeds that break off in the middle */
  pull({ sources }: SyncPlan, broken: readonly number[]): Pull {
    const parts = sources.map((index) => {
      const { rows, withdrawn } = this.#feeds[index] as Feed;
      if (!broken.includes(index)) return { rows, withdrawn };
      return { rows: rows.slice(0, Math.floor(rows.length / 2)), withdrawn: [] };
    });
    const isBroken = sources.some((index) => broken.includes(index));
    const isOneEmpty = parts.length > 1 && parts.some(({ rows }) => rows.length === 0);
    return {
      rows: parts.flatMap(({ rows }) => rows),
      withdrawn: parts.flatMap(({ withdrawn }) => withdrawn),
      isComplete: !isBroken && !isOneEmpty,
    };
  }

  /** Somebody else changes the tenant. */
  meddle(what: Meddling, nowMs: number): void {
    const { tenant } = this;
    const all = tenant.all();
    if (what === "add") return this.#addStrangers(this.#random.int(1, 5), nowMs);
    if (what === "edit") {
      for (const { item } of this.#random.some(all, 0.2))
        tenant.put({ ...item, title: "edited" }, { client: "person@tenant.example", run: undefined, nowMs });
      return;
    }
    const leaving = what === "leave" ? all.filter((held) => this.#isStranger(held)) : all;
    for (const held of this.#random.some(leaving, 0.3)) tenant.delete(held, undefined);
  }

  #isStranger({ item }: Held): boolean {
    return this.#scenario.syncs.every(({ client }) => client !== item["createdBy"]);
  }

  #addStrangers(count: number, nowMs: number): void {
    for (let i = 0; i < count; i += 1) {
      this.#strangers += 1;
      const row = {
        indicatorType: "DomainName",
        indicatorValue: `stranger-${this.#strangers}.example`,
        action: "Block",
        title: "a stranger",
        description: "Inert.",
      };
      this.tenant.put(row, { client: strangerClient, run: undefined, nowMs });
    }
  }

  #fill(random: Random): void {
    const { values, stock, mixture, syncs } = this.#scenario;
    for (const value of random.shuffled(values).slice(0, stock)) {
      const known = this.#feeds.flatMap(({ rows }) => rows).filter((one) => one.value === value);
      const isKnown = known.length > 0 && random.chance(0.7);
      const { kind, desired } = isKnown ? random.pick(known) : makeRow(random, value, mixture);
      if (kind !== "good") continue;
      const { client, application, source } = this.#owner(random, syncs);
      const row: JsonObject = { ...desired.row, application };
      this.tenant.put(row, { client, run: undefined, nowMs: startMs }, source);
    }
    if (random.chance(0.5)) this.#addStrangers(random.int(0, 3), startMs);
  }

  /** Owned by the syncs in most cases, and otherwise almost. */
  #owner(random: Random, syncs: readonly SyncPlan[]) {
    const { client, rules } = random.pick(syncs);
    const own = { client, application: rules.name as string | null, source: "PublicApi" };
    const draw = random.next();
    if (draw < 0.6) return own;
    if (draw < 0.65) return { ...own, client: client.toUpperCase() };
    if (draw < 0.75) return { ...own, application: random.pick(["another tool", null]) };
    if (draw < 0.8) return { ...own, source: random.pick(["Portal", "Tvm"]) };
    return { ...own, client: strangerClient };
  }
}
