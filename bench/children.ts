/** Starts the processes of the benchmark and ends them. */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** A process that runs one file of the benchmark. */
export class Child implements AsyncDisposable {
  readonly #process: ChildProcess;

  /** @param file - name of a compiled file in this folder */
  constructor(file: string, ...args: readonly string[]) {
    this.#process = fork(fileURLToPath(new URL(file, import.meta.url)), args, { execArgv: [] });
  }

  /** Returns the next message; throws if the process ends without one. */
  async next<T>(): Promise<T> {
    const settled = new AbortController();
    const { signal } = settled;
    const ended = once(this.#process, "exit", { signal }).then(([code]) => {
      throw new Error(`${this.#process.spawnargs.slice(1).join(" ")} ended with ${code}.`);
    });
    try {
      const [message] = await Promise.race([once(this.#process, "message", { signal }), ended]);
      return message as T;
    } finally {
      ended.catch(() => {});
      settled.abort();
    }
  }

  /** Sends a message and returns the reply. */
  ask<T>(message: unknown): Promise<T> {
    const response = this.next<T>();
    this.#process.send(message as string);
    return response;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const ended = once(this.#process, "exit");
    this.#process.kill();
    await ended;
  }
}
