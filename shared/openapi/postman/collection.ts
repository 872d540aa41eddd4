import { v5 as uuidv5 } from 'uuid';
import type { Json } from '../description.ts';
import { accounts } from './accounts.ts';
import { fulfilment } from './fulfilment.ts';
import { operations } from './operations.ts';
import { order } from './orders.ts';
import { payment } from './payment.ts';
import { testScript } from './scripts.ts';
import { settings } from './settings.ts';
import { frontPage, goodbyes, offer } from './shop.ts';
import type { Chapter, Step } from './step.ts';

/** The collection's story, from the first account to the last sign-out. It uses every route of every service. */
export const story: readonly Chapter[] = [
  accounts,
  frontPage,
  offer,
  order,
  payment,
  fulfilment,
  settings,
  operations,
  goodbyes,
];

/** The namespace of the collection's ids: the same step has the same id in every version. */
const COLLECTION_NAMESPACE = '5d1f7a52-0f3e-4a8b-9d55-3b8c1f0a6e21';

const description = `Tells the whole story of the shop against the platform that \`npm start\` runs on this machine: every route, in an order in which it works.

Import this collection and the environment beside it, choose the environment and run the collection. The pictures are found when Postman's working directory is the folder \`docs\`; without the app:

    npx newman run docs/ecommerce.postman_collection.json -e docs/ecommerce.postman_environment.json --working-dir docs

The page of the APIs, on port 4012, has an environment with the addresses of a platform on other ports: \`/postman_environment.json\`.`;

type Documents = ReadonlyMap<string, Json>;

/**
 * Creates the Postman collection (v2.1) of the story, with requests built from the services' documents.
 *
 * @see https://schema.postman.com/collection/json/v2.1.0/draft-07/docs/index.html
 */
export const postmanCollection = (documents: Documents): Json => ({
  info: {
    _postman_id: uuidv5('collection', COLLECTION_NAMESPACE),
    name: 'ecommerce-backend',
    description,
    schema: 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json',
  },
  item: story.map((chapter) => ({
    name: chapter.name,
    description: chapter.description,
    item: chapter.steps.map((step) => itemOf(step, documents)),
  })),
});

const localKey = { awsRegion: 'eu-west-1', awsAccessKey: 'local', awsSecretKey: 'local' };

/** Creates the environment for the platform on this machine. @param urls addresses by their short names, as in `platform.json` */
export const postmanEnvironment = (urls: Readonly<Record<string, string>>): Json => ({
  id: uuidv5('environment', COLLECTION_NAMESPACE),
  name: 'ecommerce-backend on this machine',
  values: Object.entries({ ...urls, ...localKey }).map(([key, value]) => ({
    key,
    value,
    type: 'default',
    enabled: true,
  })),
  _postman_variable_scope: 'environment',
});

const itemOf = (step: Step, documents: Documents): Json => ({
  id: uuidv5(step.name, COLLECTION_NAMESPACE),
  name: step.name,
  event: [...(step.before ? [script('prerequest', step.before)] : []), script('test', testScript(step))],
  request: step.request ? otherRequest(step, step.request) : routeRequest(step, documents),
  ...(step.status === 302 ? { protocolProfileBehavior: { followRedirects: false } } : {}),
});

const script = (listen: string, exec: readonly string[]): Json => ({
  listen,
  script: { type: 'text/javascript', exec },
});

const header = (key: string, value: string): Json => ({ key, value });

const jsonBody = (body: unknown): Json => ({
  mode: 'raw',
  raw: JSON.stringify(body, null, 2),
  options: { raw: { language: 'json' } },
});

const authSettings = (type: string, settings: Record<string, string>): Json => ({
  type,
  [type]: Object.entries(settings).map(([key, value]) => ({ key, value, type: 'string' })),
});

const awsSignature = (service: string): Json =>
  authSettings('awsv4', {
    accessKey: '{{awsAccessKey}}',
    secretKey: '{{awsSecretKey}}',
    region: '{{awsRegion}}',
    service,
  });

