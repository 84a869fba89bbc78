/** Loads ipaddr.js. No other file uses it. */
import { createRequire } from "node:module";

// An import would first scan its text for exports and delay the start by 25 ms.
export const ipaddr = createRequire(import.meta.url)("ipaddr.js") as typeof import("ipaddr.js");
