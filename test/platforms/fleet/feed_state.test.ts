import { expect } from "chai";
import { saveCheckpoints } from "../../../platforms/cli/sync/checkpoint_file.js";
import { feedState } from "../../../platforms/fleet/feed_state.js";
import { useClaimableJobs } from "../../support/claimable_jobs.js";
import { rejection } from "../../support/open.js";
import { feedConformance } from "../cli/sync/feed_conformance.js";

describe("fleet: what a sync remembers, in the database", () => {
  const { query, queued, claimed } = useClaimableJobs();
  const fresh = async () => claimed(await queued());

  feedConformance(async () => {
    await query("DELETE FROM fleet.sync_state");
    return {
      open: async (profile, sync) => feedState(await fresh(), profile, sync),
      spoil: async (profile, sync, part, text) => (await fresh()).storeSyncState(profile, sync, part, text),
    };
  });

  it("ignores the write of a worker that has lost the job", async () => {
    await query("DELETE FROM fleet.sync_state");
    const lost = await fresh();
    const now = feedState(await claimed(lost.job), "one", "hourly");
    const late = saveCheckpoints(feedState(lost, "one", "hourly"), new Map([["source", "late"]]));
    expect(await rejection(late)).to.have.property("code", "JobLost");
    expect(await now.read("checkpoint")).to.equal(undefined);
  });
});
