import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { exportMeRoute } from '../dataExport/exportRoutes.ts';
import { requestExport } from '../dataExport/requestExport.ts';

/** Has what is held about the caller collected and emailed. */
export const handler = httpHandler(exportMeRoute, async ({ caller }) => {
  const { id, requestedAt } = await requestExport(caller);
  return respond({ msg: 'Your data is being collected. You will get an email with a link to it.', id, requestedAt });
});
