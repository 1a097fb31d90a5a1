import { Button, CloseButton, FileButton, Group, Paper, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { t } from '../../../strings/index.ts';
import { Icon } from '../../../ui/icon.tsx';
import { Notice, Problem } from '../../../ui/states.tsx';
import { useObjectUrls } from '../../enrolment/use-object-urls.ts';
import classes from './class-photo.module.css';
import { PhotoCamera } from './photo-camera.tsx';
import { mostPhotos, preparePhoto } from './prepare-photo.ts';

interface ChoosePhotosProps {
  photos: readonly Blob[];
  onPhotos: (photos: readonly Blob[]) => void;
  find: () => Promise<void>;
}

/** Takes photos with the camera, from files or by dropping them, and sends them. */
export function ChoosePhotos({ photos, onPhotos, find }: ChoosePhotosProps) {
  const [isCamera, setCamera] = useState(false);
  const [isFinding, setFinding] = useState(false);
  const [remark, setRemark] = useState<string | null>(null);
  const [error, setError] = useState<unknown>(null);

  const add = async (files: readonly File[]) => {
    setError(null);
    const read = await Promise.all(files.map(async (file) => ({ name: file.name, photo: await preparePhoto(file) })));
    const unreadable = read.find(({ photo }) => photo === null);
    const all = [...photos, ...read.flatMap(({ photo }) => (photo ? [photo] : []))];
    onPhotos(all.slice(0, mostPhotos));
    if (unreadable) setRemark(t('faculty.photo.unreadable', { name: unreadable.name }));
    else setRemark(all.length > mostPhotos ? t('faculty.photo.tooMany', { most: mostPhotos }) : null);
  };
  const look = async () => {
    setFinding(true);
    setError(null);
    try {
      await find();
    } catch (thrown) {
      setError(thrown);
    } finally {
      setFinding(false);
    }
  };

  if (isCamera) {
    return (
      <PhotoCamera
        onPhoto={(photo) => {
          setCamera(false);
          void add([new File([photo], 'photo.jpg', { type: photo.type })]);
        }}
        onCancel={() => setCamera(false)}
      />
    );
  }
  return (
    <Stack>
      <DropArea onFiles={(files) => void add(files)}>
        <Group justify="center">
          <Button
            leftSection={<Icon name="camera" />}
            variant={photos.length > 0 ? 'default' : 'filled'}
            disabled={photos.length >= mostPhotos}
            onClick={() => setCamera(true)}
          >
            {t('faculty.photo.take')}
          </Button>
          <FileButton multiple accept="image/*" onChange={(files) => void add(files)}>
            {(props) => (
              <Button
                {...props}
                variant="default"
                leftSection={<Icon name="upload" />}
                disabled={photos.length >= mostPhotos}
              >
                {t('faculty.photo.upload')}
              </Button>
            )}
          </FileButton>
        </Group>
        <Text c="dimmed" ta="center" maw={560}>
          {t('faculty.photo.tips', { most: mostPhotos })}
        </Text>
      </DropArea>
      {remark && <Notice tone="warn">{remark}</Notice>}
      <Chosen photos={photos} onPhotos={onPhotos} />
      <Problem error={error} />
      {photos.length > 0 && (
        <Group>
          <Button size="lg" leftSection={<Icon name="search" />} loading={isFinding} onClick={() => void look()}>
            {t('faculty.photo.find')}
          </Button>
          {isFinding && (
            <Text role="status" c="dimmed">
              {t('faculty.photo.finding', { count: photos.length })}
            </Text>
          )}
        </Group>
      )}
    </Stack>
  );
}

function DropArea({ onFiles, children }: { onFiles: (files: File[]) => void; children: React.ReactNode }) {
  const [isOver, setOver] = useState(false);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is a shortcut; the buttons inside do the same
    <div
      className={classes.drop}
      data-over={isOver}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        onFiles([...event.dataTransfer.files]);
      }}
    >
      {children}
    </div>
  );
}

function Chosen({ photos, onPhotos }: Pick<ChoosePhotosProps, 'photos' | 'onPhotos'>) {
  const urls = useObjectUrls(photos);
  if (photos.length === 0) return null;
  return (
    <ul className={classes.chosen} aria-label={t('faculty.photo.chosen', { count: photos.length })}>
      {urls.map((url, index) => (
        <li key={url}>
          <Paper p={0} className={classes.thumb}>
            <img src={url} alt={t('faculty.photo.number', { number: index + 1 })} />
            <CloseButton
              className={classes.removeThumb}
              aria-label={t('faculty.photo.remove', { number: index + 1 })}
              onClick={() => onPhotos(photos.filter((_, place) => place !== index))}
            />
          </Paper>
        </li>
      ))}
    </ul>
  );
}
