/** Writes the page of a report to its file. */
import { randomUUID } from "node:crypto";
import { readFile, realpath, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { packageRoot } from "../../../connector/platform_api.js";
import { lostOutput } from "../../shared/messages.js";
import { fileSink } from "../io/sink.js";
import { lostReportHint } from "./messages.js";
import { reportPage } from "./page.js";
import type { PageCode } from "./page_frame.js";
import type { RunReport } from "./run_report.js";

/** Writes the page of a run. @throws ConnectorError OutputWriteFailed */
export function writeReport(report: RunReport, path: string): Promise<void> {
  return writePage((code) => reportPage(report, code), path);
}

/**
 * Writes a page. The file is replaced as a whole: a reader never finds a part of it.
 * @param pageOf - returns the page in pieces
 * @throws ConnectorError OutputWriteFailed
 */
export async function writePage(pageOf: (code: PageCode) => Iterable<string>, path: string): Promise<void> {
  try {
    const pieces = pageOf(await pageCode());
    if (await isReplaceable(path)) await replace(await realpath(path).catch(() => path), pieces);
    else await writeAll(path, pieces);
  } catch (error) {
    throw lostOutput(`--report ${path}`, error, lostReportHint);
  }
}

/** A device or a pipe cannot be replaced. */
async function isReplaceable(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found === undefined || found.isFile();
}

async function replace(path: string, pieces: Iterable<string>): Promise<void> {
  const part = `${path}.${randomUUID()}.part`;
  try {
    await writeAll(part, pieces);
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}

/** Most characters that are joined for one write. */
const charsPerWrite = 65_536;

async function writeAll(path: string, pieces: Iterable<string>): Promise<void> {
  const sink = fileSink(path);
  let text = "";
  try {
    for (const piece of pieces) {
      text += piece;
      if (text.length < charsPerWrite) continue;
      await sink.write(text);
      text = "";
    }
    await sink.write(text);
  } finally {
    // A file that is still being opened could not be removed.
    await sink.end();
  }
}

/** The compiled functions for text are part of the script, so that the page and the tests use the same ones. */
async function pageCode(): Promise<PageCode> {
  const folder = join(packageRoot(), "platforms/cli/report/page");
  const [text, script, style] = await Promise.all([
    readFile(new URL("report_text.js", import.meta.url), "utf8"),
    readFile(join(folder, "report.js"), "utf8"),
    readFile(join(folder, "report.css"), "utf8"),
  ]);
  const functions = text.replace(/^export /gm, "").replace(/^\/\/# sourceMappingURL.*$/m, "");
  return { style: `\n${style}`, script: `\n(() => {\n"use strict";\n${functions}\n${script}})();\n` };
}
