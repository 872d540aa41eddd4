import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { Json } from './description.ts';
import { DOCUMENTS_FOLDER } from './services.ts';

/** An answer of a service, as a client received it. */
export type GivenAnswer = {
  service: string;
  method: string;
  /** Without the query. */
  path: string;
  status: number;
  /** Header names in lower case. */
  header(name: string): string | null | undefined;
  body: string;
};

type Operation = {
  pattern: RegExp;
  method: string;
  path: string;
  responses: Record<string, { headers?: Json; content?: Json }>;
};

type Paths = Record<string, Record<string, { responses: Operation['responses'] }>>;

/** Reads the stored documents, by service name. */
export const readDocuments = (folder = DOCUMENTS_FOLDER): Map<string, Json> =>
  new Map(
    readdirSync(folder)
      .filter((file) => file.endsWith('.json'))
      .map((file) => [basename(file, '.json'), JSON.parse(readFileSync(join(folder, file), 'utf8'))]),
  );

/**
 * Creates a check that describes how an answer differs from its service's document, or returns `undefined` when it does not. Requests to
 * undocumented routes are ignored.
 */
export const createAnswerCheck = (documents: ReadonlyMap<string, Json>) => {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  const operations = new Map(
    [...documents].map(([service, document]) => {
      ajv.addSchema(document, service);
      return [service, operationsOf(document)] as const;
    }),
  );
  const faultOfBody = (pointer: string, body: string): string | undefined => {
    const validate = ajv.getSchema(pointer);
    if (!validate) throw new Error(`${pointer} is not there.`);
    const parsed = parseJson(body);
    if (parsed === undefined) return 'it is not JSON';
    return validate(parsed) ? undefined : ajv.errorsText(validate.errors); // Not the body: it may contain tokens
  };
  return ({ service, method, path, status, header, body }: GivenAnswer): string | undefined => {
    const operation = operations.get(service)?.find((known) => known.method === method && known.pattern.test(path));
    if (!operation) return undefined;
    const place = `${service}: ${method} ${operation.path}: ${status}`;
    const response = operation.responses[status];
    if (!response) return `${place} is not documented: ${body.slice(0, 500)}`;
    const missing = requiredHeaders(response).find((name) => !header(name));
    if (missing) return `${place} lacks the header ${missing}`;
    if (!response.content) return body === '' ? undefined : `${place} has a body`;
    const [mediaType = ''] = Object.keys(response.content);
    const sentAs = header('content-type') ?? '';
    if (mediaType !== 'application/json') return sentAs === mediaType ? undefined : `${place} is sent as ${sentAs}`;
    const steps = ['paths', operation.path, method.toLowerCase(), 'responses', String(status), ...toSchema];
    const fault = faultOfBody(`${service}#/${steps.map(pointerStep).join('/')}`, body);
    return fault && `${place} is not as documented: ${fault}`;
  };
};

const toSchema = ['content', 'application/json', 'schema'];

/** Encodes a segment of a JSON pointer for a URI fragment. */
const pointerStep = (step: string): string =>
  encodeURIComponent(step.replaceAll('~', '~0').replaceAll('/', '~1')).replaceAll('%7E', '~');

/** Headers that are missing from some answers. */
const OPTIONAL_HEADERS = ['X-Next-Cursor', 'Retry-After'];

/** Returns the headers that every answer of a function has, according to the header components of its document. */
const requiredHeaders = ({ headers = {} }: { headers?: Json }): string[] =>
  Object.keys(headers)
    .filter((name) => !OPTIONAL_HEADERS.includes(name))
    .map((name) => name.toLowerCase());

/** Returns the operations, with literal paths before those with parameters: `/products/pending` before `/products/{id}`. */
const operationsOf = (document: Json): Operation[] =>
  Object.entries(document.paths as Paths)
    .sort(([one], [other]) => one.split('{').length - other.split('{').length)
    .flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { responses }]) => ({
        path,
        method: method.toUpperCase(),
        pattern: new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}/?$`),
        responses,
      })),
    );

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
