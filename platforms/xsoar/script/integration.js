// Runs in the JavaScript engine of the server, which knows ECMAScript 5 only. `integration` is generated. The server
// provides `command`, `args`, `params` and `http`.

var maxRows = 50;
var maxColumns = 10;
var maxCellLength = 200;
var maxErrorLength = 2000;

function has(object, name) {
  return Object.prototype.hasOwnProperty.call(object, name);
}

function isObject(value) {
  return typeof value === "object" && value !== null;
}

function shortened(text, maxLength) {
  return text.length > maxLength ? text.slice(0, maxLength) + "…" : text;
}

// Control and invisible characters could hide or reorder what a person reads.
function visible(text) {
  return text
    .replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, " ")
    .replace(/[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]|\udb40[\udc00-\udfff]/g, function (character) {
      return "\\u" + ("000" + character.charCodeAt(0).toString(16)).slice(-4);
    });
}

// Every punctuation character is escaped, so that no value becomes a link, an image or a column.
function cell(value) {
  if (value === null || value === undefined) return "";
  var text = typeof value === "string" ? value : JSON.stringify(value);
  return visible(shortened(text, maxCellLength)).replace(/[!-\/:-@\[-`{-~]/g, "\\$&");
}

function table(columns, rows) {
  var lines = [columns, columns.map(function () { return "---"; })];
  return lines
    .concat(rows)
    .map(function (cells) { return "| " + cells.join(" | ") + " |"; })
    .join("\n");
}

function columnsOf(items) {
  var names = [];
  items.forEach(function (item) {
    if (!isObject(item)) return;
    Object.keys(item).forEach(function (name) {
      if (names.indexOf(name) < 0) names.push(name);
    });
  });
  return names.slice(0, maxColumns);
}

function listTable(items) {
  var shown = items.slice(0, maxRows);
  var names = columnsOf(shown);
  if (names.length === 0) names = ["value"];
  var rows = shown.map(function (item) {
    if (!isObject(item)) return [cell(item)];
    return names.map(function (name) { return has(item, name) ? cell(item[name]) : ""; });
  });
  var rest = items.length - shown.length;
  return table(names.map(cell), rows) + (rest > 0 ? "\n\n" + rest + " more are in the context." : "");
}

function detailTable(body) {
  if (!isObject(body)) return cell(body);
  var rows = Object.keys(body).slice(0, maxRows).map(function (name) {
    var value = body[name];
    return [cell(name), Array.isArray(value) ? value.length + " items" : cell(value)];
  });
  return rows.length === 0 ? "" : table(["field", "value"], rows);
}

function listOf(body, path) {
  var value = body;
  for (var i = 0; path && i < path.length; i += 1)
    value = isObject(value) && has(value, path[i]) ? value[path[i]] : undefined;
  return path && Array.isArray(value) ? value : undefined;
}

function failedSentence(items, action) {
  if (!action.failedField) return "";
  var failed = items.filter(function (item) {
    return isObject(item) && item[action.failedField] === action.failedWhen;
  });
  return failed.length + " of " + items.length + " rows failed.\n\n";
}

function readable(action, output) {
  var items = listOf(output.json_body, action.list);
  var status = cell(output.status_code + " " + output.reason);
  var head = "### " + cell(action.title) + "\n\n" + status + "\n\n";
  if (items === undefined) return head + detailTable(has(output, "json_body") ? output.json_body : output.response_text);
  return head + failedSentence(items, action) + (items.length === 0 ? "No items." : listTable(items));
}

function resultEntry(action, output) {
  var context = {};
  context[action.context] = output;
  return {
    Type: 1,
    ContentsFormat: "json",
    Contents: output,
    ReadableContentsFormat: "markdown",
    HumanReadable: readable(action, output),
    EntryContext: context,
  };
}

function json(name, text) {
  try {
    return JSON.parse(text);
  } catch (ignored) {
    throw "The argument " + name + " is not JSON. Correct it; nothing was sent.";
  }
}

// A text that is not what the form says is sent unchanged, so that the connector reports it with its own rules.
function valueOf(name, given, form) {
  if (typeof given !== "string") return given;
  var isStructure = /^\s*[\[{]/.test(given);
  if (form === "json" || (isStructure && (form === "either" || form === "list"))) return json(name, given);
  if (form === "list") return given.split(",").map(function (part) { return part.trim(); });
  if (form === "boolean" && /^(true|false)$/.test(given)) return given === "true";
  return form === "number" && /^-?\d{1,15}(\.\d{1,9})?$/.test(given) ? Number(given) : given;
}

function isGiven(name) {
  return has(args, name) && args[name] !== undefined && args[name] !== null && args[name] !== "";
}

function inputOf(action) {
  var input = {};
  action.arguments.forEach(function (argument) {
    if (!isGiven(argument.name)) return;
    var value = valueOf(argument.name, args[argument.name], argument.form);
    var part = input;
    argument.path.slice(0, -1).forEach(function (name) {
      if (!has(part, name)) part[name] = {};
      part = part[name];
    });
    part[argument.path[argument.path.length - 1]] = value;
  });
  return input;
}

function queryOf(action) {
  var pairs = action.options.filter(isGiven).map(function (name) { return [name, String(args[name])]; });
  if (params.profile) pairs.push([integration.profile, params.profile]);
  return pairs
    .map(function (pair, index) { return (index === 0 ? "?" : "&") + pair.map(encodeURIComponent).join("="); })
    .join("");
}

function flag(value) {
  return value === true || value === "true";
}

function addressOf(path) {
  var url = String(params.url || "").trim().replace(/\/+$/, "");
  if (!/^https?:\/\/[^\/]/.test(url)) throw "The address of the service must begin with https:// or http://.";
  return url + path;
}

function post(path, body) {
  var key = (params.credentials || {}).password;
  if (!key) throw "The key of the service is missing. Set it in the instance.";
  var headers = { Authorization: ["Bearer " + key], "Content-Type": ["application/json"], Accept: ["application/json"] };
  var request = { Method: "POST", Headers: headers, Body: JSON.stringify(body) };
  return http(addressOf(path), request, flag(params.insecure), flag(params.proxy));
}

function parsed(response) {
  try {
    var body = JSON.parse(response.Body);
    return isObject(body) ? body : {};
  } catch (ignored) {
    return {};
  }
}

function problemOf(response, body) {
  if (typeof body.code !== "string")
    return "The service responded with status " + response.StatusCode + ", and not with JSON of this connector. Check the address.";
  var words = [body.code + ":", body.message, body.hint].filter(function (part) { return typeof part === "string"; });
  return visible(shortened(words.join(" "), maxErrorLength));
}

// Results that are known are returned together with the error.
function run(action) {
  var response = post("/actions/" + action.name + queryOf(action), inputOf(action));
  var body = parsed(response);
  if (response.StatusCode === 200 && typeof body.status_code === "number") return resultEntry(action, body);
  var problem = problemOf(response, body);
  if (!isObject(body.output)) throw problem;
  return [resultEntry(action, body.output), { Type: 4, ContentsFormat: "text", Contents: problem }];
}

function main() {
  if (command === "test-module") {
    var entry = run(integration.test);
    if (Array.isArray(entry)) throw entry[1].Contents;
    if (entry.Contents.status_code < 400) return "ok";
    throw visible(shortened(JSON.stringify(entry.Contents.json_body), maxErrorLength));
  }
  if (!has(integration.commands, command)) throw "Unknown command " + command + ".";
  return run(integration.commands[command]);
}
