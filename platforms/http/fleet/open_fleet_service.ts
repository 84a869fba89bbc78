/** The fleet of a service with a database. Loaded only if a database is named. */
import type { FleetStatus } from "../../../connector/platform_api.js";
import { type Fleet, guarded } from "../../fleet/fleet.js";
import type { Io } from "../../shared/io.js";
import type { Caller } from "../callers.js";
import type { FleetService } from "../fleet_service.js";
import type { ServiceContext } from "../service_context.js";
import { fleetMetrics, withoutDatabase } from "./fleet_metrics.js";
import { QueuedJobs } from "./queued_jobs.js";

/** Returns the fleet for the routes of a service. */
export function openFleetService(fleet: Fleet, context: ServiceContext, io: Io): FleetService {
  const { stores, database } = fleet;
  const status = async (caller: Caller): Promise<FleetStatus> =>
    seenBy(caller, await guarded(fleet, () => stores.fleetStatus(database.query)));
  let checking: Promise<unknown> | undefined;
  return {
    jobs: new QueuedJobs(fleet, context, io),
    status,
    async metrics(caller) {
      try {
        return await fleetMetrics(await status(caller), await stores.recentEnds(database.query));
      } catch {
        return withoutDatabase();
      }
    },
    async assertReachable() {
      // Anyone may ask, so all who ask at once share one query.
      checking ??= database.query("SELECT 1").finally(() => {
        checking = undefined;
      });
      const checked = checking;
      await guarded(fleet, () => checked);
    },
  };
}

/** A caller with a name sees its own profiles. Keys of rate limits name tenants, so it sees none of them. */
function seenBy({ name, profiles }: Caller, status: FleetStatus): FleetStatus {
  if (name === undefined) return status;
  const isOwn = ({ profile }: { readonly profile: string }): boolean => profiles.isAllowed(profile);
  const { workers, queues, capacity } = status;
  return { workers, queues: queues.filter(isOwn), rateLimits: [], capacity: capacity.filter(isOwn) };
}
