import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { chooseLanguage } from '@ecommerce/shared/languages/language.ts';
import { createImport } from '../import/createImport.ts';
import { createFileUrl } from '../import/importFileStore.ts';
import { createImportRoute } from '../import/importRoutes.ts';

/** Creates an import that waits for its file, and returns the upload URL. */
export const handler = httpHandler(createImportRoute, async ({ body, caller, headers, idempotencyKey }) => {
  const locale = chooseLanguage(caller.locale, headers['accept-language']);
  const { id } = await createImport(caller, body, { locale, idempotencyKey });
  return respond({ id, uploadUrl: await createFileUrl(id) });
});
