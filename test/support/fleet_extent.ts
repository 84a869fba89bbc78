/** How much the tests of the fleet do. */

/** Parts in `npm test`, all cases in `npm run test:fleet`, and all of their full size with `--full`. */
export type FleetExtent = "part" | "short" | "full";

/** The extent of this process. */
export const fleetExtent: FleetExtent = process.argv.includes("--full")
  ? "full"
  : process.env["FLEET"] === "all"
    ? "short"
    : "part";
