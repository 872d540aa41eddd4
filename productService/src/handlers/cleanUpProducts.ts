import { cleanUpPendingImages } from '@ecommerce/shared/cleanUpPendingImages.ts';
import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import { eventHandler } from '@ecommerce/shared/eventHandler.ts';
import { productImages } from '../offer/productImages.ts';
import { enqueuePublication } from '../picture/publishQueue.ts';

const { CLEAN_UP_TOPIC, PUBLISH_FUNCTION } = readEnvironment({ CLEAN_UP_TOPIC: name, PUBLISH_FUNCTION: name });

/** Every 2 minutes: deletes products that got no image within an hour and publishes this to the topic. */
export const handler = eventHandler(() =>
  cleanUpPendingImages(
    productImages,
    { topicArn: CLEAN_UP_TOPIC, type: 'PRODUCTS_DELETED', nameAttribute: 'productName' },
    (upload) => enqueuePublication(upload, PUBLISH_FUNCTION),
  ),
);
