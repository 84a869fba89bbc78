/** Measures processor time, which a busy machine does not stretch, unlike time on the clock. */

/** Garbage of earlier tests may be collected during a round. */
const rounds = 3;

/** Returns the least processor time that the work takes in this process, in seconds. */
export async function cpuSecondsOf(work: () => unknown): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds; round += 1) {
    const start = process.cpuUsage();
    await work();
    least = Math.min(least, process.cpuUsage(start).user / 1e6);
  }
  return least;
}
