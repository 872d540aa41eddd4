import { useState } from 'react';
import type { DetailedProduct, Variant } from '../catalogue/product.ts';
import { Photo } from '../parts/photo.tsx';
import { useTexts } from '../texts.ts';

/** The pictures of a product: a large one, and all of them to choose from. A variant shows its own until another one is chosen. */
export const Gallery = ({ product, variant }: { product: DetailedProduct; variant: Variant | undefined }) => {
  const t = useTexts();
  const { images, productName } = product;
  const imageId = variant?.imageId;
  const [chosen, setChosen] = useState<{ id: string; beside: string | undefined }>();
  const shownId = chosen && chosen.beside === imageId ? chosen.id : imageId;
  const shown = images.find(({ id }) => id === shownId) ?? images[0];
  return (
    <div className="gallery">
      <Photo
        key={shown?.id}
        className="photo"
        image={shown}
        alt={shown?.alt || productName}
        sizes="(min-width: 76rem) 38rem, (min-width: 48rem) 52vw, 100vw"
        box={[800, 600]}
        fetchPriority="high"
      />
      {images.length > 1 && (
        <ul className="thumbs" aria-label={t.product.pictures}>
          {images.map((image, index) => (
            <li key={image.id}>
              <button
                type="button"
                aria-label={t.product.picture(index + 1, images.length, image.alt)}
                aria-pressed={image.id === shown?.id}
                onClick={() => setChosen({ id: image.id, beside: imageId })}
              >
                <Photo image={image} alt="" sizes="4.5rem" box={[72, 72]} loading="lazy" decoding="async" />
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
};
