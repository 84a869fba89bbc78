/** Ports that the connector uses: clock, journal files and HTTP. */

/** Provides the time. Tests pass a simulated clock. */
export interface Clock {
  /** Returns milliseconds since 1970. */
  now(): number;
  /** Returns milliseconds that never jump. Use them for durations only. */
  monotonic(): number;
  /** Resolves after `ms` milliseconds or when the signal is aborted. Keeps the process alive. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** One HTTP request, ready to send. */
export interface HttpRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Text, or its UTF-8 bytes. */
  readonly body?: string | Buffer;
}

/** One HTTP response with any status. */
export interface HttpResponse {
  readonly status: number;
  readonly reason: string;
  /** Headers by lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  /** The parsed body; undefined if it is not JSON. */
  readonly body: unknown;
}

/** One open journal: a file or an equivalent store. */
export interface JournalFile {
  /** Length when it was opened, in bytes. */
  readonly size: number;
  /** Returns `length` bytes from offset `from` of the content at opening. */
  read(from: number, length: number): Uint8Array;
  /** Shortens the journal to `size` bytes. */
  truncate(size: number): Promise<void>;
  /** Appends the text. The text is on disk when the promise resolves. */
  append(text: string): Promise<void>;
  close(): Promise<void>;
  /** Deletes and closes the journal. */
  remove(): Promise<void>;
  /** A message for the user if the content may not be reliable. */
  readonly warning?: string | undefined;
}

/** Opens a journal. Creates an empty one if it does not exist. */
export type OpenJournal = (path: string) => Promise<JournalFile>;
