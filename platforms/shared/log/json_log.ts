/** Log lines as JSON, one object per line. The only file that imports pino, and it is loaded when such lines are asked for. */
import { type Logger, pino, stdTimeFunctions } from "pino";
import { type Output, write } from "../io.js";
import { printable } from "../printable.js";
import type { Log, LogFields, LogLevel, Mask } from "./log.js";

interface JsonLogParts {
  readonly logger: Logger;
  readonly stream: Output;
  readonly masks: readonly Mask[];
}

/** Returns a log that writes JSON. */
export function jsonLog(stream: Output, level: LogLevel): Log {
  const options = {
    level,
    base: null,
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
  };
  // Written at once and in this thread, so that the last lines of a process are not lost.
  const logger = pino(options, { write: (line: string) => void stream.write(line) });
  return new JsonLog({ logger, stream, masks: [] });
}

class JsonLog implements Log {
  readonly isJson = true;
  readonly #parts: JsonLogParts;

  constructor(parts: JsonLogParts) {
    this.#parts = parts;
  }

  isWritten(level: LogLevel): boolean {
    return this.#parts.logger.isLevelEnabled(level);
  }

  write(level: LogLevel, message: string, fields: LogFields = {}): void {
    this.#parts.logger[level](this.#clean(fields), this.#mask(printable(message)));
  }

  report(level: LogLevel, message: string, fields?: LogFields): void {
    this.write(level, message, fields);
  }

  child(fields: LogFields): Log {
    return new JsonLog({ ...this.#parts, logger: this.#parts.logger.child(this.#clean(fields)) });
  }

  masking(mask: Mask): Log {
    return new JsonLog({ ...this.#parts, masks: [...this.#parts.masks, mask] });
  }

  timed(): Log {
    return this;
  }

  flush(): Promise<void> {
    return write(this.#parts.stream, "").catch(() => {});
  }

  #mask(text: string): string {
    return this.#parts.masks.reduce((masked, mask) => mask(masked), text);
  }

  #clean(fields: LogFields): Record<string, string | number | boolean> {
    const known = Object.entries(fields).filter(([, value]) => value !== undefined && value !== "");
    return Object.fromEntries(
      known.map(([name, value]) => [name, typeof value === "string" ? this.#mask(printable(value)) : value]),
    ) as Record<string, string | number | boolean>;
  }
}
