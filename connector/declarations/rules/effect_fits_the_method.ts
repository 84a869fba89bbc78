/**
 * A read must not be able to change anything, and an action that deletes must be destructive. The one read
 * without GET is the check of a composed action: see connection_test_writes_nothing.
 */
import { everyAction } from "./rule.js";

export const effectFitsTheMethod = everyAction(({ effect, request: { method } }) => {
  const wanted =
    method === "GET" ? ["read"] : method === "DELETE" ? ["destructive"] : ["write", "destructive"];
  if (wanted.includes(effect)) return [];
  const message = `is ${effect}, but the method is ${method}; a read sends GET, and DELETE is destructive.`;
  return [{ pointer: "/effect", message }];
});
