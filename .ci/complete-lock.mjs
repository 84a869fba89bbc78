// Adds to package-lock.json the optional platform packages that a registry did not offer when it was written. Without
// their entries, npm 11 refuses `npm ci` ("Missing: … from lock file"). Run it after every change of dependencies.
import { readFileSync, writeFileSync } from "node:fs";

const lock = JSON.parse(readFileSync("package-lock.json", "utf8"));
const missing = Object.values(lock.packages).flatMap(({ optionalDependencies = {}, dev }) =>
  Object.entries(optionalDependencies)
    .filter(([name]) => lock.packages[`node_modules/${name}`] === undefined)
    .map(([name, version]) => [name, { version: version.replace(/^[\^~]/, ""), ...platformOf(name), ...(dev ? { dev } : {}), optional: true }]),
);
for (const [name, entry] of missing) lock.packages[`node_modules/${name}`] = entry;
const sorted = Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1));
lock.packages = Object.fromEntries(sorted);
writeFileSync("package-lock.json", `${JSON.stringify(lock, null, 2)}\n`);
console.log(`${missing.length} entries added.`);

/** Names end in system, processor and C library: `…-linux-arm64-musl`. */
function platformOf(name) {
  const words = name.split("/").at(-1).split("-");
  const systems = ["aix", "android", "darwin", "freebsd", "linux", "netbsd", "openbsd", "openharmony", "sunos", "win32"];
  const at = words.findIndex((word) => systems.includes(word));
  const [os, cpu] = words.slice(at);
  const libc = words.some((word) => word.startsWith("musl")) ? { libc: ["musl"] } : {};
  return at < 0 ? {} : { cpu: [cpu], os: [os], ...libc };
}
