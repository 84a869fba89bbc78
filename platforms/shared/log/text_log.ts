/** Log lines for people. */
import { type Output, write } from "../io.js";
import { printable } from "../printable.js";
import { isAtLeast, type Log, type LogFields, type LogLevel, type Mask } from "./log.js";

/** Where and how lines are written. */
export interface TextLogSettings {
  readonly stream: Output;
  readonly level: LogLevel;
  readonly mask?: Mask;
  readonly hasTime?: boolean;
}

/** A log that shows messages, and the codes of warnings and errors. */
export class TextLog implements Log {
  readonly isJson = false;
  readonly #settings: TextLogSettings;

  constructor(settings: TextLogSettings) {
    this.#settings = settings;
  }

  isWritten(level: LogLevel): boolean {
    return isAtLeast(level, this.#settings.level);
  }

  write(level: LogLevel, message: string, { code, hint }: LogFields = {}): void {
    const { stream, mask = unmasked, hasTime = false } = this.#settings;
    if (!this.isWritten(level)) return;
    const time = hasTime ? `${new Date().toISOString()} ` : "";
    const [first, advice] = [
      lineOf(level, mask(message), code),
      hint === undefined ? "" : printable(mask(hint)),
    ];
    const between = hasTime ? " " : "\n  ";
    const text = `${time}${first}${advice === "" ? "" : `${between}${advice}`}\n`;
    void write(stream, text).catch(() => {});
  }

  report(_level: LogLevel, message: string): void {
    this.write("info", printable(message));
  }

  child(): Log {
    return this;
  }

  masking(mask: Mask): Log {
    const { mask: before = unmasked } = this.#settings;
    return new TextLog({ ...this.#settings, mask: (text) => mask(before(text)) });
  }

  timed(): Log {
    return new TextLog({ ...this.#settings, hasTime: true });
  }

  flush(): Promise<void> {
    return write(this.#settings.stream, "").catch(() => {});
  }
}

const unmasked: Mask = (text) => text;

const titles = { error: "error", warn: "warning" } as const;

function lineOf(level: LogLevel, message: string, code: string | undefined): string {
  if (level === "info" || level === "debug") return message;
  const title = code === undefined ? titles[level] : `${titles[level]} ${code}`;
  return `${title}: ${printable(message)}`;
}
