import * as z from 'zod';

/** Of `POST /imports`. */
export const ImportUpload = z.strictObject({
  id: z.uuid(),
  uploadUrl: z.url().meta({ description: 'Accepts the file by `PUT` for 30 minutes, with `Content-Type: text/csv`.' }),
});

/** Of `GET /imports/{id}`. */
export const Import = z.strictObject({
  id: z.uuid(),
  status: z.enum(['waiting', 'running', 'completed', 'failed']).meta({ description: '`waiting`: for the file.' }),
  fileName: z.string(),
  dryRun: z.boolean(),
  createdAt: z.iso.datetime(),
  rows: z.int().min(0).meta({ description: 'Lines below the header that are not empty; 0 until they are counted.' }),
  done: z.int().min(0).meta({ description: 'Lines whose products are done, refused ones too.' }),
  refused: z
    .array(
      z.strictObject({
        line: z.int().positive().meta({ description: 'In the file: the header is on line 1.' }),
        reason: z.string().meta({ description: 'With the column, where it is one.' }),
      }),
    )
    .max(500)
    .meta({ description: 'The first 500.' }),
  refusedRows: z.int().min(0).meta({ description: 'How many there are.' }),
  pictures: z
    .int()
    .min(0)
    .meta({
      description: 'Pictures of the file that its products have, once its lines are done. Absent if none are fetched.',
    })
    .optional(),
  picturesLeft: z
    .int()
    .min(0)
    .meta({ description: 'Pictures of the file that are neither there nor refused yet. Absent as `pictures` is.' })
    .optional(),
  reason: z.string().meta({ description: 'Why it failed, if it did.' }).optional(),
});

/** Of `GET /exports/products.csv`. */
export const ExportElsewhere = z.strictObject({ msg: z.string() });
