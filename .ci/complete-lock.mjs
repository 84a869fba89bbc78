// Adds to package-lock.json the optional platform packages that npm left out, and the integrity of every entry that has
// none. Without the entries, npm 11 rejects `npm ci` ("Missing: … from lock file"). Run it after every change of
// dependencies.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";

const lock = JSON.parse(readFileSync("package-lock.json", "utf8"));
const missing = Object.values(lock.packages).flatMap(({ optionalDependencies = {}, dev }) =>
  Object.entries(optionalDependencies)
    .filter(([name]) => lock.packages[`node_modules/${name}`] === undefined)
    .map(([name, version]) => [name, { version: version.replace(/^[\^~]/, ""), ...platformOf(name), ...(dev ? { dev } : {}), optional: true }]),
);
for (const [name, entry] of missing) lock.packages[`node_modules/${name}`] = entry;
const unverified = Object.entries(lock.packages).filter(([path, { integrity }]) => path !== "" && integrity === undefined);
for (const [path, entry] of unverified) entry.integrity = integrityOf(path.split("node_modules/").at(-1), entry.version);
const sorted = Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1));
lock.packages = Object.fromEntries(sorted);
writeFileSync("package-lock.json", `${JSON.stringify(lock, null, 2)}\n`);
console.log(`${missing.length} entries and ${unverified.length} integrity values added.`);

/** The digest that the registry publishes for this version. */
function integrityOf(name, version) {
  const integrity = execFileSync("npm", ["view", `${name}@${version}`, "dist.integrity"], { encoding: "utf8" }).trim();
  if (!/^sha512-/.test(integrity)) throw new Error(`The registry has no integrity for ${name}@${version}.`);
  return integrity;
}

/** Names end in system, processor and C library: `…-linux-arm64-musl`. */
function platformOf(name) {
  const words = name.split("/").at(-1).split("-");
  const systems = ["aix", "android", "darwin", "freebsd", "linux", "netbsd", "openbsd", "openharmony", "sunos", "win32"];
  const at = words.findIndex((word) => systems.includes(word));
  const [os, cpu] = words.slice(at);
  const libc = words.some((word) => word.startsWith("musl")) ? { libc: ["musl"] } : {};
  return at < 0 ? {} : { cpu: [cpu], os: [os], ...libc };
}
