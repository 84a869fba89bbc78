// Asks for the key, fetches the document with it, and passes both to the library.
const form = document.getElementById("key-form");
const message = document.getElementById("message");

const wrongKey =
  "This key is wrong. Enter your key: the value of DEFENDER_SERVE_KEY, a key of your caller, or the key that the service printed when it started.";

form.addEventListener("submit", (event) => {
  event.preventDefault();
  void begin(document.getElementById("key").value.trim());
});

async function begin(key) {
  message.textContent = "";
  try {
    const response = await fetch("/openapi.json", { headers: { authorization: `Bearer ${key}` } });
    const spec = await response.json();
    if (response.ok) {
      show(spec, key);
      // Only a service with a database has a fleet.
      if ("/fleet" in (spec.paths ?? {})) {
        const { keepShowingFleet } = await import("/page/fleet.js");
        void keepShowingFleet(key);
      }
    } else message.textContent = response.status === 401 ? wrongKey : `${spec.message} ${spec.hint}`;
  } catch {
    message.textContent = "The service does not respond, or the key cannot be sent.";
  }
}

function show(spec, key) {
  form.remove();
  const page = globalThis.SwaggerUIBundle({
    spec,
    dom_id: "#actions",
    validatorUrl: null,
    tryItOutEnabled: true,
    onComplete: () => page.preauthorizeApiKey("key", key),
  });
}
