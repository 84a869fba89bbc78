/** The log of a command on standard error: lines for people, or JSON for programs. */

/** The levels, from the most to the least important. */
export const logLevels = ["error", "warn", "info", "debug"] as const;

/** How important a line is. */
export type LogLevel = (typeof logLevels)[number];

/** What a line is about, for programs. A field that is undefined or empty is left out. */
export interface LogFields {
  readonly requestId?: string | undefined;
  readonly runId?: string | undefined;
  readonly caller?: string | undefined;
  readonly profile?: string | undefined;
  readonly action?: string | undefined;
  readonly code?: string | undefined;
  /** What to do about an error. */
  readonly hint?: string | undefined;
  readonly [further: string]: string | number | boolean | undefined;
}

/** Returns the text without secrets. */
export type Mask = (text: string) => string;

/** A log. Lines below its level are not written. */
export interface Log {
  readonly isJson: boolean;
  /** Returns whether lines of that level are written. */
  isWritten(level: LogLevel): boolean;
  write(level: LogLevel, message: string, fields?: LogFields): void;
  /** Writes what happened. People read the message as it is, programs find it by its level. */
  report(level: LogLevel, message: string, fields?: LogFields): void;
  /** Returns a log with these fields in every line. */
  child(fields: LogFields): Log;
  /** Returns a log with these secrets masked in every line, too. */
  masking(mask: Mask): Log;
  /** Returns a log with the time in every line. */
  timed(): Log;
  /** Resolves when all lines are written. Never rejects: nobody may read them. */
  flush(): Promise<void>;
}

/** Returns whether a level is at least as important as another one. */
export function isAtLeast(level: LogLevel, least: LogLevel): boolean {
  return logLevels.indexOf(level) <= logLevels.indexOf(least);
}
