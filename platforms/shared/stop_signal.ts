/** Turns Ctrl-C and the end that a supervisor asks for into one abort signal. */

/** A signal that a run takes, and how to give the process its own handling back. */
export interface Stop {
  readonly signal: AbortSignal;
  release(): void;
}

const signals = ["SIGINT", "SIGTERM"] as const;

/** The first signal aborts and tells; after it the process's own handling is back, so that a second one ends it. */
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
