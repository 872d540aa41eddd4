import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { getImport } from '../import/createImport.ts';
import { getImportRoute } from '../import/importRoutes.ts';
import { importView } from '../import/productImport.ts';

/** Returns how far an import is, and which lines it has refused. */
export const handler = httpHandler(getImportRoute, async ({ path }) => respond(importView(await getImport(path.id))));
