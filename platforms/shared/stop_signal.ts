/** Turns Ctrl-C and a supervisor's termination request into one abort signal. */

/** A signal for a run, and how to restore the process's own handling. */
export interface Stop {
  readonly signal: AbortSignal;
  release(): void;
}

const signals = ["SIGINT", "SIGTERM"] as const;

/**
 * The first signal aborts and calls `emit`. Then the process's own handling is restored, so that a second
 * signal ends it.
 */
export function stopOnSignal(emit: () => void): Stop {
  const controller = new AbortController();
  const release = (): void => {
    for (const name of signals) process.off(name, stop);
  };
  const stop = (): void => {
    release();
    controller.abort();
    emit();
  };
  for (const name of signals) process.on(name, stop);
  return { signal: controller.signal, release };
}
