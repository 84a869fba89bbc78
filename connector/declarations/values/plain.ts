/** Readers for email addresses, links, names and texts. */
import { hostCorrections, isDomain, nameFault } from "./domain.js";
import { type Correction, outerBlanks, outerQuotes, type Reader } from "./reading.js";
import { defangedHost } from "./refang.js";
import { isUnseen, unseenIn } from "./unseen.js";

/** Reads an email address without a display name. */
export const emailReader: Reader = {
  corrections: [outerBlanks, outerQuotes, defangedHost, ...hostCorrections.map(ofDomain)],
  faultOf: (text) => {
    const unseen = unseenIn(text);
    if (unseen !== undefined) return { problem: `contains ${unseen}; write one address` };
    const [local = "", domain = "", ...more] = text.split("@");
    if (local === "" || domain === "" || more.length > 0 || /[<>,;]/.test(local))
      return { problem: "is not an email address; write one such as user@bad.example" };
    const problem = isDomain(domain) ? undefined : nameFault(domain);
    return problem === undefined ? undefined : { problem: `has a domain that ${problem}` };
  },
};

function ofDomain({ code, make, problem }: Correction): Correction {
  return {
    code,
    make: (text) => {
      const [local, domain, ...more] = text.split("@");
      return domain === undefined || more.length > 0 ? text : `${local}@${make(domain)}`;
    },
    problem: (before, after) => `has a domain that ${problem(before, after)}`,
  };
}

/** Reads a URL of a web page, on the internet or not. */
export const linkReader: Reader = {
  corrections: [outerBlanks],
  faultOf: (text) => {
    const unseen = unseenIn(text);
    if (unseen !== undefined) return { problem: `contains ${unseen}; write the URL without` };
    return /^https?:\/\//i.test(text) && URL.canParse(text)
      ? undefined
      : { problem: "is not a URL; write one such as https://intranet.example/blocked" };
  },
};

/** Reads a name that the service looks up. An empty name or invisible characters would match nothing. */
export const nameReader: Reader = {
  corrections: [outerBlanks],
  faultOf: (text) => {
    if (text === "") return { problem: "is empty; write a name" };
    const unseen = unseenIn(text.replaceAll(" ", ""));
    return unseen === undefined ? undefined : { problem: `contains ${unseen}; write the name without it` };
  },
};

/** Reads a text for people. */
export const textReader: Reader = {
  corrections: [],
  faultOf: (text) => (isUnseen(text) ? { problem: "contains only blanks; write a text" } : undefined),
};
