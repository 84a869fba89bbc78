/** Measures processor time, which a busy machine does not stretch, unlike time on the clock. */

/** Returns the processor time that the work takes in this process, in seconds. */
export async function cpuSecondsOf(work: () => unknown): Promise<number> {
  const start = process.cpuUsage();
  await work();
  return process.cpuUsage(start).user / 1e6;
}
