/** The simulator in a process of its own, for the start measurements; tells its asset. */
import { startSimulator } from "../simulator/index.js";

const simulator = await startSimulator({ settings: { enforceRateLimit: false } });
process.send?.(simulator.asset());
process.on("disconnect", () => process.exit());
