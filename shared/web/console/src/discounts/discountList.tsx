import { Stack, useMediaQuery } from '@mui/material';
import type { Theme } from '@mui/material/styles';
import { DataTable, List, SimpleList, useLocale, useTranslate } from 'react-admin';
import { dateTime, money } from '../format.ts';
import { CursorPagination, NothingFound } from '../listParts.tsx';
import { LONG_WORDS } from '../theme.ts';
import { type Discount, kindOf } from './discountData.ts';
import { DiscountState } from './discountState.tsx';

/** Returns a function that says what a discount takes off. */
const useValueText = () => {
  const translate = useTranslate();
  const locale = useLocale();
  const percentage = (percent: number) =>
    new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 4 }).format(percent / 100);
  return (discount: Discount): string => {
    const { percent = 0, amount = 0, buy, currency } = discount;
    if (buy) return translate('console.discounts.buy', { ...buy, percent: percentage(buy.percent) });
    const kind = kindOf(discount);
    if (kind === 'freeShipping') return translate('console.discounts.kind.freeShipping');
    return kind === 'amount' ? money(amount, currency, locale) : percentage(percent);
  };
};

const usesText = ({ uses, maxUses }: Discount): string => (maxUses === undefined ? '' : `${uses ?? 0} / ${maxUses}`);

/** All discounts, newest first. */
export const DiscountList = () => {
  const isPhone = useMediaQuery<Theme>((theme) => theme.breakpoints.down('sm'));
  const locale = useLocale();
  const valueText = useValueText();
  const none = <NothingFound text="console.discounts.none" />;
  return (
    <List exporter={false} empty={false} pagination={<CursorPagination />} perPage={25}>
      {isPhone ? (
        <SimpleList<Discount>
          empty={none}
          primaryText={({ label }) => label}
          secondaryText={(discount) => (
            <Stack component="span" direction="row" spacing={1}>
              <DiscountState discount={discount} />
              <span>{[valueText(discount), usesText(discount)].filter(Boolean).join(' · ')}</span>
            </Stack>
          )}
          rowClick="edit"
        />
      ) : (
        <DataTable<Discount> rowClick="edit" bulkActionButtons={false} empty={none}>
          <DataTable.Col source="label" sx={LONG_WORDS} disableSort />
          <DataTable.Col<Discount>
            source="code"
            sx={LONG_WORDS}
            disableSort
            render={({ code }) => code ?? <AutomaticDiscount />}
          />
          <DataTable.Col<Discount> source="kind" disableSort render={valueText} />
          <DataTable.Col<Discount>
            source="state"
            disableSort
            render={(discount) => <DiscountState discount={discount} />}
          />
          <DataTable.Col<Discount>
            source="endsAt"
            disableSort
            render={({ endsAt }) => endsAt && dateTime(endsAt, locale)}
          />
          <DataTable.Col<Discount> source="uses" sx={{ textAlign: 'right' }} disableSort render={usesText} />
        </DataTable>
      )}
    </List>
  );
};

const AutomaticDiscount = () => useTranslate()('console.discounts.automatic');
