import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { cameraReach } from './camera-reach.ts';

const ports = ['80', '443', '8000-8100'];
const judge = (hosts: string[], url: string) => cameraReach({ hosts, ports }).refusalOf(new URL(url));
const reaches = (hosts: string[], name: string, address: string) =>
  cameraReach({ hosts, ports }).mayReach(name)(address);

describe('where this server looks for cameras', () => {
  it('is nowhere until the operator says where', () => {
    for (const url of ['http://10.0.0.5/', 'http://camera.example/', 'https://8.8.8.8/', 'http://127.0.0.1/'])
      assert.equal(judge([], url), 'not_allowed', url);
  });

  it('is in the ranges that were opened, on the ports that were opened, however the address is written', () => {
    const hosts = ['10.20.0.0/16', 'fd12::/64'];
    for (const url of [
      'http://10.20.3.4/a.jpg',
      'http://10.20.3.4:8042/',
      'https://[fd12::7]/',
      'http://[::ffff:10.20.3.4]/',
    ])
      assert.equal(judge(hosts, url), null, url);
    for (const url of ['http://10.21.0.1/', 'http://0x0a150001/', 'http://8.8.8.8/', 'http://[::ffff:10.21.0.1]/'])
      assert.equal(judge(hosts, url), 'not_allowed', url);
    for (const url of ['http://10.20.3.4:22/', 'http://10.20.3.4:8101/', 'http://10.20.3.4:3306/'])
      assert.equal(judge(hosts, url), 'port_not_allowed', url);
    assert.equal(judge(hosts, 'ftp://10.20.3.4/'), 'not_allowed');
  });

  it('is never this machine or the link, unless a narrow range names them', () => {
    const wide = [
      '128.0.0.0/1',
      '0.0.0.0/1',
      '0.0.0.0/8',
      '127.0.0.0/8',
      '8000::/1',
      '2000::/3',
      '::/1',
      '::/64',
      'fe80::/10',
    ];
    const special = ['127.0.0.1', '169.254.169.254', '0.0.0.0', '::1', 'fe80::1'];
    for (const address of special) assert.equal(reaches(wide, 'camera.example', address), false, address);
    for (const wrapped of ['::ffff:127.0.0.1', '::ffff:a9fe:a9fe', '64:ff9b::7f00:1', '2002:7f00:1::'])
      assert.equal(reaches(wide, 'camera.example', wrapped), false, wrapped);
    assert.equal(reaches(['127.0.0.1'], 'localhost', '127.0.0.1'), true);
    assert.equal(reaches(['127.0.0.1'], 'localhost', '127.0.0.2'), false);
    assert.equal(reaches(['169.254.7.0/24'], 'camera.local', '169.254.7.9'), true);
    assert.equal(reaches(['169.254.7.0/24'], 'camera.local', '169.254.169.254'), false);
  });

  it('is behind a name that was opened only at public addresses: whoever answers for it could lead inside', () => {
    const hosts = ['cam.example.edu', '*.cameras.example.edu'];
    assert.equal(reaches(hosts, 'cam.example.edu', '93.184.216.34'), true);
    assert.equal(reaches(hosts, 'hall-1.cameras.example.edu', '93.184.216.34'), true);
    for (const name of [
      'cameras.example.edu',
      'evilcameras.example.edu',
      'cam.example.edu.evil.example',
      'x.cam.example.edu',
    ])
      assert.equal(reaches(hosts, name, '93.184.216.34'), false, name);
    for (const address of ['10.0.0.1', '127.0.0.1', '169.254.169.254', '192.168.1.1', '::1', 'fd00::1'])
      assert.equal(reaches(hosts, 'cam.example.edu', address), false, address);
  });
});
