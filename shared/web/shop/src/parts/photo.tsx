import type { ComponentProps } from 'react';
import { type Image, srcSetOf } from './srcSet.ts';

type Props = Omit<ComponentProps<'img'>, 'src' | 'srcSet' | 'width' | 'height'> & {
  /** `undefined` while it is not known yet. */
  image: Image | undefined;
  /** How wide it is shown, as in CSS. */
  sizes: string;
  /** The box that it is shown in, so that nothing moves when it arrives. */
  box: readonly [width: number, height: number];
};

/** A picture of a product in the size that the screen needs. */
export const Photo = ({ image, sizes, box: [width, height], alt, ...img }: Props) => {
  const srcSet = image && srcSetOf(image);
  return (
    <img
      {...img}
      alt={alt}
      src={srcSet === undefined ? image?.url : image?.renditions.medium}
      srcSet={srcSet}
      sizes={srcSet === undefined ? undefined : sizes}
      width={width}
      height={height}
    />
  );
};
