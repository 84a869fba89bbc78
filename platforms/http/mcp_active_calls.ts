/** The calls of MCP clients that are in progress, so that a later request of the same client can cancel one. */
/** A call, as its client names it. */
export interface CallName {
  /** Name of the caller; undefined if the service has one key for everything. */
  readonly caller: string | undefined;
  /** The session ID that the client received; undefined for a client that sends none. */
  readonly session: string | undefined;
  readonly id: unknown;
}

/** All calls in progress. */
export class ActiveCalls {
  readonly #cancels = new Map<string, () => void>();

  /** Returns a function that forgets the call. */
  add(call: CallName, cancel: () => void): () => void {
    const key = keyOf(call);
    if (key === undefined) return () => {};
    this.#cancels.set(key, cancel);
    return () => {
      if (this.#cancels.get(key) === cancel) this.#cancels.delete(key);
    };
  }

  /** Cancels a call. Does nothing if the call is over, as the protocol requires. */
  cancel(call: CallName): void {
    this.#cancels.get(keyOf(call) ?? "")?.();
  }
}

/** Request IDs of different clients are equal, so a call without a session cannot be found. */
function keyOf({ caller = "", session, id }: CallName): string | undefined {
  return session === undefined ? undefined : JSON.stringify([caller, session, id]);
}
