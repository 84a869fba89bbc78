/** A worker with a fault. Arguments: the fault, then those of the command. */
import pg from "pg";
import { runProcess } from "../../../platforms/cli/run_process.js";
import { killMoments } from "./kill_points.js";

/** What goes wrong. */
export type WorkerFault =
  | "loses a taken job"
  | "loses the end"
  | "stops while it recovers"
  | "stores no progress";

type Callback = (error: Error | null, ...results: unknown[]) => void;
type Query = (this: pg.Client, ...args: unknown[]) => unknown;

/** Stops in the middle of the transaction of a recovery, when the first call of a job may have begun. */
function stopInRecovery(): void {
  const prototype = pg.Client.prototype as unknown as { query: Query };
  const { query } = prototype;
  let isDue = false;
  prototype.query = function (...args) {
    const text = String(args[0]);
    const done = query.apply(this, args);
    if (text.includes("slot_batch")) isDue = true;
    if (isDue && text.includes("pg_try_advisory_xact_lock"))
      void (done as Promise<unknown>).then(() => process.kill(process.pid, "SIGSTOP"));
    return done;
  };
}

/** Loses the response to the first of the statements that are chosen. */
function lose(isChosen: (client: pg.Client, text: string) => boolean): void {
  const prototype = pg.Client.prototype as unknown as { query: Query };
  const { query } = prototype;
  const error = new Error("Connection terminated unexpectedly");
  let isLost = false;
  prototype.query = function (...args) {
    if (isLost || !isChosen(this, String(args[0]))) return query.apply(this, args);
    isLost = true;
    const callback = args.at(-1);
    if (typeof callback === "function")
      return query.apply(this, [...args.slice(0, -1), () => (callback as Callback)(error)]);
    return (query.apply(this, args) as Promise<unknown>).then(() => Promise.reject(error));
  };
}

/** Returns whether a statement commits that a job was taken. */
function takingJobs(): (client: pg.Client, text: string) => boolean {
  let taking: pg.Client | undefined;
  return (client, text) => {
    if (killMoments.dequeue.test(text)) taking = client;
    return text === "COMMIT" && taking === client;
  };
}

/** The worker does not learn from its progress that another one has its job. */
function storeNoProgress(): void {
  const { setInterval: every } = globalThis;
  Object.assign(globalThis, {
    setInterval: (work: () => void, ms: number) => every(ms === 1_000 ? () => {} : work, ms),
  });
}

const [fault] = process.argv.splice(2, 1) as [WorkerFault];
if (fault === "loses a taken job") lose(takingJobs());
else if (fault === "loses the end") lose((_client, text) => killMoments.finish.test(text));
else if (fault === "stops while it recovers") stopInRecovery();
else storeNoProgress();
runProcess();
