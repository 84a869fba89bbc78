// Rows that a real list contains although no app wrote them: a client must skip them.
import { created } from "./indicator.js";
import type { Indicator } from "../core/types.js";

const WRITER = { tenant: "", name: "portal", displayName: "Portal user", now: Date.UTC(2024, 0, 1) };

function portalIndicator(id: number, type: string, value: string, source: string): Indicator {
  const row = {
    indicatorType: type,
    indicatorValue: value,
    action: "Block",
    title: "Not from an app",
    description: "",
  };
  return { ...created(row, WRITER, id), createdBy: source, createdBySource: source };
}

/** Returns a web content filter and an application blocked by vulnerability management (TVM). */
export function portalRows(): Indicator[] {
  const hash = "0".repeat(40);
  return [
    portalIndicator(900_001, "WebCategory", "Gambling", "Portal"),
    portalIndicator(900_002, "FileSha1", hash, "TVM"),
  ];
}
