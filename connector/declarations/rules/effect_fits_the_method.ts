/**
 * A read must not be able to change anything, and an action that deletes must be destructive. A read without GET is
 * declared as readOnly, or is the check of a composed action: see connection_test_writes_nothing.
 */
import { everyAction } from "./rule.js";

const methods: ReadonlySet<string> = new Set(["GET", "POST", "PATCH", "PUT", "DELETE"]);

export const effectFitsTheMethod = everyAction(({ effect, request: { method, readOnly } }) => {
  const isRead = method === "GET" || (method === "POST" && readOnly === true);
  const wanted = isRead ? ["read"] : method === "DELETE" ? ["destructive"] : ["write", "destructive"];
  // A method that is not known has a fault of its own.
  if (wanted.includes(effect) || !methods.has(method)) return [];
  const message = `is ${effect}, but the method is ${method}; a read sends GET, or a POST that is readOnly, and DELETE is destructive.`;
  return [{ pointer: "/effect", message }];
});
