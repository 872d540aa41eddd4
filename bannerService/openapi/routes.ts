import { answered, deletion, pageOf } from '../../shared/openapi/answered.ts';
import { deadLetterRoute } from '../../shared/openapi/deadLetters.ts';
import type { RouteDescription, ServiceDescription } from '../../shared/openapi/description.ts';
import { CreateUploadUrlBody } from '../src/banner.ts';
import { createUploadUrlRoute, deleteBannerRoute, listBannersRoute } from '../src/bannerRoutes.ts';
import * as answers from './answers.ts';

const id = '88279ba2-e2af-4956-b08c-8a5ba27c697c';
const images = 'https://ecommerce-dev-banner-images.s3.eu-west-1.amazonaws.com';

const banners: RouteDescription[] = [
  {
    definition: createUploadUrlRoute,
    summary: 'Request an upload URL for a banner',
    description:
      'Send the file by `PUT` to the URL. The banner is listed once the file has been checked: an image of one of the types, at most 5 MB. `image/jpg` is treated as `image/jpeg`. For admins only if the stage parameter `uploadsBy` says so.',
    example: { body: { fileName: 'baner1.png', fileType: 'image/png' } },
    answer: answered('The URL, and the id that the banner will have.', answers.UploadUrl, {
      uploadURL: `${images}/uploads/${id}/baner1.png?X-Amz-Algorithm=AWS4-HMAC-SHA256`,
      id,
    }),
  },
  {
    definition: listBannersRoute,
    summary: 'The banners, newest first',
    answer: pageOf('banners', answers.BannerList, { id, imageUrl: `${images}/images/${id}/baner1.png` }),
  },
  {
    definition: deleteBannerRoute,
    summary: 'Delete a banner and its image',
    ...deletion(answers.DeletedBanner, id),
  },
];

export const description: ServiceDescription = {
  about: 'Banners: pictures for the front page.',
  requests: { CreateUploadUrlBody },
  answers,
  groups: { Banners: banners, Operations: [deadLetterRoute] },
};
