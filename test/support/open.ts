/** Helpers for resources that tests open, expected rejections and conditions. */

/** Returns a function that registers resources, which are closed after each test in reverse order. Call it inside `describe`. */
export function closingAfterEach(): <T extends { close(): unknown }>(opened: T) => T {
  const open: { close(): unknown }[] = [];
  afterEach(async () => {
    for (let last = open.pop(); last !== undefined; last = open.pop()) await last.close();
  });
  return (opened) => {
    open.push(opened);
    return opened;
  };
}

/** Returns the error that rejects the promise; throws if the promise is fulfilled. */
export async function rejection<E = Error>(promise: Promise<unknown>): Promise<E> {
  const value: unknown = await promise.then(
    (fulfilled) => {
      throw new Error(`expected a rejection, but the promise returned ${JSON.stringify(fulfilled)}`);
    },
    (error: unknown) => error,
  );
  return value as E;
}

/** Generous limit that only ends a failing test. */
const maxWaitMs = 300_000;

/** Waits until the condition is true. */
export async function until(condition: () => boolean): Promise<void> {
  const endsAt = performance.now() + maxWaitMs;
  for (let turn = 0; !condition(); turn += 1) {
    if (performance.now() > endsAt) throw new Error("the condition was not met in time");
    await new Promise<void>((resolve) => {
      if (turn < 10_000) setImmediate(resolve);
      else setTimeout(resolve, 1);
    });
  }
}
