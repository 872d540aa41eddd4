import { useDelete, useNotify, useRefresh, useTranslate } from 'react-admin';
import { ConfirmButton } from '../confirmButton.tsx';
import { useFailureNotice } from '../formParts.tsx';

export type Kind = 'banners' | 'categories';
export type Picture = { id: string; imageUrl: string };

/** Deletes a banner or a category. */
export const DeletePicture = ({ picture, kind }: { picture: Picture; kind: Kind }) => {
  const translate = useTranslate();
  const notify = useNotify();
  const refresh = useRefresh();
  const fail = useFailureNotice();
  const [remove] = useDelete();
  const confirm = async () => {
    try {
      await remove(
        kind,
        { id: picture.id, previousData: picture },
        { returnPromise: true, mutationMode: 'pessimistic' },
      );
      notify(`console.${kind}.deleted`, { type: 'success' });
    } catch (error) {
      fail(error);
    }
    refresh();
  };
  return (
    <ConfirmButton
      title={translate('ra.action.delete')}
      text={translate(`console.${kind}.deleteHint`)}
      confirm={translate('ra.action.delete')}
      color="error"
      onConfirm={confirm}
    />
  );
};
