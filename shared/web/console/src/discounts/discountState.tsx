import { Chip } from '@mui/material';
import { useTranslate } from 'react-admin';
import type { Discount } from './discountData.ts';

/** Returns whether a discount can be used now. */
export const stateOf = ({ startsAt, endsAt, uses = 0, maxUses }: Discount, now = Date.now()) => {
  if (endsAt !== undefined && Date.parse(endsAt) <= now) return 'ended';
  if (maxUses !== undefined && uses >= maxUses) return 'usedUp';
  return startsAt !== undefined && Date.parse(startsAt) > now ? 'scheduled' : 'active';
};

const COLOURS = { active: 'success', scheduled: 'warning', usedUp: 'default', ended: 'default' } as const;

/** The state of a discount as a word. */
export const DiscountState = ({ discount }: { discount: Discount }) => {
  const translate = useTranslate();
  const state = stateOf(discount);
  return (
    <Chip
      size="small"
      variant="outlined"
      color={COLOURS[state]}
      label={translate(`console.discounts.state.${state}`)}
      sx={{ '& .MuiChip-label': { color: 'text.primary' } }}
    />
  );
};
