import { httpHandler, redirect } from '@ecommerce/shared/http.ts';
import { exportProductsRoute } from '../export/exportRoutes.ts';
import { openExport } from '../export/openExport.ts';

/** Redirects to a file with all products. */
export const handler = httpHandler(exportProductsRoute, async () => redirect(await openExport()));
