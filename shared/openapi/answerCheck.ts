import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { Json } from './description.ts';
import { DOCUMENTS_FOLDER } from './services.ts';

/** An answer of a service, as a client got it. */
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

/** The kept documents by the service's name. */
export const readDocuments = (folder = DOCUMENTS_FOLDER): Map<string, Json> =>
  new Map(
    readdirSync(folder)
      .filter((file) => file.endsWith('.json'))
      .map((file) => [basename(file, '.json'), JSON.parse(readFileSync(join(folder, file), 'utf8'))]),
  );

/**
 * Makes a check that says how an answer differs from what its service's document promises, `undefined` where it does not. What is asked of
 * no documented route is not looked at.
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
    return validate(parsed) ? undefined : ajv.errorsText(validate.errors); // not the body: it may hold tokens
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
    const steps = ['paths', operation.path, method.toLowerCase(), 'responses', String(status), ...toSchema];
    const fault = faultOfBody(`${service}#/${steps.map(pointerStep).join('/')}`, body);
    return fault && `${place} is not as documented: ${fault}`;
  };
};

const toSchema = ['content', 'application/json', 'schema'];

/** A step of a JSON pointer in a URI fragment. */
const pointerStep = (step: string): string =>
  encodeURIComponent(step.replaceAll('~', '~0').replaceAll('/', '~1')).replaceAll('%7E', '~');

/** Headers that an answer may lack. */
const OPTIONAL_HEADERS = ['X-Next-Cursor', 'Retry-After'];

/** Those that every answer of a function has; a document says it in the header's component. */
const requiredHeaders = ({ headers = {} }: { headers?: Json }): string[] =>
  Object.keys(headers)
    .filter((name) => !OPTIONAL_HEADERS.includes(name))
    .map((name) => name.toLowerCase());

/** Operations whose path is spelled out come before those with parameters: `/products/pending` before `/products/{id}`. */
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
