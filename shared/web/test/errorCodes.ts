import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const documents = { auth: 'auth', banners: 'banner', categories: 'category', products: 'product', orders: 'order' };

type Operation = { responses: Record<string, unknown> };
type Document = { paths: Record<string, Record<string, Operation>> };

const document = (service: keyof typeof documents): Document =>
  JSON.parse(readFileSync(`docs/openapi/${documents[service]}Service.json`, 'utf8'));

/** The codes that an operation can answer with, wherever they are in its responses. */
const codesOf = (node: unknown): string[] => {
  if (typeof node !== 'object' || node === null) return [];
  const { code } = node as { code?: { enum?: string[] } };
  return [...(code?.enum ?? []), ...Object.values(node).flatMap(codesOf)];
};

/** What the client calls by itself. */
const calledByClient = ['POST /sign-in', 'POST /sign-in/mfa', 'POST /sign-out', 'POST /refresh-token'];

/** Returns the codes that the pages in a folder can get: those of all routes that its sources and the client call, and the client's own. */
export const errorCodesOf = (sources: string): string[] => {
  const text = readdirSync(sources, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.tsx?$/.test(path))
    .map((path) => readFileSync(join(sources, path), 'utf8'))
    .join('\n');
  const calls = [...text.matchAll(/shop\.(auth|banners|categories|products|orders)\.([A-Z]+)\(\s*'([^']+)'/g)];
  const uses = text.match(/shop\.(?:auth|banners|categories|products|orders)\./g)?.length ?? 0;
  if (calls.length !== uses) throw new Error(`${uses - calls.length} calls in ${sources} do not name their route.`);
  const routes = [
    ...calls.map(([, service = '', method = '', path = '']) => [service, method, path]),
    ...calledByClient.map((route) => ['auth', ...route.split(' ')]),
  ] as [keyof typeof documents, string, string][];
  const codes = routes.flatMap(([service, method, path]) => {
    const operation = document(service).paths[path]?.[method.toLowerCase()];
    if (!operation) throw new Error(`${service} has no ${method} ${path}`);
    return codesOf(operation.responses);
  });
  return [...new Set([...codes, 'NETWORK_ERROR', 'TIMEOUT', 'UNEXPECTED_RESPONSE'])];
};
