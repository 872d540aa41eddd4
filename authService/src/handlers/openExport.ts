import { httpHandler, redirect } from '@ecommerce/shared/http.ts';
import { rateLimit } from '@ecommerce/shared/rateLimit.ts';
import { openExportRoute } from '../dataExport/exportRoutes.ts';
import { openExport } from '../dataExport/openExport.ts';

/** Redirects to the file of an export. */
export const handler = httpHandler(
  openExportRoute,
  async ({ path: { token } }) => redirect(await openExport(token)),
  rateLimit(openExportRoute),
);
