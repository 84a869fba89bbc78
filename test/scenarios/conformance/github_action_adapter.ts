/** The GitHub Action as an adapter of this suite. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ActionOutput } from "../../../connector/index.js";
import { inputVariables, stepFiles } from "../../platforms/github-action/runner.js";
import { launch } from "../../platforms/shared/process.js";
import { type Adapter, outcomeOf } from "./adapter.js";

/** Starts a process with the variables of a runner. */
export const githubAction: Adapter = {
  name: "the GitHub Action",
  isSlow: true,
  async run({ action }, { asset, input, cancelled }) {
    const folder = mkdtempSync(join(tmpdir(), "conformance-"));
    const files = stepFiles(folder);
    const path = join(folder, "input.json");
    writeFileSync(path, JSON.stringify(input));
    const fields = Object.entries(asset).map(([name, value]) => [
      name,
      typeof value === "string" ? value : JSON.stringify(value),
    ]);
    const inputs = { ...Object.fromEntries(fields), action, input_file: path };
    const step = launch(["github-action"], {
      env: { ...files.env, ...inputVariables(inputs) },
      filter: (text) => text.replaceAll(/^::add-mask::.*$/gm, ""),
    });
    void cancelled?.then(() => step.child.kill("SIGINT"));
    await step.ended;
    const { output_file: written, error_code: code } = files.outputs();
    const output =
      written === undefined ? undefined : (JSON.parse(readFileSync(written, "utf8")) as ActionOutput);
    rmSync(folder, { recursive: true });
    return outcomeOf(output, code === "" ? undefined : code);
  },
};
