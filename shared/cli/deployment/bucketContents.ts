import { DeleteObjectsCommand, ListObjectVersionsCommand, type S3Client } from '@aws-sdk/client-s3';

/** Returns whether a bucket is empty, including old versions. */
export const isEmpty = async (s3: S3Client, Bucket: string): Promise<boolean> => {
  const { Versions = [], DeleteMarkers = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket, MaxKeys: 1 }));
  return Versions.length + DeleteMarkers.length === 0;
};

/**
 * Deletes everything in a bucket, including old versions.
 *
 * @returns the number of deleted objects and versions
 * @throws Error that names the first object that could not be deleted
 */
export const emptyBucket = async (s3: S3Client, Bucket: string): Promise<number> => {
  let deleted = 0;
  for (;;) {
    const { Versions = [], DeleteMarkers = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket }));
    const Objects = [...Versions, ...DeleteMarkers].flatMap(({ Key, VersionId }) =>
      Key === undefined ? [] : [{ Key, ...(VersionId === undefined ? {} : { VersionId }) }],
    );
    if (Objects.length === 0) return deleted;
    const { Errors: [error] = [] } = await s3.send(
      new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }),
    );
    if (error) throw new Error(`${Bucket}/${error.Key} could not be deleted: ${error.Message}`);
    deleted += Objects.length;
  }
};
