// Shows the fleet above the actions, if the service has one. Names are text, and never become markup.
const section = document.getElementById("fleet");

/** Time between two requests, in milliseconds. */
const everyMs = 5000;

/** Thousands of profiles would make the page slow. */
const maxRows = 100;

async function showFleet(key) {
  const response = await fetch("/fleet", { headers: { authorization: `Bearer ${key}` } });
  const shown = await response.json();
  const isOpen = section.querySelector("details")?.open ?? true;
  section.replaceChildren(response.ok ? fleet(shown) : element("p", shown.message));
  section.querySelector("details")?.toggleAttribute("open", isOpen);
}

export async function keepShowingFleet(key) {
  section.hidden = false;
  try {
    await showFleet(key);
  } catch {
    section.replaceChildren(element("p", "The service does not respond."));
  }
  setTimeout(() => void keepShowingFleet(key), everyMs);
}

function fleet({ workers, queues, rateLimits, capacity }) {
  const depth = queues.reduce((sum, queue) => sum + queue.depth, 0);
  const waiting = queues.toSorted((a, b) => b.oldestSeconds - a.oldestSeconds);
  const waits = rateLimits.toSorted((a, b) => b.waitSeconds - a.waitSeconds);
  const all = element("details");
  all.append(
    element("summary", `Fleet: ${workers.length} workers, ${depth} queued jobs`),
    table(
      "Workers",
      ["worker", "running jobs", "lease until"],
      workers.map((worker) => [worker.id, worker.running, worker.leaseUntil]),
    ),
    table(
      "Queues",
      ["profile", "queued jobs", "oldest, in seconds"],
      waiting.map((queue) => [queue.profile, queue.depth, queue.oldestSeconds]),
    ),
    table(
      "Rate limits",
      ["rate limit", "key", "next call in, in seconds"],
      waits.map((limit) => [limit.name, limit.key, limit.waitSeconds]),
    ),
    table(
      "Capacity",
      ["profile", "used", "limit"],
      capacity.map(({ profile, used, limit }) => [profile, used, limit]),
    ),
  );
  return all;
}

function table(title, heads, rows) {
  const made = element("table");
  made.append(element("caption", title), row("th", heads));
  made.append(...rows.slice(0, maxRows).map((cells) => row("td", cells)));
  if (rows.length === 0) made.append(row("td", ["none"]));
  if (rows.length > maxRows) made.append(row("td", [`and ${rows.length - maxRows} more`]));
  return made;
}

function row(kind, cells) {
  const made = element("tr");
  made.append(...cells.map((cell) => element(kind, String(cell))));
  return made;
}

function element(name, text = "") {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}
