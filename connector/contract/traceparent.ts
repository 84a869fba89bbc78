/** The header that connects calls of several programs to one trace: https://www.w3.org/TR/trace-context/#traceparent-header */

const form = /^([\da-f]{2})-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})(?:-.*)?$/;

const maxLength = 512;

/** Bit of the flags that asks to record the trace. No other bit may be passed on in version 00. */
const sampled = 1;

/** Returns the value as version 00; undefined if the standard says to ignore it. */
export function readTraceparent(value: unknown): string | undefined {
  if (typeof value !== "string" || value.length > maxLength) return undefined;
  const [whole = "", version = "", trace = "", parent = "", flags = ""] = form.exec(value) ?? [];
  if (whole === "" || version === "ff" || /^0+$/.test(trace) || /^0+$/.test(parent)) return undefined;
  if (version === "00" && whole.length !== "00-".length + 32 + 1 + 16 + 3) return undefined;
  return `00-${trace}-${parent}-0${Number.parseInt(flags, 16) & sampled}`;
}
