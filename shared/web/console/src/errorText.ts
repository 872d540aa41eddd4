import { ShopError } from '@ecommerce/client';
import { PictureRefused } from './pictures/uploadPicture.ts';

type Translate = (key: string, options?: Record<string, unknown>) => string;

/** Says what went wrong in the person's language, if the console has a text for it; else as the API says it. */
export const errorText = (error: unknown, translate: Translate): string => {
  if (error instanceof PictureRefused) return translate('console.pictures.refused');
  const message = error instanceof Error ? error.message : String(error);
  return error instanceof ShopError ? translate(`console.errors.${error.code}`, { _: message }) : message;
};
