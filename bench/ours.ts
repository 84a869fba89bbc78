/** The library: `connector.run` with the shipped declarations and a raised rate limit, so that nothing waits. */
import { createConnector } from "../connector/index.js";
import { assetFor } from "./asset.js";
import { serveCosts } from "./measure.js";

const [, , url = ""] = process.argv;
const connector = await createConnector();
const asset = assetFor(url, { calls: 1_000_000, per_seconds: 1 });

serveCosts(async (inputText) =>
  JSON.stringify(await connector.run("import_indicators", JSON.parse(inputText), { asset })),
);
