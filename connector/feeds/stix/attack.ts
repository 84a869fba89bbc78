/** Reads ATT&CK tactics and techniques from STIX objects. */
import { type JsonObject, objectsIn, textIn } from "../json/json_values.js";

/** Number of a technique or sub-technique. */
const techniquePattern = /^T\d{4}(?:\.\d{3})?$/;

/** Returns the techniques that an object refers to. */
export function techniquesIn(object: JsonObject): readonly string[] {
  return objectsIn(object, "external_references")
    .filter((reference) => textIn(reference, "source_name") === "mitre-attack")
    .map((reference) => textIn(reference, "external_id") ?? "")
    .filter((id) => techniquePattern.test(id));
}

/** Returns the category of the first ATT&CK phase: `command-and-control` is `CommandAndControl`. */
export function categoryIn(object: JsonObject): string | undefined {
  const phases = objectsIn(object, "kill_chain_phases");
  const phase = phases.find((one) => textIn(one, "kill_chain_name") === "mitre-attack");
  const name = phase === undefined ? undefined : textIn(phase, "phase_name");
  return name === undefined ? undefined : pascalCase(name);
}

/** Returns the words of a name joined, each with a capital. */
function pascalCase(name: string): string {
  const words = name.split(/[\s_-]+/).filter((word) => word !== "");
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1).toLowerCase()).join("");
}
