/** `npm run demo:fleet`: a fleet on this machine loses a worker, and no row. */
import { TenantJobs } from "./tenant_jobs.js";

const tenants = 20;
const rowsPerJob = 1500;

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Returns whether every job succeeded with the right results. */
async function importAll(jobs: TenantJobs): Promise<boolean> {
  const { rig } = jobs;
  const [first, second] = [rig.worker("--concurrency", "5"), rig.worker("--concurrency", "5")];
  await Promise.all([first.ready, second.ready]);
  say(`Two workers import ${rowsPerJob} made-up rows for each of ${tenants} tenants.`);
  await rig.runningJobs(first);
  await rig.imports(tenants);
  const running = await rig.runningJobs(first);
  first.child.kill("SIGKILL");
  await first.ended;
  say(`Killed a worker with ${running} running jobs. The other one takes them over.`);
  const { succeeded, failed, rows, wrongRows, calls, throttled } = await jobs.report();
  say(
    `${succeeded} jobs succeeded, ${failed} failed; 1 worker killed; ${rows} rows, ${wrongRows} of them wrong; ${calls} calls, ${throttled} x 429`,
  );
  return succeeded === tenants && wrongRows === 0 && throttled === 0;
}

process.once("SIGINT", () => process.exit(130));

say("Starting PostgreSQL and a simulated Defender; nothing leaves this machine.");
const jobs = await TenantJobs.start({
  tenants,
  jobsPerTenant: 1,
  rowsPerJob,
  settings: { latencyMs: 300 },
});
try {
  if (!(await importAll(jobs))) process.exitCode = 1;
} finally {
  await jobs.rig.close();
}
