import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { findStacks } from '../platform/src/packaging/findStacks.ts';
import type { Json, ServiceDescription } from './description.ts';
import { openApiDocument } from './document.ts';
import { localUrls } from './localUrls.ts';
import { postmanCollection, postmanEnvironment } from './postman/collection.ts';

/** Where the documents are kept, from the repository's root. */
export const DOCUMENTS_FOLDER = join('docs', 'openapi');

/** The file of a service's document, from the repository's root. */
const documentFile = (service: string): string => join(DOCUMENTS_FOLDER, `${service}.json`);

/** What each service says of its API, by the service's name. */
export const readDescriptions = async (root: string): Promise<Map<string, ServiceDescription>> => {
  const found = findStacks(root)
    .map(({ name, folder }) => ({ name, file: join(root, folder, 'openapi', 'routes.ts') }))
    .filter(({ file }) => existsSync(file));
  const modules = found.map(async ({ name, file }) => {
    const { description } = (await import(pathToFileURL(file).href)) as { description: ServiceDescription };
    return [name, description] as const;
  });
  return new Map(await Promise.all(modules));
};

/** Where the Postman collection and its environment are kept, from the repository's root. */
export const COLLECTION_FILE = join('docs', 'ecommerce.postman_collection.json');
export const ENVIRONMENT_FILE = join('docs', 'ecommerce.postman_environment.json');

/** The OpenAPI document of each service, made from its code, by the service's name. */
export const makeDocuments = async (root: string): Promise<Map<string, Json>> =>
  new Map(
    [...(await readDescriptions(root))].map(([service, description]) => [
      service,
      openApiDocument(service, description),
    ]),
  );

/** Every file that is made from the services' descriptions, by its path from the repository's root. */
export const makeFiles = async (root: string): Promise<Map<string, Json>> => {
  const documents = await makeDocuments(root);
  return new Map([
    ...[...documents].map(([service, document]) => [documentFile(service), document] as const),
    [COLLECTION_FILE, postmanCollection(documents)],
    [ENVIRONMENT_FILE, postmanEnvironment(localUrls)],
  ]);
};
