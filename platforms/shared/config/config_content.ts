/** Reads the file of a configuration: JSON or YAML. */
import { isObject, type JsonObject } from "../../../connector/platform_api.js";
import { parseJson } from "../read_json.js";
import { configFaults, invalidConfig } from "./messages.js";
import { FileFault, type ReadText } from "./small_file.js";

/** Longest configuration, in bytes: more than ten thousand profiles. */
const maxConfigBytes = 2 * 1024 * 1024;

/** @param given - the path as the user wrote it @throws ConnectorError InvalidConfig */
export async function configContent(given: string, path: string, read: ReadText): Promise<JsonObject> {
  const text = await read(path, maxConfigBytes).catch((error: unknown) => {
    if (error instanceof FileFault)
      throw invalidConfig(given, [configFaults.unreadable(given, error.message)]);
    throw error;
  });
  const isJson = !/\.ya?ml$/i.test(path) && text.trimStart().startsWith("{");
  const content = isJson
    ? parseJson(text, { name: given, code: "InvalidConfig" })
    : await yamlIn(given, text);
  if (isObject(content)) return content;
  throw invalidConfig(given, [configFaults.noProfiles(given)]);
}

async function yamlIn(given: string, text: string): Promise<unknown> {
  const { YamlFault, yamlValue } = await import("./yaml_value.js");
  try {
    return yamlValue(text);
  } catch (error) {
    if (!(error instanceof YamlFault)) throw error;
    const { line, column, message } = error;
    throw invalidConfig(given, [configFaults.unreadable(given, configFaults.notYaml(line, column, message))]);
  }
}
