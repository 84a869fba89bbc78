/** Minimal example: imports a file through the library and prints one line per row. Asset: DEFENDER_* variables. */
import { readFileSync } from "node:fs";
import { createConnector, type InputOf, isConnectorError } from "defender-indicators";

const [file = "examples/import.json"] = process.argv.slice(2);
const input = JSON.parse(readFileSync(file, "utf8")) as InputOf<"import_indicators">;
const connector = await createConnector();
try {
  const asset = connector.assetFromEnvironment(process.env);
  const output = await connector.run("import_indicators", input, { asset, deadline_ms: 300_000 });
  const { value } = output.json_body;
  for (const { indicator, isFailed, failureReason } of value)
    process.stdout.write(
      isFailed ? `failed ${indicator} ${failureReason as string}\n` : `in     ${indicator}\n`,
    );
} catch (error) {
  if (!isConnectorError(error)) throw error;
  process.stderr.write(`${error.code}: ${error.message} ${error.hint}\n`);
  process.exitCode = 1;
}
