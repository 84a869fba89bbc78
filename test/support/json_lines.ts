// Shared by tests of logs: lines of standard error for programs.
import { expect } from "chai";

/** Returns the lines. Throws for a line that is not an object with a time, a level and a message. */
export function jsonLines(stderr: string): Record<string, unknown>[] {
  const lines = stderr.split("\n").filter((line) => line !== "");
  return lines.map((line) => {
    const parsed = JSON.parse(line) as Record<string, unknown>;
    for (const field of ["time", "level", "msg"]) expect(parsed[field], line).to.be.a("string");
    return parsed;
  });
}
