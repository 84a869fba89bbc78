/** Ends the process if a file keeps it busy for too long, even if the event loop does not turn. */
import { Worker } from "node:worker_threads";

/** Reports progress to the watchdog. */
export interface Beat {
  /** Names the next file, and starts its time. */
  next(file: string): void;
  end(): void;
}

const source = `
const { parentPort, workerData } = require("node:worker_threads");
let file = "start", timer;
const arm = () => {
  clearTimeout(timer);
  timer = setTimeout(() => {
    require("node:fs").writeSync(2, "FAULT no end within " + workerData + " seconds: " + file + "\\n");
    process.kill(process.pid, "SIGKILL");
  }, workerData * 1000);
};
arm();
parentPort.on("message", (next) => { file = next; arm(); });
`;

/** Starts the watchdog. */
export function watchForHangs(seconds: number): Beat {
  const worker = new Worker(source, { eval: true, workerData: seconds });
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker of Node has no origin
  const next = (file: string): void => worker.postMessage(file);
  return { next, end: () => void worker.terminate() };
}
