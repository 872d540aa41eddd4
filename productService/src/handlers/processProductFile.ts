import { messageHandler } from '@ecommerce/shared/messageHandler.ts';
import { writeExport } from '../export/writeExport.ts';
import { runImport } from '../import/runImport.ts';
import { enqueueProductFile, ProductFileMessage } from '../productFile/productFileQueue.ts';

/** For how long a run takes up work, in milliseconds: less than the function's timeout. */
const WORKING_MS = 240_000;

/** The consumer of the queue of product files. An import that is not over goes on with the next message. */
export const handler = messageHandler(ProductFileMessage, async (message) => {
  const deadline = Date.now() + WORKING_MS;
  if ('exportId' in message) {
    await writeExport(message.exportId, deadline);
    return true;
  }
  const run = await runImport(message.importId, deadline);
  if (run === 'goesOn') await enqueueProductFile(message);
  return run !== 'elsewhere';
});
