import { checkUpload, deleteUpload, publishImage, type Upload } from '@ecommerce/shared/imageUploads.ts';
import { log } from '@ecommerce/shared/log.ts';
import { publishedBanner, rejectedBanner } from './banner.ts';
import { isPublished, putBanner } from './bannerStore.ts';

/**
 * Turns an uploaded file into a banner, or records why it was rejected. The upload is deleted last, so that a retry of the event repeats
 * whatever failed.
 */
export const publishBanner = async (upload: Upload): Promise<void> => {
  if (await isPublished(upload.id)) return deleteUpload(upload); // a published image never changes
  const check = await checkUpload(upload);
  if (check.verdict === 'gone') return;
  const arrival = { ...upload, now: new Date() };
  if (check.verdict === 'image') {
    await putBanner(publishedBanner(arrival, await publishImage(upload, check)));
  } else {
    log.warn('upload rejected', { id: upload.id, reason: check.reason });
    await putBanner(rejectedBanner(arrival, check.reason));
  }
  await deleteUpload(upload, check.etag);
};
