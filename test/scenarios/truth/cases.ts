/** The case of one seed: rows of few values with many actions, device groups and titles, and faults. */
import type { Random } from "../simulation/random.js";
import {
  type Fields,
  groupsOf,
  keyOf,
  poisonTitle,
  rejectedTitle,
  type Stored,
  type Troubles,
} from "./raw_service.js";

const often = [0, 0, 0.1, 0.3] as const;
const rarely = [0, 0, 0, 0.05, 0.15] as const;

/** Faults in the responses of one seed. */
export function troublesOf(random: Random): Troubles {
  return {
    shuffled: random.chance(0.85),
    spelling: random.pick(["as sent", "lower", "upper", "mixed"]),
    lostBefore: random.pick(rarely),
    lostAfter: random.pick(rarely),
    failed: random.pick(rarely),
    repeated: random.pick(often),
    contradicted: random.pick(often),
    missing: random.pick(often),
    strange: random.pick(often),
    unnamed: random.pick(rarely),
  };
}

const sha1 = "ab".repeat(19);
const values: readonly (readonly [type: string, values: readonly string[]])[] = [
  ["DomainName", ["a.example", "b.example"]],
  ["Url", ["https://c.example/A", "https://c.example/a", "https://c.example/B"]],
  ["IpAddress", ["9.9.9.1", "9.9.9.2"]],
  ["FileSha1", [`${sha1}01`, `${sha1.toUpperCase()}01`, `${sha1}0c`, `${sha1.toUpperCase()}0C`]],
];
const groups = [[], ["north"], ["south"], ["north", "south"], ["south", "north"]] as const;
const actions = ["Allowed", "Audit", "Warn", "Block"] as const;

function rowOf(random: Random, titles: readonly string[]): Fields {
  const [indicatorType, spelled] = random.pick(values);
  const rbacGroupNames = random.pick(groups);
  return {
    indicatorValue: random.pick(spelled),
    indicatorType,
    action: random.pick(actions),
    title: random.pick(titles),
    description: "Inert.",
    generateAlert: true,
    ...(rbacGroupNames.length === 0 && random.chance(0.5) ? {} : { rbacGroupNames }),
  };
}

/** Rows to import. */
export function importRows(random: Random): Fields[] {
  const corrupt = random.pick([[], [], [rejectedTitle], [rejectedTitle, poisonTitle]]);
  const titles = ["one", "one", "two", "three", ...corrupt];
  return Array.from({ length: random.int(1, 30) }, () => rowOf(random, titles));
}

/** Initial contents of the service. */
export function stockOf(random: Random): Fields[] {
  const rows = Array.from({ length: random.int(1, 24) }, () => rowOf(random, ["before"]));
  return [...new Map(rows.map((row) => [keyOf(row), row])).values()];
}

/** Rows that change the action of stored indicators; some name another value, other groups, or an id twice. */
export function replacements(random: Random, stored: readonly Stored[]): Fields[] {
  const titles = random.pick([["new"], ["new", "newer"], ["new", rejectedTitle], ["new", poisonTitle]]);
  const wrong = random.pick([0, 0, 0.2]);
  return Array.from({ length: random.int(1, 20) }, () => {
    const { id, row } = random.pick(stored);
    const { indicatorValue, indicatorType, rbacGroupNames } = random.chance(wrong)
      ? rowOf(random, titles)
      : { ...row, rbacGroupNames: random.shuffled(groupsOf(row)) };
    return {
      id,
      indicatorValue,
      indicatorType,
      action: random.pick(actions),
      title: random.pick(titles),
      description: "Inert.",
      generateAlert: true,
      ...(rbacGroupNames === undefined ? {} : { rbacGroupNames }),
    };
  });
}
