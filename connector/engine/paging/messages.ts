/** Messages about lists. */
import { ConnectorError } from "../../contract/errors.js";
import { quoted } from "../../contract/visible_text.js";

/** Longest part of a link that is quoted, in characters. */
const maxLinkLength = 300;

/** Why items of a list may be missing. */
export const pagingMessages = {
  gap: "The service lists items by time, and more of them have the time at which a page ends than fit into the page. Items may be missing.",
  /** @param error - the error that ended the list */
  endsEarly: (count: number, { message, hint }: ConnectorError) =>
    `The list ends after ${count} items: ${message} ${hint}`,
  /** @param input - the input that limits the number of items */
  cut: (count: number, input: string | undefined) =>
    `The list was cut after ${count} items, as ${input} says; the service holds more.`,
} as const;

const incomplete = (reason: string) => new ConnectorError("Incomplete", reason);

const unexpected = (message: string) =>
  new ConnectorError("UnexpectedResponse", message, {
    hint: "Narrow the list so that it fits into one page, or fetch its pages one by one.",
  });

/** Errors about a list that cannot be fetched to its end. */
export const listErrors = {
  noCursor: () => incomplete("The service says that the list has a further page, but not how to request it."),
  noProgress: () => incomplete("The service says that the list has a further page, but returns nothing new."),
  gap: () => incomplete(pagingMessages.gap),
} as const;

/** Errors about a response that is not a page, or whose link cannot be followed. */
export const pageErrors = {
  /** @param place - pointer to the list */
  noList: (place: string) => unexpected(`The response contains no list at ${place}.`),

  /** @param place - pointer to the link */
  noLink: (place: string) => unexpected(`The response contains no valid page address at ${place}.`),

  leadsOut: (link: string, serviceUrl: string) =>
    unexpected(
      `The link to the next page leads out of ${serviceUrl}, and was not followed: ${quoted(link, maxLinkLength)}.`,
    ),

  endless: (link: string) =>
    unexpected(
      `The links to the next page lead nowhere, the last one to ${quoted(link, maxLinkLength)}; the list has no end.`,
    ),
} as const;
