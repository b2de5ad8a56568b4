import { pathToFileURL } from 'node:url';

/** Stands for the program: has a measuring process carry out a command that never ends, and waits for it. */
const [client] = process.argv.slice(2);
const { startAgent } = await import(pathToFileURL(client).href);
const agent = startAgent({ threads: 1, hangSeconds: 60, commandSeconds: 60 });
process.stdout.write(`${agent.pid}\n`);
await agent.command({
  command: { file: '/bin/sh', args: ['-c', 'sleep 60 & sleep 60; true'], cwd: '/', env: { PATH: '/usr/bin:/bin' } },
  timing: { kind: 'node', rusageUnavailable: 'a test' },
  syncAfter: null,
});
