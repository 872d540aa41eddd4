import { cleanUpPendingImages } from '@ecommerce/shared/cleanUpPendingImages.ts';
import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import { eventHandler } from '@ecommerce/shared/eventHandler.ts';
import { publishPendingImage } from '@ecommerce/shared/pendingImages.ts';
import { categoryImages } from '../categoryImages.ts';

const { CLEAN_UP_TOPIC } = readEnvironment({ CLEAN_UP_TOPIC: name });

/** Every 2 minutes: deletes categories that got no image within an hour and publishes this to the topic. */
export const handler = eventHandler(() =>
  cleanUpPendingImages(
    categoryImages,
    { topicArn: CLEAN_UP_TOPIC, type: 'CATEGORIES_DELETED', nameAttribute: 'categoryName' },
    (upload) => publishPendingImage(categoryImages, upload),
  ),
);
