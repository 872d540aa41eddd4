import { checkUpload, deleteUpload, publishImage, type Upload } from '@ecommerce/shared/imageUploads.ts';
import { log } from '@ecommerce/shared/log.ts';
import { publishedBanner, rejectedBanner } from './banner.ts';
import { isPublished, putBanner } from './bannerStore.ts';

/**
 * Turns an uploaded file into a banner, or into the record of its refusal. The upload is removed last: whatever fails before
 * that is done again by the event's retry.
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
