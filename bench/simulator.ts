/** The simulator in a separate process, for the start measurements; sends its asset to the parent. */
import { startSimulator } from "../simulator/index.js";

const simulator = await startSimulator({ settings: { enforceRateLimit: false, capacity: 1_000_000 } });
process.send?.(simulator.asset());
process.on("disconnect", () => process.exit());
