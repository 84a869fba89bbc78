/** Reads rows from a source that may stall: a run that is over does not wait for the remaining rows. */
import type { Clock, Pages } from "../../contract/types.js";
import { type Deadline, noReason } from "../../http/deadline.js";

/** How long a run that is over waits for further rows in total, so that the rows of a file still get results. */
const stallTimeoutMs = 2_000;

/** The run that reads. */
export interface SourceGuard {
  readonly deadline: Deadline;
  readonly clock: Clock;
}

/** Returns the same pages. Reading them throws the error that ended the run if the source stalls. */
export function stopWhenOver(pages: Pages, reading: SourceGuard): Pages {
  if (!(Symbol.asyncIterator in pages)) return pages;
  return { [Symbol.asyncIterator]: () => new Source(pages[Symbol.asyncIterator](), reading) };
}

type Page = IteratorResult<readonly unknown[]>;

class Source implements AsyncIterator<readonly unknown[]> {
  readonly #pages: AsyncIterator<readonly unknown[]>;
  readonly #reading: SourceGuard;
  #stallTimeoutMs = stallTimeoutMs;
  /** Ends the watch for the end of the run, once one is set up. */
  #unwatch: (() => void) | undefined;
  /** Notifies the reader that waits for a page that the run is over. */
  #notifyOver: () => void = () => {};

  constructor(pages: AsyncIterator<readonly unknown[]>, reading: SourceGuard) {
    this.#pages = pages;
    this.#reading = reading;
  }

  async next(): Promise<Page> {
    let page: Page | undefined;
    try {
      page = await this.#due(this.#pages.next());
      return page;
    } finally {
      if (page === undefined || page.done === true) this.#unwatch?.();
    }
  }

  async return(): Promise<Page> {
    this.#unwatch?.();
    await this.#pages.return?.();
    return { done: true, value: undefined };
  }

  /** Returns the page. Throws the error that ended the run if the source stalls. */
  async #due(page: Promise<Page>): Promise<Page> {
    if (this.#unwatch === undefined && (await comesAtOnce(page))) return page;
    if ((await this.#comesInTime(page)) || (await this.#comesLate(page))) return page;
    void this.return().catch(() => {});
    this.#reading.deadline.check();
    return page;
  }

  /** Whether the page arrives before the run is over. */
  #comesInTime(page: Promise<Page>): Promise<boolean> {
    const { deadline } = this.#reading;
    this.#unwatch ??= deadline.onEnd(() => this.#notifyOver());
    return new Promise((resolve) => {
      this.#notifyOver = () => resolve(false);
      if (deadline.isOver) this.#notifyOver();
      void settled(page).then(() => resolve(true));
    });
  }

  async #comesLate(page: Promise<Page>): Promise<boolean> {
    const { clock } = this.#reading;
    const begun = clock.monotonic();
    const here = new AbortController();
    const comes = settled(page).then(() => true);
    const isHere = await Promise.race([
      comes,
      clock.sleep(this.#stallTimeoutMs, here.signal).then(() => false),
    ]);
    here.abort(noReason);
    this.#stallTimeoutMs -= clock.monotonic() - begun;
    return isHere;
  }
}

/** Most pages of a list in memory arrive within a turn of the event loop; then no watch is necessary. */
async function comesAtOnce(page: Promise<Page>): Promise<boolean> {
  let turn: NodeJS.Immediate | undefined;
  const over = new Promise<false>((resolve) => {
    turn = setImmediate(resolve, false);
  });
  const isHere = await Promise.race([settled(page).then(() => true), over]);
  clearImmediate(turn);
  return isHere;
}

function settled(page: Promise<Page>): Promise<unknown> {
  return page.catch(() => {});
}
