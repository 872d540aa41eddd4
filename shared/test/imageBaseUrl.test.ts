import { beforeEach, expect, test } from '@jest/globals';
import { resetCloud } from './imageCloud.ts';

process.env.IMAGE_BASE_URL = 'https://d111.cloudfront.example';
const { publishImage } = await import('../src/imageUploads.ts');

beforeEach(resetCloud);

test('the URL of an image that CloudFront serves has the distribution’s domain and a percent-encoded name', async () => {
  const upload = { bucket: 'images', id: 'id-1', fileName: 'a b+ä.png' };

  expect(await publishImage(upload, { type: 'image/png', bytes: new Uint8Array(1) })).toBe(
    'https://d111.cloudfront.example/images/id-1/a%20b%2B%C3%A4.png',
  );
});
