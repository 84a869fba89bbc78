/** The GitHub Action as an adapter of the suites about options and unknown names, in this process. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ActionOutput } from "../../../connector/index.js";
import { inputVariables, stepFiles } from "../../platforms/github-action/runner.js";
import { fieldTexts } from "../../support/field_texts.js";
import { program } from "./in_process.js";
import type { OptionAdapter } from "./option_adapter.js";

/** Passes the input as a file, so that it can contain any name. */
export const githubActionOptions: OptionAdapter = {
  name: "the GitHub Action",
  async run({ action, asset, input, options }) {
    const folder = mkdtempSync(join(tmpdir(), "options-"));
    const files = stepFiles(folder);
    const path = join(folder, "input.json");
    writeFileSync(path, JSON.stringify(input));
    const inputs = { ...fieldTexts(asset), ...fieldTexts(options), action, input_file: path };
    const env = { ...files.env, ...inputVariables(inputs) };
    const { code, stdout } = await program(["github-action"], { stdin: "", env });
    const { output_file: written, error_code: failed } = files.outputs();
    const output =
      written === undefined ? undefined : (JSON.parse(readFileSync(written, "utf8")) as ActionOutput);
    rmSync(folder, { recursive: true });
    const [, early] = /^::error title=(\w+)::/m.exec(stdout) ?? [];
    const error = failed === undefined ? early : failed;
    return { body: output?.json_body, error: error === "" ? undefined : error, said: stdout, status: code };
  },
};
