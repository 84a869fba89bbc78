/** The HTTP service as a Swagger 2.0 document, converted from the OpenAPI document. */
import { getAt, type JsonObject } from "../../connector/platform_api.js";
import { spdxLicense, usedDefinitions } from "./document_parts.js";
import { type Lookup, swaggerReference, swaggerSchema } from "./swagger2_schemas.js";
import type { Schema } from "./subschemas.js";

/** The parts of the OpenAPI document that are converted. */
interface OpenApi {
  readonly info: JsonObject;
  readonly security: unknown;
  readonly tags: unknown;
  readonly paths: Readonly<Record<string, PathItem>>;
  readonly components: {
    readonly securitySchemes: Readonly<Record<string, unknown>>;
    readonly parameters: Readonly<Record<string, Parameter>>;
    readonly headers: Readonly<Record<string, Header>>;
    readonly responses: Readonly<Record<string, Response>>;
    readonly schemas: Readonly<Record<string, JsonObject>>;
  };
}

type PathItem = Readonly<Record<string, Operation>> & { readonly parameters?: readonly Reference[] };

interface Operation extends JsonObject {
  readonly requestBody?: { readonly required: boolean; readonly content: Content };
  readonly responses: Readonly<Record<string, Response | Reference>>;
}

interface Parameter extends JsonObject {
  readonly schema: JsonObject;
}

interface Response {
  readonly description: string;
  readonly headers?: Readonly<Record<string, Header | Reference>>;
  readonly content?: Content;
}

interface Header {
  readonly description: string;
  readonly schema: JsonObject;
}

interface Reference {
  readonly $ref: string;
}

type Content = Readonly<
  Record<string, { readonly schema: JsonObject; readonly examples?: Record<string, { value: unknown }> }>
>;

/** The only body format that Swagger can describe: an operation has one schema for its body. */
const mediaType = "application/json";

/** @param document - OpenAPI 3.1 document, as the service returns it */
export function swagger2Document(document: JsonObject): JsonObject {
  return new Translation(document as unknown as OpenApi).document();
}

class Translation {
  readonly #from: OpenApi;
  readonly #lookup: Lookup = (reference) => this.#at(reference) as Schema;

  constructor(from: OpenApi) {
    this.#from = from;
  }

  document(): JsonObject {
    const { info, security, tags, paths, components } = this.#from;
    const document: JsonObject = {
      swagger: "2.0",
      info: spdxLicense(info),
      host: "localhost:8080",
      basePath: "/",
      schemes: ["http", "https"],
      consumes: [mediaType],
      produces: [mediaType],
      security,
      tags,
      paths: mapped(paths, (item) => this.#pathItem(item)),
      parameters: mapped(components.parameters, (parameter) => this.#parameter(parameter)),
      securityDefinitions: mapped(components.securitySchemes, () => bearer),
    };
    const all = mapped(components.schemas, (schema) => this.#schema(schema));
    return { ...document, definitions: usedDefinitions(document, all) };
  }

  #pathItem({ parameters, ...operations }: PathItem): JsonObject {
    return {
      ...(parameters === undefined ? {} : { parameters: parameters.map(referring) }),
      ...mapped(operations as Record<string, Operation>, (operation) => this.#operation(operation)),
    };
  }

  #operation({ requestBody, responses, ...others }: Operation): JsonObject {
    return {
      ...others,
      ...(requestBody === undefined ? {} : { parameters: [this.#body(requestBody)] }),
      responses: this.#responses(responses),
    };
  }

  #body({ required, content }: NonNullable<Operation["requestBody"]>): JsonObject {
    const { schema } = content[mediaType] as Content[string];
    const { description } = this.#resolved(schema) as { description?: string };
    return {
      name: "body",
      in: "body",
      required,
      ...(description === undefined ? {} : { description }),
      schema: this.#schema(schema),
    };
  }

  /**
   * Converts ranges of statuses to Swagger's `default` response, for statuses that are not listed. 400 is
   * listed, because many readers expect a status of the client's errors.
   */
  #responses(responses: Operation["responses"]): JsonObject {
    const isRange = ([status]: [string, unknown]): boolean => status.endsWith("XX");
    const all = Object.entries(responses);
    const own = all.filter((entry) => !isRange(entry)).map(([status, one]) => [status, this.#response(one)]);
    const ranges = all.filter(isRange).map(([status, one]) => [status, this.#resolved(one)] as const);
    const description = ranges.map(([status, one]) => `${status}: ${one.description}`).join(" ");
    const [[, first] = []] = ranges;
    const rejected = ranges.find(([status]) => status === "4XX")?.[1];
    return {
      ...Object.fromEntries(own),
      ...(rejected === undefined ? {} : { "400": this.#response(rejected) }),
      ...(first === undefined ? {} : { default: { ...this.#response(first), description } }),
    };
  }

  #response(given: Response | Reference): JsonObject {
    const { description, headers, content } = this.#resolved(given);
    const { schema, examples = {} } = content?.[mediaType] ?? {};
    const [example] = Object.values(examples);
    return {
      description,
      ...(schema === undefined ? {} : { schema: this.#schema(firstOf(schema)) }),
      ...(headers === undefined ? {} : { headers: mapped(headers, (header) => this.#header(header)) }),
      ...(example === undefined ? {} : { examples: { [mediaType]: example.value } }),
    };
  }

  #header(given: Header | Reference): JsonObject {
    const { description, schema } = this.#resolved(given);
    return { description, ...this.#schema(schema) };
  }

  #parameter({ schema, ...others }: Parameter): JsonObject {
    return { ...others, ...this.#schema(schema) };
  }

  #schema(schema: JsonObject): JsonObject {
    return swaggerSchema(schema, this.#lookup);
  }

  #resolved<Part extends object>(given: Part | Reference): Part {
    return "$ref" in given ? (this.#at(given.$ref) as Part) : given;
  }

  #at(reference: string): unknown {
    return getAt(this.#from, reference.slice(1));
  }
}

/** Swagger has no security scheme for bearer tokens. */
const bearer = {
  type: "apiKey",
  in: "header",
  name: "Authorization",
  description: "Bearer, a blank, and the API key of the service.",
};

/** Swagger has no alternatives, so a response is described as that of a run that sends. */
function firstOf(schema: JsonObject): JsonObject {
  const [first = schema] = (schema["anyOf"] ?? []) as JsonObject[];
  return first;
}

function referring({ $ref }: Reference): Reference {
  return { $ref: swaggerReference($ref) };
}

function mapped<Value>(
  object: Readonly<Record<string, Value>>,
  change: (value: Value) => unknown,
): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, change(value)]));
}
