import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import sharp from 'sharp';
import { cameraReach } from './camera-reach.ts';

/** Reaches 127.0.0.1 on any port, and nothing else. */
export const reachHere = cameraReach({ hosts: ['127.0.0.1'], ports: ['1-65535'] });

export interface FakeCamera {
  url: string;
  port: number;
  /** Lines of the requests so far. */
  asked: { path: string; authorization: string | undefined; host: string | undefined }[];
  close: () => Promise<void>;
}

/** A camera that answers as it is told. */
export const fakeCamera = async (
  answer: RequestListener,
  { host = '127.0.0.1', port = 0 }: { host?: string; port?: number } = {},
): Promise<FakeCamera> => {
  const asked: FakeCamera['asked'] = [];
  const server: Server = createServer((request, response) => {
    asked.push({ path: request.url ?? '', authorization: request.headers.authorization, host: request.headers.host });
    answer(request, response);
  });
  await new Promise<void>((done) => server.listen(port, host, done));
  const at = (server.address() as AddressInfo).port;
  return {
    url: `http://${host}:${at}/snapshot.jpg`,
    port: at,
    asked,
    close: () =>
      new Promise((done) => {
        server.closeAllConnections();
        server.close(() => done());
      }),
  };
};

/** A small grey JPEG. */
export const greyPicture = (): Promise<Buffer> =>
  sharp({ create: { width: 64, height: 48, channels: 3, background: '#888' } })
    .jpeg()
    .toBuffer();

export const shows = (picture: Buffer) => (_: IncomingMessage, response: ServerResponse) =>
  void response.setHeader('content-type', 'image/jpeg').end(picture);
