import { NativeSelect, PasswordInput, Radio, Skeleton, Stack, TextInput } from '@mantine/core';
import { NewRoomCamera, type Room, type RoomCamera, RoomCameraPatch, routes } from '@smart-presence/contract';
import type { UseQueryResult } from '@tanstack/react-query';
import { call } from '../../api/client.ts';
import { invalidate, useApi } from '../../api/query.ts';
import { t } from '../../strings/index.ts';
import { FormEnd, useContractForm } from '../../ui/form.tsx';
import { SidePanel } from '../../ui/side-panel.tsx';
import { Loaded, Notice } from '../../ui/states.tsx';
import { toast } from '../../ui/toast.ts';
import { CancelButton } from '../structure/entity-part.tsx';
import type { Open } from '../structure/use-open.ts';

interface CameraPanelProps {
  open: Open<RoomCamera>;
  rooms: UseQueryResult<Room[]>;
  onClose: () => void;
  /** A new one wants to be paired, or tried. */
  onAdded: (camera: RoomCamera) => void;
}

/** A camera of a room, beside the list. */
export function CameraPanel({ open, rooms, onClose, onAdded }: CameraPanelProps) {
  const camera = open?.item;
  return (
    <SidePanel
      opened={open !== null}
      onClose={onClose}
      title={camera ? t('cameras.edit', { name: camera.name }) : t('cameras.add')}
    >
      <Loaded query={rooms} skeleton={<Skeleton height={240} />}>
        {(all) => <CameraForm {...(camera && { camera })} rooms={all} onDone={onClose} onAdded={onAdded} />}
      </Loaded>
    </SidePanel>
  );
}

interface CameraFormProps {
  camera?: RoomCamera;
  rooms: readonly Room[];
  onDone: () => void;
  onAdded: (camera: RoomCamera) => void;
}

interface Values extends Record<string, unknown> {
  kind: RoomCamera['kind'];
  name: string;
  roomId: string;
  url: string;
  user: string;
  password: string;
}

/** What is left empty stays as it is, as far as a camera is changed. */
const patchOf = ({ name, roomId, url, user, password }: Values) => ({
  name,
  roomId,
  ...(url.trim() !== '' && { url }),
  ...(user !== '' && { user }),
  ...(password !== '' && { password }),
});

const newOf = ({ kind, ...values }: Values) =>
  kind === 'ip' ? { kind, ...values } : { kind, name: values.name, roomId: values.roomId };

function CameraForm({ camera, rooms, onDone, onAdded }: CameraFormProps) {
  const first: Values = {
    kind: camera?.kind ?? 'browser',
    name: camera?.name ?? '',
    roomId: camera?.room.id ?? rooms[0]?.id ?? '',
    url: '',
    user: '',
    password: '',
  };
  const { form, formProps, ...state } = useContractForm<Values, typeof NewRoomCamera | typeof RoomCameraPatch>({
    schema: camera ? RoomCameraPatch : NewRoomCamera,
    initial: first,
    toBody: camera ? patchOf : newOf,
    onSubmit: async (_, values) => {
      const saved = camera
        ? await call(routes.updateRoomCamera, { params: { id: camera.id }, body: patchOf(values) })
        : await call(routes.createRoomCamera, { body: newOf(values) as NewRoomCamera });
      await invalidate(routes.listRoomCameras, routes.getRoomView);
      onDone();
      // A new one shows its code or its first picture next, which says enough and must not be covered.
      if (camera) toast(t('cameras.saved', { name: saved.name }));
      else onAdded(saved);
    },
  });
  return (
    <form {...formProps}>
      <Stack>
        {!camera && (
          <Radio.Group label={t('cameras.kind')} {...form.getInputProps('kind')}>
            <Stack gap="sm" mt={4}>
              <Radio value="browser" label={t('cameras.kind.browser')} description={t('cameras.kind.browserHint')} />
              <Radio value="ip" label={t('cameras.kind.ip')} description={t('cameras.kind.ipHint')} />
            </Stack>
          </Radio.Group>
        )}
        <TextInput
          label={t('cameras.name')}
          description={t('cameras.nameHint')}
          data-autofocus
          {...form.getInputProps('name')}
        />
        <NativeSelect
          label={t('cameras.room')}
          data={rooms.map(({ id, name, place }) => ({ value: id, label: `${name} (${place.name})` }))}
          {...form.getInputProps('roomId')}
        />
        {form.values.kind === 'ip' && <Access form={form} camera={camera} />}
        <FormEnd state={state} submit={t('action.save')}>
          <CancelButton onClick={onDone} />
        </FormEnd>
      </Stack>
    </form>
  );
}

type Form = ReturnType<typeof useContractForm<Values, typeof NewRoomCamera>>['form'];

/** Where an IP camera is and how it is asked. */
function Access({ form, camera }: { form: Form; camera: RoomCamera | undefined }) {
  const settings = useApi(routes.monitoringSettings, {});
  const reach = settings.data?.reach;
  return (
    <>
      {reach?.hosts.length === 0 && <Notice tone="warn">{t('cameras.noReach')}</Notice>}
      <TextInput
        label={t('cameras.url')}
        description={camera?.address ? t('cameras.urlKept', { address: camera.address }) : t('cameras.urlHint')}
        placeholder="http://10.20.0.15/snapshot.jpg"
        type="url"
        autoComplete="off"
        spellCheck={false}
        {...form.getInputProps('url')}
      />
      {reach && reach.hosts.length > 0 && (
        <Notice>{t('cameras.reach', { hosts: reach.hosts.join(', '), ports: reach.ports.join(', ') })}</Notice>
      )}
      <TextInput
        label={`${t('cameras.user')} (${t('form.optional')})`}
        autoComplete="off"
        spellCheck={false}
        {...form.getInputProps('user')}
      />
      <PasswordInput
        label={`${t('cameras.password')} (${t('form.optional')})`}
        description={t(camera?.hasPassword ? 'cameras.passwordKept' : 'cameras.passwordHint')}
        autoComplete="new-password"
        {...form.getInputProps('password')}
      />
    </>
  );
}
