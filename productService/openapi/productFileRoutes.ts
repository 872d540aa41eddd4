import { answered } from '../../shared/openapi/answered.ts';
import type { RouteDescription } from '../../shared/openapi/description.ts';
import { exportProductsRoute } from '../src/export/exportRoutes.ts';
import { createImportRoute, getImportRoute } from '../src/import/importRoutes.ts';
import * as answers from './productFileAnswers.ts';

const id = '6f3d1c9e-8f43-4f0e-9d3c-1b7a52f0c9aa';
const file = { fileName: 'products.csv', fileType: 'text/csv' };

/** How products come as files, and go. */
export const filing: RouteDescription[] = [
  {
    definition: createImportRoute,
    summary: 'Import products from a CSV file, and request an upload URL for it',
    description:
      'A product export of Shopify, or a file in our own format, of 50 MB at most. The import begins when the file has arrived. Products that the shop has are changed, others become drafts of the caller. Pictures that the file names by their address are fetched where the stage allows it. With `dryRun` nothing is written or fetched. Repeating the request with the same key returns the same import.',
    example: { body: file },
    answer: answered('The URL, and the import’s id.', answers.ImportUpload, {
      id,
      uploadUrl: `https://files.example/imports/${id}?X-Amz-Signature=…`,
    }),
  },
  {
    definition: getImportRoute,
    summary: 'How far an import is, and what it has refused',
    description: 'A product with a wrong line is refused whole. Imports are forgotten after a month.',
    example: { path: { id } },
    answer: answered('The import.', answers.Import, {
      ...{ id, status: 'completed', fileName: file.fileName, dryRun: false, createdAt: '2026-11-27T10:15:00.000Z' },
      ...{
        rows: 120,
        done: 120,
        refused: [{ line: 17, reason: 'Variant Price: Too small: expected number to be >0' }],
      },
      refusedRows: 1,
      ...{ pictures: 214, picturesLeft: 0 },
    }),
  },
  {
    definition: exportProductsRoute,
    summary: 'All products as a CSV file in our own format',
    description:
      'Redirects to a file that is at most 15 seconds old. If there is none it is written, and the answer is `EXPORT_NOT_READY` with `Retry-After`: ask again.',
    answer: {
      ...answered('The file is at `Location`, for five minutes.', answers.ExportElsewhere, {
        msg: 'The file is elsewhere.',
      }),
      headers: ['Location'],
    },
  },
];
