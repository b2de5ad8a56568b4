import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../core/json.ts';
import { recordWith, type Texts } from '../testing/record.ts';
import { changesBetween } from './changes.ts';
import { leaksIn } from './leaks.ts';
import { redactRecord } from './record.ts';

const SECRETS = {
  userName: 'mallory',
  homeDirectory: '/home/mallory',
  hostName: 'DESKTOP-4RT77',
  machineId: '0123456789abcdef0123456789abcdef',
  windowsUsers: ['Mallory Smith'],
};
const HARMLESS: Texts = {
  path: '/mnt/c',
  source: 'C:\\',
  aname: 'drvfs;path=C:\\;uid=1000;gid=1000;symlinkroot=/mnt/',
  options:
    'rw,dirsync,aname=drvfs;path=C:\\;uid=1000;gid=1000;symlinkroot=/mnt/,cache=5,access=client,msize=65536,trans=fd,rfdno=8,wfdno=8',
  builder: 'root@x',
  setting: 'x',
  message: 'nothing to hide',
  argument: '--quick',
};
const REQUEST = { secrets: SECRETS, machine: 'm-aaaaaaaa', vocabulary: new Set<string>() };
const redacted = (texts: Partial<Texts>) => redactRecord(recordWith({ ...HARMLESS, ...texts }), REQUEST);
const mountOf = (texts: Partial<Texts>) => redacted(texts).targets[0]?.mount;

describe('a redacted record', () => {
  it('keeps everything about a mount that names nobody', () => {
    expect(mountOf({})).toEqual(recordWith(HARMLESS).targets[0]?.mount);
  });

  it.each([
    ['/srv/acme/secret', '/srv/hidden/hidden'],
    ['/mnt/c/Users/Carol Jones/work', '/mnt/c/Users/user/work'],
    ['D:\\acme', 'D:\\hidden'],
  ])('shows the source %s as %s', (source, shown) => {
    expect(mountOf({ source })?.source.replace(/hidden-\d+/g, 'hidden')).toBe(shown);
  });

  it.each([
    ['drvfs;path=C:\\Users\\Carol\\x;uid=1000', 'drvfs;path=C:\\Users\\user\\x;uid=1000'],
    ['drvfs;path=UNC\\nas01\\budget 2026;uid=1000', 'drvfs;path=UNC\\server\\hidden;uid=1000'],
    ['uname=carol,aname=/srv/plans', 'uname=hidden,aname=/srv/hidden'],
  ])('shows the options %s as %s', (options, shown) => {
    expect(mountOf({ options })?.options.replace(/hidden-\d+/g, 'hidden')).toBe(shown);
  });

  it('says the same word for the same thing, so that a mount still fits its target', () => {
    const record = redacted({ path: '/srv/acme' });
    const { mounts } = record.environment.before as unknown as { mounts: { mountPoint: string }[] };
    expect(mounts[1]?.mountPoint).toBe(record.targets[0]?.mount.mountPoint);
  });

  it('names targets by their id', () => {
    const { targets, config, plan } = redacted({ path: '/srv/acme' });
    expect([targets[0]?.path, config.targets, config.results, plan.repository]).toEqual([
      '/target/drive-c',
      ['/target/drive-c'],
      'redacted',
      'redacted',
    ]);
  });

  it('keeps options of the command line, and no value that could be a name', () => {
    expect(redacted({ argument: '--repo' }).harness.commandLine).toEqual(['run', '--repo', '--quick', '--max-time', '60']);
    expect(redacted({ argument: 'acme-plans' }).harness.commandLine[1]).toBe('redacted');
  });

  it.each([
    ['cannot open /srv/acme/x: EIO', 'cannot open /srv/hidden-N/x: EIO'],
    ['in C:\\Users\\Carol\\plans', 'in C:\\Users\\user\\hidden-N'],
    ['see https://git.acme.example/x', 'see https://hidden-N'],
    ['see https://github.com/microsoft/WSL/issues/1', 'see https://github.com/microsoft/WSL/issues/1'],
    ['/sys/kernel/mm/lru_gen/enabled does not exist', '/sys/kernel/mm/lru_gen/enabled does not exist'],
    ['guest-cold/host-warm', 'guest-cold/host-warm'],
    ['by carol@acme.example', 'by user@example.com'],
    ['on DESKTOP-4RT77', 'on host'],
  ])('shows the message %j as %j', (message, shown) => {
    expect(redacted({ message }).failures[0]?.message.replace(/hidden-\d+/g, 'hidden-N')).toBe(shown);
  });
});

