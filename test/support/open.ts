/** What tests open, and the errors that they expect. */

/** Keeps what a test opens and closes it after that test, the last one first. Call it inside `describe`. */
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

/** What the promise is rejected with; throws where it is not rejected. */
export async function rejection<E = Error>(promise: Promise<unknown>): Promise<E> {
  const value: unknown = await promise.then(
    (fulfilled) => {
      throw new Error(`was to be rejected, and gave ${JSON.stringify(fulfilled)}`);
    },
    (error: unknown) => error,
  );
  return value as E;
}

/** Far more than any machine needs: it only ends a test that fails. */
const maxWaitMs = 300_000;

/** Waits until the condition holds. */
export async function until(condition: () => boolean): Promise<void> {
  const endsAt = performance.now() + maxWaitMs;
  for (let turn = 0; !condition(); turn += 1) {
    if (performance.now() > endsAt) throw new Error("waited for something that did not happen");
    await new Promise<void>((resolve) => {
      if (turn < 10_000) setImmediate(resolve);
      else setTimeout(resolve, 1);
    });
  }
}
