import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { findStacks } from '@ecommerce/platform/stacks';
import { clientFiles } from './clientTypes.ts';
import { readDeployedRoutes } from './deployedRoutes.ts';
import type { Json, ServiceApi, ServiceDescription } from './description.ts';
import { openApiDocument } from './document.ts';
import { localUrls } from './localUrls.ts';
import { postmanCollection, postmanEnvironment } from './postman/collection.ts';
import { withRouteTable } from './readmeTable.ts';
import { withRouteFacts } from './routesPage.ts';

/** The documents' folder, from the repository's root. */
export const DOCUMENTS_FOLDER = join('docs', 'openapi');

/** Returns the file of a service's document, from the repository's root. */
const documentFile = (service: string): string => join(DOCUMENTS_FOLDER, `${service}.json`);

/** Reads the API of each service, by service name. */
export const readApis = async (root: string): Promise<Map<string, ServiceApi>> => {
  const found = findStacks(root)
    .map(({ name, folder }) => ({ name, folder, file: join(root, folder, 'openapi', 'routes.ts') }))
    .filter(({ file }) => existsSync(file));
  const modules = found.map(async ({ name, folder, file }) => {
    const { description } = (await import(pathToFileURL(file).href)) as { description: ServiceDescription };
    return [name, { description, deployed: readDeployedRoutes(root, folder) }] as const;
  });
  return new Map(await Promise.all(modules));
};

/** The page whose route facts are generated, from the repository's root. */
const ROUTES_PAGE = join('docs', 'routes.md');

/** The files of the Postman collection and its environment, from the repository's root. */
export const COLLECTION_FILE = join('docs', 'ecommerce.postman_collection.json');
export const ENVIRONMENT_FILE = join('docs', 'ecommerce.postman_environment.json');

/** Creates the OpenAPI document of each service from its code, by service name. */
export const makeDocuments = async (root: string): Promise<Map<string, Json>> =>
  new Map(
    [...(await readApis(root))].map(([service, { description, deployed }]) => [
      service,
      openApiDocument(service, description, deployed),
    ]),
  );

const toText = (json: Json): string => `${JSON.stringify(json, null, 2)}\n`;

/** Creates every file that is generated from the services' APIs, in whole or in part, by its path from the repository's root. */
export const makeFiles = async (root: string): Promise<Map<string, string>> => {
  const documents = await makeDocuments(root);
  const apis = await readApis(root);
  const page = (path: string) => readFileSync(join(root, path), 'utf8');
  return new Map([
    ...[...documents].map(([service, document]) => [documentFile(service), toText(document)] as const),
    [COLLECTION_FILE, toText(postmanCollection(documents))],
    [ENVIRONMENT_FILE, toText(postmanEnvironment(localUrls))],
    ...(await clientFiles(root, documents)),
    [ROUTES_PAGE, withRouteFacts(page(ROUTES_PAGE), apis)],
    ...[...apis].map(([service, { description }]) => {
      const readme = join(service, 'README.md');
      return [readme, withRouteTable(page(readme), description)] as const;
    }),
  ]);
};