/** A name that no word of a record can be taken for. */
const name = fc.stringMatching(/^q[a-z]{2}[a-z0-9]{3,10}z$/);

describe('no secret is left in a record', () => {
  it('wherever it stands, and whatever stands around it', () => {
    const around = fc.constantFrom(
      (secret: string) => secret,
      (secret: string) => `/home/${secret}/src`,
      (secret: string) => `/srv/${secret}`,
      (secret: string) => `C:\\Users\\${secret}\\x`,
      (secret: string) => `C:\\134Users\\134${secret}`,
      (secret: string) => `\\\\${secret}\\share`,
      (secret: string) => `drvfs;path=UNC\\${secret}\\x;uid=0`,
      (secret: string) => `rw,uname=${secret},aname=/srv/${secret}`,
      (secret: string) => `${secret}@${secret}.example.org`,
      (secret: string) => `${secret}@${secret}`,
      (secret: string) => `${secret.toUpperCase()} said: /mnt/c/Users/${secret}/x`,
    );
    const field = fc.constantFrom(...(Object.keys(HARMLESS) as (keyof Texts)[]));
    fc.assert(
      fc.property(fc.record({ userName: name, hostName: name }), around, field, (names, text, key) => {
        for (const secret of Object.values(names)) {
          const vocabulary = new Set<string>();
          const secrets = { ...SECRETS, ...names, homeDirectory: `/home/${names.userName}` };
          const record = recordWith({ ...HARMLESS, [key]: text(secret) });
          const sent = JSON.stringify(redactRecord(record, { secrets, machine: 'm-aaaaaaaa', vocabulary }), null, 2);
          expect(sent.toLowerCase()).not.toContain(secret);
          expect(leaksIn('run.json', Buffer.from(sent), { secrets, vocabulary, paths: [record.machineId] })).toEqual([]);
        }
      }),
      { numRuns: 300 },
    );
  });

  it.each(['native', 'complete', 'wsl2', 'hidden', 'redacted', 'root', 'plan'])(
    'and a user called %s does not break the record',
    (userName) => {
      const vocabulary = new Set(['native', 'complete', 'wsl2', 'hidden', 'redacted', 'plan']);
      const record = recordWith(HARMLESS);
      const secrets = { ...SECRETS, userName };
      expect(redactRecord(record, { secrets, machine: 'm-aaaaaaaa', vocabulary }).status).toBe('complete');
    },
  );
});

describe('the last look', () => {
  const search = { secrets: SECRETS, vocabulary: new Set<string>(), paths: ['/srv/acme'] };
  it.each([
    ['a mallory b', 'the user name'],
    ['desktop-4rt77', 'the host name'],
    ['0123456789abcdef0123456789abcdef', "the machine's id"],
    ['Mallory Smith', 'the user name'],
    ['"/srv/acme/x"', 'a path of this machine'],
    ['/home/carol', 'a home folder'],
    ['C:\\\\Users\\\\Carol', 'a folder of a Windows user'],
    ['x@acme.example', 'an e-mail address'],
  ])('finds in %j %s', (text, kind) => {
    expect(leaksIn('f', Buffer.from(`\n${text}\n`), search)[0]).toEqual({ file: 'f', kind, line: 2 });
  });

  it('does not take a payload for a text', () => {
    expect(leaksIn('f', Buffer.from('Tag=read,1.000,1.000,1.000,HIST/mallory+AAA=\n'), search)).toEqual([]);
  });
});

it('changes are told once, with every field that they were made in', () => {
  const before: Json = { a: 'x', b: ['x', 'y'], c: { x: 1 } };
  expect(changesBetween(before, { a: 'z', b: ['z', 'y'], c: { z: 1 } })).toEqual([
    { before: 'x', after: 'z', fields: ['a', 'b[0]', 'c.x (the key)'] },
  ]);
});
