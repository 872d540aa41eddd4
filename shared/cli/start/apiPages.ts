import { existsSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PlatformAddresses } from '@ecommerce/platform';
import { closeServer, listenOnLoopback } from '@ecommerce/platform/loopback-server';
import { file, json, type PageAnswer, plain, sendPage } from './pageAnswer.ts';

const require = createRequire(import.meta.url);

export type ApiPagesOptions = {
  /** 0 for any free port. */
  port: number;
  /** The repository's root, with the services' documents in `docs/openapi`. */
  root: string;
  /** Returns the current addresses; called for each request. */
  addresses(): Pick<PlatformAddresses, 'apis' | 'urls'>;
};

/** Pages that the page links to. */
const LINKED = ['gateway', 'mailbox', 'payments'];

const own = fileURLToPath(new URL('apiPages', import.meta.url));
/** Makes the browser reject content from other origins. Swagger UI sets styles on elements and has pictures in its style sheet. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self' http://127.0.0.1:*",
].join('; ');

/**
 * Serves a page for reading and trying every route, with the services' OpenAPI documents and the Postman collection's environment for
 * this platform's addresses. Files are read on each request, so that the page shows what is on disk.
 */
export const startApiPages = async (options: ApiPagesOptions): Promise<{ url: string; close(): Promise<void> }> => {
  const server = createServer(async (request, response) => {
    sendPage(response, await answerTo(options, request), policy);
  });
  const url = await listenOnLoopback(server, options.port);
  return { url, close: () => closeServer(server) };
};

/** Returns the response to a request. A file that cannot be read, such as a document being written, fails only that request. */
const answerTo = async (options: ApiPagesOptions, request: IncomingMessage): Promise<PageAnswer> => {
  try {
    return await pageAt(options, request);
  } catch (error) {
    return plain(500, String(error));
  }
};

const pageAt = async (options: ApiPagesOptions, { method, url }: IncomingMessage): Promise<PageAnswer> => {
  const [pathname = '/'] = (url ?? '/').split('?', 1); // `//` is a valid path but not a valid URL
  if (method !== 'GET') return plain(405, 'Method not allowed');
  if (pathname === '/services.json') return json(overview(options));
  if (pathname === '/postman_environment.json') {
    const { postmanEnvironment } = await import('../../openapi/postman/collection.ts'); // rarely needed
    return json(postmanEnvironment(options.addresses().urls));
  }
  const service = /^\/openapi\/(\w+)\.json$/.exec(pathname)?.[1];
  const document = service === undefined ? undefined : readDocument(options, service);
  if (document) return json(document);
  const path = fileOf(options, pathname);
  return path === undefined ? plain(404, 'Not found') : file(path);
};

/** Returns the path of one of the page's files or of the Postman collection. */
const fileOf = ({ root }: ApiPagesOptions, pathname: string): string | undefined => {
  if (pathname === '/postman_collection.json') return join(root, 'docs', 'ecommerce.postman_collection.json');
  if (pathname === '/') return join(own, 'page.html');
  if (pathname === '/page.js' || pathname === '/page.css') return join(own, pathname);
  if (pathname === '/swagger-ui-bundle.js') return require.resolve('swagger-ui-dist/swagger-ui-bundle.js');
  if (pathname === '/swagger-ui.css') return require.resolve('swagger-ui-dist/swagger-ui.css');
  return undefined;
};

const documentPath = ({ root }: ApiPagesOptions, service: string) => join(root, 'docs', 'openapi', `${service}.json`);

/** Reads the service's document and sets its address, so that "Try it out" calls this platform. */
const readDocument = (options: ApiPagesOptions, service: string): object | undefined => {
  const url = options.addresses().apis[service];
  const file = documentPath(options, service);
  if (url === undefined || !existsSync(file)) return undefined;
  return { ...JSON.parse(readFileSync(file, 'utf8')), servers: [{ url, description: 'This platform' }] };
};

const overview = (options: ApiPagesOptions) => {
  const { apis, urls } = options.addresses();
  return {
    services: Object.entries(apis)
      .filter(([name]) => existsSync(documentPath(options, name)))
      .map(([name, url]) => ({ name, url, document: `/openapi/${name}.json` })),
    links: Object.fromEntries(Object.entries(urls).filter(([name]) => LINKED.includes(name))),
  };
};
