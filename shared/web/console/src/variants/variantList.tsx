import { unwrap } from '@ecommerce/client';
import { Box, Card, CardMedia, Stack, Typography } from '@mui/material';
import { useId } from 'react';
import { useLocale, useTranslate } from 'react-admin';
import { ConfirmButton } from '../confirmButton.tsx';
import { dateTime, money } from '../format.ts';
import { useProductChange } from '../products/useProductChange.ts';
import { Section } from '../section.tsx';
import { shop } from '../shop.ts';
import { useFocusWhenFewer } from '../useFocusWhenFewer.ts';
import { AdjustStock } from './adjustStock.tsx';
import { SchedulePrice } from './schedulePrice.tsx';
import { type Product, type Variant, variantName } from './variant.ts';
import { AddVariant, ChangeVariant } from './variantForm.tsx';

type VariantProps = { product: Product; variant: Variant };

const DeleteVariant = ({ product, variant }: VariantProps) => {
  const translate = useTranslate();
  const change = useProductChange(product);
  const params = { path: { id: product.id, variantId: variant.id } };
  return (
    <ConfirmButton
      title={translate('ra.action.delete')}
      text={translate('console.variants.deleteHint', { name: variantName(variant) })}
      confirm={translate('ra.action.delete')}
      color="error"
      onConfirm={() =>
        change(
          unwrap(shop.products.DELETE('/products/{id}/variants/{variantId}', { params })),
          'console.variants.deleted',
        )
      }
    />
  );
};

const Prices = ({ product: { currency }, variant }: VariantProps) => {
  const translate = useTranslate();
  const locale = useLocale();
  const { price, compareAtPrice, lowestPrice30Days, scheduledPrice } = variant;
  return (
    <>
      <Typography>{money(price, currency, locale)}</Typography>
      {compareAtPrice !== undefined && (
        <Typography variant="body2" color="text.secondary">
          {translate('console.variants.before', { price: money(compareAtPrice, currency, locale) })}
        </Typography>
      )}
      {lowestPrice30Days !== undefined && (
        <Typography variant="body2" color="text.secondary">
          {translate('console.variants.lowest', { price: money(lowestPrice30Days, currency, locale) })}
        </Typography>
      )}
      {scheduledPrice && (
        <Typography variant="body2" color="text.secondary">
          {translate('console.schedule.is', {
            price: money(scheduledPrice.price, currency, locale),
            from: dateTime(scheduledPrice.from, locale),
            to: dateTime(scheduledPrice.to, locale),
          })}
        </Typography>
      )}
    </>
  );
};

const Stock = ({ variant: { quantity, lowStockAt } }: VariantProps) => {
  const translate = useTranslate();
  const isLow = lowStockAt !== undefined && quantity <= lowStockAt;
  return (
    <>
      <Typography>{translate('console.variants.inStock', { smart_count: quantity })}</Typography>
      {lowStockAt !== undefined && (
        <Typography variant="body2" color={isLow ? 'error' : 'text.secondary'}>
          {translate(isLow ? 'console.variants.isLow' : 'console.variants.lowAt', { units: lowStockAt })}
        </Typography>
      )}
    </>
  );
};

const Facts = ({ variant: { sku, barcode, weightGrams } }: VariantProps) => {
  const translate = useTranslate();
  const locale = useLocale();
  const facts = [
    sku && translate('console.order.sku', { sku }),
    barcode && translate('console.variants.barcodeIs', { barcode }),
    weightGrams !== undefined && new Intl.NumberFormat(locale, { style: 'unit', unit: 'gram' }).format(weightGrams),
  ];
  return (
    <Typography variant="body2" color="text.secondary">
      {facts.filter(Boolean).join(' · ')}
    </Typography>
  );
};

const Picture = ({ product, variant }: VariantProps) => {
  const shown = product.images.find(({ id }) => id === variant.imageId);
  if (!shown) return null;
  return (
    <CardMedia
      component="img"
      src={shown.renditions.small}
      alt={shown.alt}
      loading="lazy"
      sx={{ width: 56, height: 56, objectFit: 'contain' }}
    />
  );
};

const OneVariant = (props: VariantProps) => {
  const translate = useTranslate();
  const titleId = useId();
  const { product, variant } = props;
  return (
    <Card component="article" variant="outlined" aria-labelledby={titleId}>
      <Stack direction="row" spacing={2} useFlexGap sx={{ p: 1, alignItems: 'center', flexWrap: 'wrap' }}>
        <Picture {...props} />
        <Box sx={{ flex: '2 1 140px', minWidth: 0, overflowWrap: 'anywhere' }}>
          <Typography id={titleId} component="h3">
            {variantName(variant) || translate('console.variants.only')}
          </Typography>
          <Facts {...props} />
        </Box>
        <Box sx={{ flex: '1 1 110px' }}>
          <Prices {...props} />
        </Box>
        <Box sx={{ flex: '1 1 110px' }}>
          <Stock {...props} />
        </Box>
        <Stack direction="row" spacing={1} useFlexGap sx={{ flexWrap: 'wrap' }}>
          <AdjustStock {...props} />
          <ChangeVariant {...props} />
          <SchedulePrice {...props} />
          {product.variants.length > 1 && <DeleteVariant {...props} />}
        </Stack>
      </Stack>
    </Card>
  );
};

/** The variants of a product with their prices and stock. A product without options is its own single variant. */
export const VariantList = ({ product }: { product: Product }) => {
  const translate = useTranslate();
  const { variants, options } = product;
  const heading = useFocusWhenFewer(variants.length);
  return (
    <Section title={translate('console.variants.title')} headingRef={heading}>
      <Stack spacing={1}>
        <Typography variant="body2" color="text.secondary" sx={{ overflowWrap: 'anywhere' }}>
          {options.length === 0
            ? translate('console.variants.none')
            : options.map(({ name, values }) => `${name}: ${values.join(', ')}`).join(' · ')}
        </Typography>
        {variants.map((variant) => (
          <OneVariant key={variant.id} product={product} variant={variant} />
        ))}
        {options.length > 0 && (
          <Box>
            <AddVariant product={product} />
          </Box>
        )}
      </Stack>
    </Section>
  );
};
