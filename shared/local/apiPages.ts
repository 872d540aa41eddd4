import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { closeServer, listenOnLoopback } from './loopbackServer.ts';

export interface ApiPagesOptions {
  /** 0 for any free one. */
  port: number;
  /** The repository's root, with the services' documents in `docs/openapi`. */
  root: string;
  /** Address of each service's API by the service's name. */
  apis: Readonly<Record<string, string>>;
  /** Other pages of the platform, by what they are called. */
  links: Readonly<Record<string, string>>;
}

const own = fileURLToPath(new URL('apiPages', import.meta.url));
const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
};

/** The browser itself sees to it that nothing comes from elsewhere. Swagger UI sets styles on elements and has pictures in its style sheet. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self' http://127.0.0.1:*",
].join('; ');

/**
 * Serves a page on which every route of the services can be read and tried, and the services' OpenAPI documents with the addresses of
 * this platform. Nothing is read before it is asked for; documents are read anew each time, so that the page shows what is on disk.
 */
export async function startApiPages(options: ApiPagesOptions): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer((request, response) => answer(options, request, response));
  const url = await listenOnLoopback(server, options.port);
  return { url, close: () => closeServer(server) };
}

function answer(options: ApiPagesOptions, request: IncomingMessage, response: ServerResponse): void {
  const { pathname } = new URL(request.url ?? '/', 'http://localhost');
  const service = /^\/openapi\/(\w+)\.json$/.exec(pathname)?.[1];
  const file = fileOf(pathname);
  if (request.method !== 'GET' && request.method !== 'HEAD') return notFound(response, 405);
  if (pathname === '/services.json') return sendJson(response, overview(options));
  if (service !== undefined) {
    const document = readDocument(options, service);
    return document ? sendJson(response, document) : notFound(response);
  }
  if (file === undefined) return notFound(response);
  response.writeHead(200, {
    'content-type': types[extname(file)] ?? 'application/octet-stream',
    'content-security-policy': policy,
    'cache-control': 'no-cache',
  });
  createReadStream(file).pipe(response);
}

/** The few files that the page consists of. */
function fileOf(pathname: string): string | undefined {
  if (pathname === '/') return join(own, 'page.html');
  if (pathname === '/page.js' || pathname === '/page.css') return join(own, pathname);
  if (pathname === '/swagger-ui-bundle.js' || pathname === '/swagger-ui.css') {
    return createRequire(import.meta.url).resolve(`swagger-ui-dist${pathname}`);
  }
  return undefined;
}

const documentPath = ({ root }: ApiPagesOptions, service: string) => join(root, 'docs', 'openapi', `${service}.json`);

/** The service's document with its address here, so that "Try it out" reaches this platform. */
function readDocument(options: ApiPagesOptions, service: string): object | undefined {
  const url = options.apis[service];
  const file = documentPath(options, service);
  if (url === undefined || !existsSync(file)) return undefined;
  return { ...JSON.parse(readFileSync(file, 'utf8')), servers: [{ url, description: 'This platform' }] };
}

const overview = (options: ApiPagesOptions) => ({
  services: Object.entries(options.apis)
    .filter(([name]) => existsSync(documentPath(options, name)))
    .map(([name, url]) => ({ name, url, document: `/openapi/${name}.json` })),
  links: options.links,
});

function sendJson(response: ServerResponse, body: object): void {
  response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-cache' });
  response.end(JSON.stringify(body));
}

function notFound(response: ServerResponse, status = 404): void {
  response.writeHead(status, { 'content-type': 'text/plain' });
  response.end(status === 404 ? 'Not found\n' : 'Method not allowed\n');
}
