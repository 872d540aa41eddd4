import { Button, Stack, Typography } from '@mui/material';
import { SearchInput, type SearchInputProps, useListContext, useTranslate } from 'react-admin';

/** A search field as a filter. @param placeholder the key of its text */
export const TextSearch = ({ placeholder = '', ...props }: SearchInputProps & { alwaysOn?: boolean }) => {
  const translate = useTranslate();
  return <SearchInput {...props} placeholder={translate(placeholder)} sx={{ minWidth: 260 }} />;
};

/** Says that a list is empty. @param text the key of the text */
export const NothingFound = ({ text }: { text: string }) => {
  const translate = useTranslate();
  return <Typography sx={{ p: 3 }}>{translate(text)}</Typography>;
};

type PageButtonsProps = { onPrevious: (() => void) | undefined; onNext: (() => void) | undefined };

/** Leads to the next and the previous page, if there are any. */
export const PageButtons = ({ onPrevious, onNext }: PageButtonsProps) => {
  const translate = useTranslate();
  if (!onPrevious && !onNext) return null;
  return (
    <Stack direction="row" spacing={1} sx={{ justifyContent: 'flex-end', p: 1 }}>
      <Button disabled={!onPrevious} onClick={onPrevious}>
        {translate('ra.navigation.previous')}
      </Button>
      <Button disabled={!onNext} onClick={onNext}>
        {translate('ra.navigation.next')}
      </Button>
    </Stack>
  );
};

/** Leads to the next and the previous page of a list. The APIs page by cursor, so nobody knows how many pages there are. */
export const CursorPagination = () => {
  const { page, setPage, hasNextPage, hasPreviousPage } = useListContext();
  return (
    <PageButtons
      onPrevious={hasPreviousPage ? () => setPage(page - 1) : undefined}
      onNext={hasNextPage ? () => setPage(page + 1) : undefined}
    />
  );
};
