/** Texts that are JSON, or nearly JSON. */
import fc from "fast-check";
import { JsonFault } from "../../connector/contract/json_scan.js";

/** JSON in several layouts. */
export const whole = fc
  .jsonValue({ stringUnit: "binary", maxDepth: 6 })
  .chain((value) =>
    fc.constantFrom(undefined, 1, "\t", " \r\n").map((indent) => JSON.stringify(value, null, indent)),
  );

/** JSON with a character removed, inserted or changed. */
export const damaged = fc
  .tuple(
    whole,
    fc.nat(),
    fc.constantFrom("", ...Array.from("{}[],:\"'\\ \n\u0000u0-+.eE1truefalsn\u00a0")),
    fc.nat(2),
  )
  .map(([text, at, character, dropped]) => {
    const place = at % (text.length + 1);
    return text.slice(0, place) + character + text.slice(place + dropped);
  });

/** Returns the value of the text; the class of the fault if there is none. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return JsonFault;
  }
}