const otherRequest = ({ body, form, file, headers = {} }: Step, request: NonNullable<Step['request']>): Json => ({
  method: request.method,
  header: Object.entries(headers).map(([key, value]) => header(key, value)),
  ...(request.description === undefined ? {} : { description: request.description }),
  ...(request.signedFor === undefined ? {} : { auth: awsSignature(request.signedFor) }),
  ...(body === undefined ? {} : { body: jsonBody(body) }),
  ...(form === undefined
    ? {}
    : { body: { mode: 'urlencoded', urlencoded: Object.entries(form).map(([key, value]) => header(key, value)) } }),
  ...(file === undefined ? {} : { body: { mode: 'file', file: { src: file } } }),
  url: request.url,
});

type Operation = {
  summary: string;
  description?: string;
  parameters: { name?: string; in?: string; description?: string }[];
  requestBody?: { content: { 'application/json': { example: Record<string, unknown> } } };
};

const routeRequest = (step: Step, documents: Documents): Json => {
  const [method = '', path = ''] = (step.route ?? '').split(' ');
  const paths = documents.get(step.service ?? '')?.paths as Record<string, Record<string, Operation>> | undefined;
  const operation = paths?.[path]?.[method.toLowerCase()];
  if (!operation) throw new Error(`The story's step "${step.name}" asks for a route that no document has.`);
  const example = operation.requestBody?.content['application/json'].example;
  const hasBody = example !== undefined && !step.withoutBody;
  return {
    method,
    header: [
      ...(hasBody ? [header('Content-Type', 'application/json')] : []),
      ...Object.entries(step.headers ?? {}).map(([key, value]) => header(key, value)),
      ...(step.idempotencyKey ? [header('Idempotency-Key', '{{$guid}}')] : []),
    ],
    description: [operation.summary, operation.description].filter(Boolean).join('\n\n'),
    ...(step.token === undefined ? {} : { auth: authSettings('bearer', { token: `{{${step.token}}}` }) }),
    ...(hasBody
      ? { body: jsonBody({ ...(step.body && replaces(step.body, example) ? {} : example), ...step.body }) }
      : {}),
    url: urlOf(step, path, operation),
  };
};

/**
 * Whether a body replaces the example instead of changing some of its fields: it has a field that the example lacks, such as `email`
 * instead of `fullName`.
 */
const replaces = (body: Record<string, unknown>, example: Record<string, unknown>): boolean =>
  Object.keys(body).some((field) => !(field in example));

const urlOf = (
  { service = '', path: values = {}, query = {} }: Step,
  path: string,
  { parameters }: Operation,
): Json => {
  const host = `{{${service.replace(/Service$/, '')}}}`;
  const steps = path
    .slice(1)
    .replaceAll(/\{(\w+)\}/g, ':$1')
    .split('/');
  const known = parameters.filter((parameter) => parameter.in === 'query');
  return {
    raw: `${host}/${steps.join('/')}${queryText(query)}`,
    host: [host],
    path: steps,
    ...(known.length === 0
      ? {}
      : {
          query: known.flatMap(({ name = '', description }) => {
            const given = Object.keys(query).filter((key) => key === name || key.startsWith(`${name}.`));
            return (given.length > 0 ? given : [name]).map((key) => ({
              key,
              value: query[key] ?? '',
              ...(description === undefined ? {} : { description }),
              ...(key in query ? {} : { disabled: true }),
            }));
          }),
        }),
    ...(Object.keys(values).length === 0
      ? {}
      : { variable: Object.entries(values).map(([key, value]) => ({ key, value })) }),
  };
};

const queryText = (query: Record<string, string>): string => {
  const text = Object.entries(query).map(([key, value]) => `${key}=${value}`);
  return text.length === 0 ? '' : `?${text.join('&')}`;
};
