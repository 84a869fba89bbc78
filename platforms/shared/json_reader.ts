/**
 * Parses JSON piece by piece and yields to the event loop between pieces: `JSON.parse` takes seconds for
 * some texts of a few MiB, which blocks all other clients of a service.
 */
import { setImmediate as turn } from "node:timers/promises";
import { type JsonListener, JsonScan } from "../../connector/platform_api.js";
import { ObjectNames } from "./json_names.js";

/** Limits of one text. */
export interface JsonBounds {
  /** Levels of arrays and objects. */
  readonly levels: number;
  /** Members of one array. */
  readonly rows: number;
  /** Members of one object. */
  readonly names: number;
  /** Values in total. */
  readonly values: number;
}

/** A text that exceeds its limits. */
export class JsonExcess extends Error {
  readonly of: keyof JsonBounds;

  constructor(of: keyof JsonBounds) {
    super(`The JSON text holds too many ${of}.`);
    this.of = of;
  }
}

/** Characters that are parsed at once. */
const usualPiece = 16 * 1024;

/** Returns the value of the text. Throws JsonFault, also for a repeated name, and JsonExcess as soon as the bounds are exceeded. */
export async function parseInPieces(
  text: string,
  bounds: JsonBounds,
  piece: number = usualPiece,
): Promise<unknown> {
  const reader = new Reader(text, bounds, piece);
  const scan = new JsonScan(text, reader);
  while (!scan.run(piece)) await turn();
  return reader.value;
}

/** An array or object that is still open. */
class Frame {
  readonly isArray: boolean;
  /** Offset of its bracket. */
  readonly at: number;
  /** Offsets of the first member that is not parsed yet, and of the last one. */
  from: number;
  lastFrom: number;
  commas = 0;
  /** Undefined while its whole text is short enough to be parsed together with its parent. */
  made: unknown[] | Record<string, unknown> | undefined;
  /** Whether the last member has already been added, as a frame. */
  hasLast = false;
  readonly names = new ObjectNames();

  constructor(isArray: boolean, at: number) {
    this.isArray = isArray;
    this.at = at;
    this.from = at + 1;
    this.lastFrom = at + 1;
  }
}

class Reader implements JsonListener {
  readonly #text: string;
  readonly #bounds: JsonBounds;
  readonly #piece: number;
  readonly #frames: Frame[] = [];
  /** How many of the outermost frames are made. */
  #made = 0;
  #values = 0;
  #root: Frame | undefined;

  constructor(text: string, bounds: JsonBounds, piece: number) {
    this.#text = text;
    this.#bounds = bounds;
    this.#piece = piece;
  }

  /** Returns the value after the whole text is scanned. */
  get value(): unknown {
    return this.#root?.made ?? JSON.parse(this.#text);
  }

  opened(at: number, isArray: boolean): void {
    this.#countValue();
    const frame = new Frame(isArray, at);
    this.#root ??= frame;
    this.#frames.push(frame);
    if (this.#frames.length > this.#bounds.levels) throw new JsonExcess("levels");
  }

  comma(at: number): void {
    this.#countValue();
    const frame = this.#frames.at(-1) as Frame;
    frame.commas += 1;
    // One more member follows.
    const members = frame.isArray ? "rows" : "names";
    if (frame.commas >= this.#bounds[members]) throw new JsonExcess(members);
    if (frame.hasLast) {
      frame.hasLast = false;
      frame.from = at + 1;
    } else if (at - frame.from >= this.#piece) {
      this.#make();
      this.#add(frame, at);
      frame.from = at + 1;
    }
    frame.lastFrom = at + 1;
  }

  name(from: number, to: number): void {
    this.#frames.at(-1)?.names.add(this.#text, from, to);
  }

  closed(at: number): void {
    const frame = this.#frames.pop() as Frame;
    if (frame.made === undefined) return;
    this.#made -= 1;
    if (!frame.hasLast) this.#add(frame, at);
  }

  #countValue(): void {
    this.#values += 1;
    if (this.#values > this.#bounds.values) throw new JsonExcess("values");
  }

  /** Makes every open frame that is not made yet, the outermost first. */
  #make(): void {
    for (; this.#made < this.#frames.length; this.#made += 1) {
      const frame = this.#frames[this.#made] as Frame;
      frame.made = frame.isArray ? [] : {};
      const parent = this.#frames[this.#made - 1];
      if (parent !== undefined) this.#attach(frame, parent);
    }
  }

  /** Adds the frame to its parent, after the earlier members. */
  #attach(frame: Frame, parent: Frame): void {
    if (parent.lastFrom > parent.from) this.#add(parent, parent.lastFrom - 1);
    parent.hasLast = true;
    if (Array.isArray(parent.made)) parent.made.push(frame.made);
    else {
      const named = JSON.parse(`{${this.#text.slice(parent.lastFrom, frame.at)}0}`) as object;
      set(parent, Object.keys(named)[0] as string, frame.made);
    }
  }

  /** Parses the members up to that offset. */
  #add(frame: Frame, to: number): void {
    const members = this.#text.slice(frame.from, to);
    if (Array.isArray(frame.made)) {
      for (const member of JSON.parse(`[${members}]`) as unknown[]) frame.made.push(member);
    } else {
      const part = JSON.parse(`{${members}}`) as object;
      for (const [name, value] of Object.entries(part)) set(frame, name, value);
    }
  }
}

/** Like JSON.parse, treats every name as a plain name, including `__proto__`. */
function set({ made }: Frame, name: string, value: unknown): void {
  if (name !== "__proto__") (made as Record<string, unknown>)[name] = value;
  else Object.defineProperty(made, name, { value, enumerable: true, writable: true, configurable: true });
}
