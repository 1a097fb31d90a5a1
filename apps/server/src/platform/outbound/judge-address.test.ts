import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { addressJudge } from './judge-address.ts';

describe('addresses a provider may have', () => {
  const production = addressJudge({ opened: [], isLoopbackFine: false });

  it('are public ones', () => {
    for (const address of ['142.250.1.1', '20.190.128.1', '2a00:1450:4001::1', '2603:1006::5'])
      assert.equal(production(address), true, address);
  });

  it('are none inside, of this machine, of the link, or wrapped in another', () => {
    const refused = [
      '10.0.0.1',
      '172.31.255.255',
      '192.168.1.1',
      '100.64.0.1',
      '127.0.0.1',
      '::1',
      '0.0.0.0',
      '::',
      '169.254.169.254',
      'fe80::1',
      'fe80::1%eth0',
      'fd00:ec2::254',
      '::ffff:10.0.0.1',
      '::ffff:a9fe:a9fe',
      '::ffff:7f00:1',
      '64:ff9b::a00:1',
      '2002:a00:1::',
      '224.0.0.1',
      '255.255.255.255',
      'ff02::1',
      'metadata.internal',
      '',
    ];
    for (const address of refused) assert.equal(production(address), false, address);
  });

  it('are inside where the operator opened it, and nowhere else; the link never opens', () => {
    const opened = addressJudge({ opened: ['10.20.0.0/16', '192.168.7.7', '169.254.0.0/16'], isLoopbackFine: false });
    for (const address of ['10.20.3.4', '192.168.7.7', '::ffff:10.20.3.4'])
      assert.equal(opened(address), true, address);
    for (const address of ['10.21.0.1', '192.168.7.8', '169.254.169.254', '127.0.0.1'])
      assert.equal(opened(address), false, address);
  });

  it('are on this machine outside production alone', () => {
    const development = addressJudge({ opened: [], isLoopbackFine: true });
    assert.equal(development('127.0.0.1'), true);
    assert.equal(development('::1'), true);
    assert.equal(development('10.0.0.1'), false);
  });
});
