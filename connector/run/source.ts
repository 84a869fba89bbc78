/** Rows from a source that may stall: a run that is over does not wait for the rest of them. */
import type { Clock, Pages } from "../contract/types.js";
import { type Deadline, noReason } from "../http/deadline.js";

/** How long a run that is over waits for further rows, in all: those of a file still get their results. */
const patienceMs = 2_000;

/** The run that reads. */
export interface Reading {
  readonly deadline: Deadline;
  readonly clock: Clock;
}

/** The same pages; reading them throws what ended the run where they do not come. */
export function untilOver(pages: Pages, reading: Reading): Pages {
  if (!(Symbol.asyncIterator in pages)) return pages;
  return { [Symbol.asyncIterator]: () => new Source(pages[Symbol.asyncIterator](), reading) };
}

type Page = IteratorResult<readonly unknown[]>;

class Source implements AsyncIterator<readonly unknown[]> {
  readonly #pages: AsyncIterator<readonly unknown[]>;
  readonly #reading: Reading;
  #patienceMs = patienceMs;

  constructor(pages: AsyncIterator<readonly unknown[]>, reading: Reading) {
    this.#pages = pages;
    this.#reading = reading;
  }

  async next(): Promise<Page> {
    const page = this.#pages.next();
    if (await comesAtOnce(page)) return page;
    try {
      return await this.#reading.deadline.race(page);
    } catch (error) {
      if (!this.#reading.deadline.isOver || (await this.#comesLate(page))) return page;
      void this.return().catch(() => {});
      throw error;
    }
  }

  async return(): Promise<Page> {
    await this.#pages.return?.();
    return { done: true, value: undefined };
  }

  async #comesLate(page: Promise<Page>): Promise<boolean> {
    const { clock } = this.#reading;
    const begun = clock.monotonic();
    const here = new AbortController();
    const comes = settled(page).then(() => true);
    const isHere = await Promise.race([comes, clock.sleep(this.#patienceMs, here.signal).then(() => false)]);
    here.abort(noReason);
    this.#patienceMs -= clock.monotonic() - begun;
    return isHere;
  }
}

/** Most pages are there within a turn of the event loop, and then the dearer watch for the end is not set up. */
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
