// A tenant's list that is cut in a way that is retried first: nothing is deleted, and the message says why.
import { closingAfterEach } from "../../support/open.js";
import { openBench } from "./command_line.js";
import { cutList, retriedCuts } from "./cut_list.js";

describe("scenarios: a sync deletes nothing if the tenant's list is cut after 1,000 rows", function () {
  this.timeout(600_000);
  const closing = closingAfterEach();
  for (const [what, cut] of retriedCuts) it(what, async () => cutList(closing(await openBench()), cut));
});
