import assert from 'node:assert/strict';
import type { RequestListener } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { type AddressInfo, createServer as createSocketServer, type Socket } from 'node:net';
import { describe, type TestContext, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { CameraFault } from '@smart-presence/contract';
import { makeCertificate } from '../../notifications/testing-certificates.ts';
import { CameraFaulted } from './camera-faulted.ts';
import { cameraReach } from './camera-reach.ts';
import { fetchSnapshot, type Limits, locationOf, type SnapshotRequest } from './fetch-snapshot.ts';
import { type FakeCamera, fakeCamera, greyPicture, reachHere, shows } from './testing-cameras.ts';

/** Short, so that the test is. */
const short: Partial<Limits> = { connectMs: 300, answerMs: 300, totalMs: 600, maxBytes: 200_000 };
const access = (url: string, { user = '', password = '' } = {}) => ({ url, user, password });
const picture = await greyPicture();

const camera = async (t: TestContext, answer: RequestListener): Promise<FakeCamera> => {
  const fake = await fakeCamera(answer);
  t.after(fake.close);
  return fake;
};

/** Raw lines instead of HTTP, for what no server of ours would say. */
const rawCamera = async (t: TestContext, answer: (socket: Socket) => void): Promise<string> => {
  const sockets = new Set<Socket>();
  const server = createSocketServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    answer(socket);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
};

const faults = async (request: Partial<SnapshotRequest> & { camera: SnapshotRequest['camera'] }, code: CameraFault) => {
  const since = performance.now();
  await assert.rejects(
    fetchSnapshot({ reach: reachHere, limits: short, ...request }),
    (error) => {
      assert.ok(error instanceof CameraFaulted, String(error));
      assert.equal(error.code, code);
      return true;
    },
    code,
  );
  return performance.now() - since;
};

describe('a camera that means well', () => {
  test('hands out its picture, whatever it calls it', async (t) => {
    const fake = await camera(t, (_, response) => void response.setHeader('content-type', 'text/plain').end(picture));
    assert.deepEqual(await fetchSnapshot({ camera: access(fake.url), reach: reachHere }), picture);
  });

  test('may ask for a password, which it is told once it asks, as it asks', async (t) => {
    for (const [challenge, expected] of [
      ['Basic realm="cam"', /^Basic /],
      ['Digest realm="cam", nonce="abc", qop="auth", algorithm=SHA-256', /^Digest .*uri="\/snapshot\.jpg"/],
    ] as const) {
      const fake = await camera(t, (request, response) => {
        if (request.headers.authorization === undefined) {
          response.writeHead(401, { 'www-authenticate': challenge }).end();
          return;
        }
        response.end(picture);
      });
      const known = access(fake.url, { user: 'viewer', password: 'secret' });
      assert.deepEqual(await fetchSnapshot({ camera: known, reach: reachHere }), picture);
      assert.equal(fake.asked[0]?.authorization, undefined);
      assert.match(fake.asked[1]?.authorization ?? '', expected);
    }
  });

  test('may lead to another path', async (t) => {
    const fake = await camera(t, (request, response) => {
      if (request.url === '/snapshot.jpg') response.writeHead(302, { location: '/now.jpg' }).end();
      else response.end(picture);
    });
    assert.deepEqual(await fetchSnapshot({ camera: access(fake.url), reach: reachHere }), picture);
  });
});

describe('a camera that leads elsewhere', () => {
  const onlyHere = (port: number) => cameraReach({ hosts: ['127.0.0.1'], ports: [String(port)] });

  test('to what is not opened is not followed: another port, this machine by another name, the link, the inside', async (t) => {
    const secret = await camera(t, shows(picture));
    let location = '';
    const fake = await camera(t, (_, response) => void response.writeHead(302, { location }).end());
    for (location of [
      secret.url,
      'http://127.0.0.2/',
      'http://[::1]/',
      'http://0.0.0.0/',
      'http://2130706434/',
      'http://169.254.169.254/latest/meta-data/',
      'http://10.0.0.1/',
      'file:///etc/passwd',
      'ftp://127.0.0.1/',
      'http://user:pass@127.0.0.1/',
      'not an address:',
    ])
      await faults({ camera: access(fake.url), reach: onlyHere(fake.port) }, 'redirect_refused');
    assert.equal(secret.asked.length, 0);
  });

  test('in circles is left after four requests', async (t) => {
    const fake = await camera(t, (_, response) => void response.writeHead(302, { location: '/again' }).end());
    await faults({ camera: access(fake.url) }, 'redirect_refused');
    assert.equal(fake.asked.length, 4);
  });

  test('never learns the password of the one that was typed', async (t) => {
    const other = await camera(t, (_, response) => {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="give"' }).end();
    });
    const fake = await camera(t, (_, response) => void response.writeHead(302, { location: other.url }).end());
    await faults({ camera: access(fake.url, { user: 'u', password: 'secret' }) }, 'password_refused');
    assert.deepEqual(
      [...fake.asked, ...other.asked].map(({ authorization }) => authorization),
      [undefined, undefined],
    );
  });
});

describe('a name', () => {
  test('is resolved once for a connection, which goes to the address that was judged', async (t) => {
    const good = await camera(t, shows(picture));
    const inside = await fakeCamera(shows(Buffer.from('the inside')), { host: '127.0.0.2', port: good.port });
    t.after(inside.close);
    let resolved = 0;
    // A rebinding name: fine when it is judged, and inside from then on.
    const resolve = () => {
      resolved += 1;
      return Promise.resolve([{ address: resolved === 1 ? '127.0.0.1' : '127.0.0.2', family: 4 }]);
    };
    const named = access(`http://cam.example.edu:${good.port}/snapshot.jpg`);
    assert.deepEqual(await fetchSnapshot({ camera: named, reach: reachHere, resolve }), picture);
    assert.deepEqual([resolved, good.asked.length, inside.asked.length], [1, 1, 0]);
    assert.equal(good.asked[0]?.host, `cam.example.edu:${good.port}`);
    // The next look judges the new address, and asks nobody.
    await faults({ camera: named, resolve }, 'not_allowed');
    assert.deepEqual([resolved, inside.asked.length], [2, 0]);
  });

  test('with one address that is not opened is not asked at any of them', async (t) => {
    const good = await camera(t, shows(picture));
    const resolve = () =>
      Promise.resolve([
        { address: '127.0.0.1', family: 4 },
        { address: '169.254.169.254', family: 4 },
      ]);
    await faults({ camera: access(`http://cam.example.edu:${good.port}/`), resolve }, 'not_allowed');
    assert.equal(good.asked.length, 0);
  });

  test('that nobody knows is told as that', async () => {
    const resolve = () => Promise.reject(Object.assign(new Error('no'), { code: 'ENOTFOUND' }));
    await faults({ camera: access('http://cam.example.edu/'), resolve }, 'name_unknown');
  });
});

test('from an encrypted connection nothing leads to a readable one, and no address brings a password along', () => {
  const from = new URL('https://cam.example.edu/now.jpg');
  const refused = (location: string | undefined) =>
    assert.throws(
      () => locationOf(location, from),
      (error) => error instanceof CameraFaulted && error.code === 'redirect_refused',
    );
  for (const location of [
    'http://cam.example.edu/',
    'https://me:secret@cam.example.edu/',
    'ftp://cam.example.edu/',
    undefined,
  ])
    refused(location);
  assert.equal(locationOf('/other.jpg', from).href, 'https://cam.example.edu/other.jpg');
  assert.equal(locationOf('https://cam.example.edu/', new URL('http://cam.example.edu/')).protocol, 'https:');
});

describe('a camera that takes its time', () => {
  test('is left when it connects and says nothing, long before all of its time is over', async (t) => {
    const silent = await rawCamera(t, () => {});
    const spent = await faults({ camera: access(silent), limits: { ...short, totalMs: 60_000 } }, 'too_slow');
    assert.ok(spent < 30_000);
  });

  test('is left when it says nothing, when its first lines drip, and when its picture does', async (t) => {
    const silent = await rawCamera(t, () => {});
    assert.ok((await faults({ camera: access(silent) }, 'too_slow')) < 2000);
    const drippingHead = await rawCamera(t, (socket) => {
      socket.write('HTTP/1.1 200 OK\r\n');
      const drip = setInterval(() => socket.write('x-drip: 1\r\n'), 20);
      socket.on('close', () => clearInterval(drip));
    });
    assert.ok((await faults({ camera: access(drippingHead) }, 'too_slow')) < 2000);
    const dripping = await camera(t, (_, response) => {
      response.write(picture.subarray(0, 100));
      const drip = setInterval(() => response.write('x'), 20);
      response.on('close', () => clearInterval(drip));
    });
    assert.ok((await faults({ camera: access(dripping.url) }, 'too_slow')) < 3000);
  });

  test('asks for passwords again and again and is told once', async (t) => {
    const fake = await camera(t, (_, response) => {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="again"' }).end();
    });
    await faults({ camera: access(fake.url, { user: 'u', password: 'p' }) }, 'password_refused');
    assert.equal(fake.asked.length, 2);
    await faults({ camera: access(fake.url) }, 'password_refused');
    const odd = await camera(t, (_, response) => void response.writeHead(401, { 'www-authenticate': 'NTLM' }).end());
    await faults({ camera: access(odd.url, { user: 'u', password: 'p' }) }, 'password_kind');
  });
});

describe('a camera that sends too much, or something else', () => {
  test('endlessly is cut where the limit is, also when it lied about the length', async (t) => {
    let sent = 0;
    const endless = await camera(t, (_, response) => {
      response.write(picture);
      const part = Buffer.alloc(16_384, 1);
      const more = () => {
        while (!response.destroyed && response.write(part)) sent += part.length;
      };
      response.on('drain', more);
      more();
    });
    await faults({ camera: access(endless.url), limits: { ...short, totalMs: 5000 } }, 'too_large');
    assert.ok(sent < 20_000_000, `${sent} bytes were sent`);
    const said = await camera(t, (_, response) => {
      response.writeHead(200, { 'content-length': '5000000000' });
      response.write(picture);
    });
    await faults({ camera: access(said.url) }, 'too_large');
  });

  test('that is no picture is not read to its end', async (t) => {
    const video = await camera(t, (_, response) => {
      response.setHeader('content-type', 'multipart/x-mixed-replace; boundary=frame');
      response.write('--frame\r\nContent-Type: image/jpeg\r\n\r\n');
    });
    assert.ok((await faults({ camera: access(video.url) }, 'not_a_picture')) < 550, 'before its time is over');
    const others = ['<html>sign in</html>', '', 'GIF89a...........', `%PDF-1.7${'x'.repeat(50)}`, '\xff\xd8'];
    for (const body of others) {
      const fake = await camera(t, (_, response) => void response.end(Buffer.from(body, 'latin1')));
      await faults({ camera: access(fake.url) }, 'not_a_picture');
    }
  });

  test('packed is not unpacked', async (t) => {
    const bomb = gzipSync(Buffer.alloc(20_000_000));
    assert.ok(bomb.length < 25_000);
    const fake = await camera(t, (_, response) => void response.setHeader('content-encoding', 'gzip').end(bomb));
    await faults({ camera: access(fake.url) }, 'encoded');
  });

  test('that is an error, or no HTTP, is told as that', async (t) => {
    for (const status of [204, 206, 404, 500, 503]) {
      const fake = await camera(t, (_, response) => void response.writeHead(status).end());
      await faults({ camera: access(fake.url) }, 'bad_answer');
    }
    const forbidden = await camera(t, (_, response) => void response.writeHead(403).end());
    await faults({ camera: access(forbidden.url) }, 'password_refused');
    const noise = await rawCamera(t, (socket) => socket.end('SSH-2.0-OpenSSH_9.2\r\n'));
    await faults({ camera: access(noise) }, 'bad_answer');
    const longHead = await rawCamera(
      t,
      (socket) => void socket.write(`HTTP/1.1 200 OK\r\nx: ${'y'.repeat(200_000)}\r\n\r\n`),
    );
    await faults({ camera: access(longHead) }, 'bad_answer');
    const gone = await camera(t, (request) => void request.socket.destroy());
    await faults({ camera: access(gone.url) }, 'unreachable');
  });

  test('by a certificate that nobody vouches for is not believed', async (t) => {
    const { key, cert } = makeCertificate({ name: 'Nobody', host: '127.0.0.1' });
    const server = createSecureServer({ key, cert }, (_, response) => response.end(picture));
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    t.after(() => server.close());
    const { port } = server.address() as AddressInfo;
    await faults({ camera: access(`https://127.0.0.1:${port}/`) }, 'certificate');
  });
});
