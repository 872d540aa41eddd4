import { messageHandler } from '@ecommerce/shared/messageHandler.ts';
import { collectExport } from '../dataExport/collectExport.ts';
import { ExportMessage } from '../dataExport/exportQueue.ts';

/** For how long calls are repeated that fail because of an outage, in milliseconds: less than the function's timeout. */
const REPEATING_MS = 240_000;

/** The export queue's consumer. */
export const handler = messageHandler(ExportMessage, async (message) => {
  await collectExport(message, Date.now() + REPEATING_MS);
  return true;
});
