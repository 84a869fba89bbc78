/** Checks values that are easily refanged too much or too little. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { outcomes } from "./checks.js";
import { readIndependently } from "./independent.js";
import { convert } from "./product.js";
import { print } from "./table.js";
import { canonical, refanged } from "./values.js";

/** Names in the samples that begin with `hxxp` and are names of real hosts. */
const realHosts = 11;
/** `[.]` in the AsciiDoc files of the samples. */
const defangedDots = 2077;

/** Defanged values that must become rows. */
const minShare = 0.99;

/** Returns the faults of hosts that begin with `hxxp`, and of defanged values in prose. */
export async function checkHosts(root: string, work: string): Promise<string[]> {
  const itemsFile = join(work, "items.ndjson");
  return [
    ...(await checkRealHosts(root, itemsFile)),
    ...(await checkDefanged(join(root, "eset"), itemsFile)),
  ];
}

async function checkRealHosts(root: string, itemsFile: string): Promise<string[]> {
  const file = join(root, "maltrail/trails/static/malware/apt_kimsuky.txt");
  const hosts = readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => /^hxxp[^:/]*$/.test(line));
  const { items, rows } = await convert(file, itemsFile);
  const values = new Set(rows.map((row) => row.indicatorValue));
  const taken = new Set(items.filter(({ status }) => status === "taken").map(({ before }) => before));
  print(`${hosts.length} hosts that begin with hxxp`);
  return [
    ...(hosts.length === realHosts ? [] : [`${hosts.length} hosts instead of ${realHosts}`]),
    ...hosts
      .filter((host) => !values.has(host) || !taken.has(host))
      .map((host) => `${host} is not a row as written`),
  ];
}

async function checkDefanged(folder: string, itemsFile: string): Promise<string[]> {
  let dots = 0;
  const found = new Map<string, string>();
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) =>
    name.endsWith(".adoc"),
  );
  for (const name of files) {
    const text = readFileSync(join(folder, name), "utf8");
    const findings = readIndependently(text, "prose");
    dots += findings.brackets;
    if (findings.brackets === 0) continue;
    const plain = canonical(text.toLowerCase());
    for (const [value, outcome] of outcomes(
      await convert(join(folder, name), itemsFile, ["--prose"]),
      findings,
    ))
      if (!plain.includes(value) && canonical(refanged(value)) === value)
        found.set(`${name}: ${value}`, outcome);
  }
  const missing = [...found].filter(([, outcome]) => outcome !== "in");
  for (const [value, outcome] of missing) print(`  without a row: ${value}: ${outcome}`);
  print(
    `${dots} [.] in AsciiDoc, ${found.size} defanged values, ${found.size - missing.length} of them found`,
  );
  return [
    ...(dots === defangedDots ? [] : [`${dots} [.] instead of ${defangedDots}`]),
    ...(missing.length <= (1 - minShare) * found.size
      ? []
      : missing.map(([value, outcome]) => `${value}: ${outcome}`)),
  ];
}
